/** What the GPUs of this machine do, by NVIDIA's own program. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { systemCode } from '../../base/system-failure.ts';
import type { GpuLoad } from '../events.ts';

const PROGRAM = 'nvidia-smi';
const FIELDS = ['index', 'name', 'utilization.gpu', 'memory.used', 'memory.total'];
const ARGUMENTS = [`--query-gpu=${FIELDS.join(',')}`, '--format=csv,noheader,nounits'];
/** It answers within a second, unless the driver hangs. */
const LONGEST_MS = 5_000;
/** After so many failures in a row it is not asked again. */
const FAILURES = 3;
const MIB = 2 ** 20;

/** Asks for the GPUs. Where the program is not there, there are none, and it is never asked again. */
export function gpuMeter(until: AbortSignal): () => Promise<readonly GpuLoad[]> {
  let failures = 0;
  return async () => {
    if (failures >= FAILURES) return [];
    try {
      const gpus = parseGpus(await answer(until));
      failures = 0;
      return gpus;
    } catch (error) {
      const isAbsent = ['ENOENT', 'EACCES', 'ENOTDIR'].includes(systemCode(error) ?? '');
      failures = isAbsent ? FAILURES : failures + 1;
      return [];
    }
  };
}

async function answer(signal: AbortSignal): Promise<string> {
  const limits = { timeout: LONGEST_MS, killSignal: 'SIGKILL', windowsHide: true, signal } as const;
  return (await promisify(execFile)(PROGRAM, ARGUMENTS, limits)).stdout;
}

/** A line: `0, NVIDIA H200, 87, 1234, 143771`, memory in MiB. */
const LINE = /^(\d{1,4}), (\S(?:.*\S)?), (\d{1,3}), (\d{1,9}), (\d{1,9})$/;
/** What the program writes for what a GPU does not tell. */
const UNTOLD = /^\[(?:N\/A|Not Supported|Unknown Error|GPU requires reset)\]$/i;

/**
 * The answer of the program. A GPU that does not tell all of it, as one that is divided does not, is left out.
 *
 * @throws Error if any line is no such line: then the numbers may mean something else
 */
export function parseGpus(text: string): readonly GpuLoad[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .flatMap((line) => {
      const found = LINE.exec(line);
      if (found === null) {
        const fields = line.split(', ');
        if (fields.length === FIELDS.length && fields.some((field) => UNTOLD.test(field))) return [];
        throw new Error(`nvidia-smi says "${line}"`);
      }
      const [, index, name = '', utilization, used, total] = found;
      return {
        index: Number(index),
        name,
        utilization: Math.min(1, Number(utilization) / 100),
        memoryUsedBytes: Number(used) * MIB,
        memoryTotalBytes: Number(total) * MIB,
      };
    });
}
