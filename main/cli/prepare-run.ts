import { cpus, hostname, totalmem } from 'node:os';
import { z } from 'zod';
import { createTensorflowExecutor } from '../engine/index.ts';
import type { DeviceReport } from '../engine/index.ts';
import type { Environment, MemoryOutlook, PreparedRun, StoredRun } from '../runs/index.ts';
import { precisionNotes, precisionSchema } from '../train/index.ts';
import type { Snapshot } from '../train/index.ts';
import { deviceTitle } from './device.ts';
import { availableMemory } from './available-memory.ts';
import { KINDS } from './kinds.ts';
import { estimateRun, observed, outlookOf, withOutlook } from './memory-outlook.ts';
import type { Places } from './places.ts';
import { processorFlags } from './processor-flags.ts';
import { openRunData } from './run-data.ts';

/** What a run is prepared with, besides its record. */
export interface PrepareContext {
  readonly places: Places;
  /** Of the program. */
  readonly version: string;
}

/**
 * Wires a run: its data, the engine, and the loop of its kind. Loads TensorFlow into this process.
 *
 * @throws AppError `cli/data-changed`, `cli/split-changed`, `data/...`, `spaces/...`, `engine/...`
 */
export async function prepareRun(
  run: StoredRun,
  restore: Snapshot | null,
  { places, version }: PrepareContext,
): Promise<PreparedRun> {
  const { record } = run;
  const data = await openRunData(run, places);
  const { dataset } = data;
  const executor = createTensorflowExecutor(KINDS[record.kind].parallelism);
  const described = executor.describe();
  let memory: MemoryOutlook | null = null;
  const watched = observed(executor, async (bundle) => {
    // A GPU has its own memory, of which nothing is foretold.
    if (described.device === 'gpu') return;
    const estimate = estimateRun({ bundle, dataset, threads: described.threads });
    memory = outlookOf(estimate, { ...record, dataset, availableBytes: await availableMemory() });
  });
  const loop = await KINDS[record.kind]
    .createLoop({ record, data, executor: watched, restore })
    .catch((error: unknown) => {
      throw withOutlook(error, memory);
    });
  const report = await reportOf(described, record.config);
  return { loop, device: deviceTitle(report), environment: { ...environmentOf(report, version), memory } };
}

const withPrecision = z.object({ precision: precisionSchema });

/** The device, and what is to be known of it at the precision of a run's settings. */
export async function reportOf(report: DeviceReport, config: unknown): Promise<DeviceReport> {
  const { precision } = withPrecision.parse(config);
  const flags = await processorFlags();
  return { ...report, notes: [...report.notes, ...precisionNotes(precision, { ...report, flags })] };
}

function environmentOf(report: DeviceReport, version: string): Omit<Environment, 'memory'> {
  const { engine, device, deviceName, threads, notes } = report;
  return {
    app: version,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    engine: `${engine} ${report.version}`,
    device,
    deviceName,
    threads,
    notes,
    host: hostname(),
    cpu: cpus()[0]?.model ?? 'unknown',
    memoryBytes: totalmem(),
  };
}
