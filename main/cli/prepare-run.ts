import { cpus, hostname, totalmem } from 'node:os';
import { openDataset } from '../data/index.ts';
import { createTensorflowExecutor } from '../engine/index.ts';
import type { DeviceReport } from '../engine/index.ts';
import type { Environment, PreparedRun, StoredRun } from '../runs/index.ts';
import type { Dataset } from '../data/index.ts';
import type { RunData, Snapshot } from '../train/index.ts';
import { deviceTitle } from './device.ts';
import { cliError } from './errors.ts';
import { KINDS } from './kinds.ts';
import type { Places } from './places.ts';

/** What a run is prepared with, besides its record. */
export interface PrepareContext {
  readonly places: Places;
  /** Of the program. */
  readonly version: string;
  /** Changes the data set after it was opened and recognized. */
  readonly adapt?: (dataset: Dataset) => Dataset;
}

/** Batches are cheap beside a step: one thread keeps up with the CPU, a few with a GPU. */
const MOST_WORKERS = 4;
const workersFor = (cores: number): number => Math.max(1, Math.min(MOST_WORKERS, Math.floor(cores / 4)));

/**
 * Wires a run: its data, the engine, and the loop of its kind. Loads TensorFlow into this process.
 *
 * @throws AppError `cli/data-changed`, `data/...`, `spaces/...`, `engine/...`
 */
export async function prepareRun(
  { record }: StoredRun,
  restore: Snapshot | null,
  { places, version, adapt = (dataset) => dataset }: PrepareContext,
): Promise<PreparedRun> {
  const { name, id } = record.data;
  const dataset = await openDataset(name, { resourcesDir: places.resources });
  if (dataset.id !== id) throw cliError('cli/data-changed', { name, expected: id, found: dataset.id });
  const executor = createTensorflowExecutor(KINDS[record.kind].parallelism);
  const data: RunData = {
    dataset: adapt(dataset),
    workers: workersFor(cpus().length),
    workerPath: places.dataWorker,
  };
  const loop = await KINDS[record.kind].createLoop({ record, data, executor, restore });
  const report = executor.describe();
  return { loop, device: deviceTitle(report), environment: environmentOf(report, version) };
}

function environmentOf(report: DeviceReport, version: string): Environment {
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
