import type { DeviceReport } from '../engine/index.ts';

/** What computes, in one line: `CPU · TensorFlow 2.21.0 · oneDNN kernels on · 2 threads`. */
export function deviceTitle({ device, engine, version, notes, threads }: DeviceReport): string {
  return [device.toUpperCase(), `${engine} ${version}`, ...notes, `${threads} threads`].join(' · ');
}
