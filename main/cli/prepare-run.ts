import { cpus, hostname, totalmem } from 'node:os';
import { z } from 'zod';
import { createTensorflowExecutor } from '../engine/index.ts';
import type { DeviceReport, Executor } from '../engine/index.ts';
import type { Environment, MemoryOutlook, PreparedRun, StoredRun } from '../runs/index.ts';
import { precisionNotes, precisionSchema } from '../train/index.ts';
import type { Snapshot } from '../train/index.ts';
import { deviceTitle } from './device.ts';
import { availableMemory } from '../base/available-memory.ts';
import { kindFor } from './kinds.ts';
import { estimateRun, observed, outlookOf, withOutlook } from './memory-outlook.ts';
import type { Places } from './places.ts';
import { processorFlags } from './processor-flags.ts';
import { openRunData } from './run-data.ts';

/** What a run is prepared with, besides its record. */
export interface PrepareContext {
  readonly places: Places;
  /** Of the program. */
  readonly version: string;
  /** Called whenever a part of the work is done. */
  readonly onProgress: () => void;
}

/**
 * Wires a run: its data, the engine, and the loop of its kind. Loads TensorFlow into this process.
 *
 * @throws AppError `cli/data-changed`, `cli/split-changed`, `data/...`, `spaces/...`, `engine/...`
 */
export async function prepareRun(
  run: StoredRun,
  restore: Snapshot | null,
  { places, version, onProgress }: PrepareContext,
): Promise<PreparedRun> {
  const { record } = run;
  const data = await openRunData(run, places, { onProgress });
  const kind = kindFor(record.kind, record.config);
  const executor = createTensorflowExecutor(kind.parallelism);
  const described = executor.describe();
  let memory: MemoryOutlook | null = null;
  const watched = observed(counted(executor, onProgress), async (bundle) => {
    // A GPU has its own memory, of which nothing is foretold.
    if (described.device === 'gpu') return;
    const estimate = estimateRun({ bundle, config: record.config, data, threads: described.threads });
    memory = outlookOf(estimate, { ...record, data, availableBytes: await availableMemory() });
  });
  const loop = await kind.createLoop({ record, data, executor: watched, restore }).catch((error: unknown) => {
    throw withOutlook(error, memory);
  });
  const report = await reportOf(described, record.config);
  return {
    loop,
    device: deviceTitle(report),
    environment: { ...environmentOf(report, version), memory },
    alphaSpace: kind.alphaSpace(record.config),
  };
}

/** An executor that tells of the beginning and the end of each of its calls: they are all that takes long in a run. */
function counted(executor: Executor, onCall: () => void): Executor {
  const around = async <T>(call: () => Promise<T>): Promise<T> => {
    onCall();
    try {
      return await call();
    } finally {
      onCall();
    }
  };
  return {
    ...executor,
    async load(bundle) {
      const executable = await around(() => executor.load(bundle));
      return {
        ...executable,
        run: (program, feeds) => around(() => executable.run(program, feeds)),
        read: (variable) => around(() => executable.read(variable)),
        write: (variable, value) => around(() => executable.write(variable, value)),
      };
    },
  };
}

const withPrecision = z.object({ precision: precisionSchema });

/** The device, and what is to be known of it at the precision of a run's settings. */
export async function reportOf(report: DeviceReport, config: unknown): Promise<DeviceReport> {
  const { precision } = withPrecision.parse(config);
  const flags = await processorFlags();
  return { ...report, notes: [...report.notes, ...precisionNotes(precision, { ...report, flags })] };
}

/** What computes, for the record. */
export function environmentOf(report: DeviceReport, version: string): Omit<Environment, 'memory'> {
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
