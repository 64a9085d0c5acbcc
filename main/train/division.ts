/** How the batch of a step is divided: over devices that work side by side, and over passes that follow each other. */
import { AppError } from '../base/errors.ts';
import type { Executor } from '../engine/index.ts';

/** The division that a run's settings ask for. */
export interface Division {
  /** GPUs that share a pass: each takes an equal slice of it. */
  readonly devices: number;
  /** Passes that a batch takes, one after the other: memory is needed for one of them. */
  readonly accumulate: number;
}

/** Images of one pass of a batch. */
export const passSize = (batch: number, { accumulate }: Division): number => batch / accumulate;

/** Images that one device sees in a pass. */
export const towerSize = (batch: number, { devices, accumulate }: Division): number =>
  batch / (devices * accumulate);

/** Whether a batch can be divided so. */
export const isEven = (batch: number, division: Division): boolean =>
  Number.isInteger(towerSize(batch, division));

/** What is wrong with a batch that cannot be divided, and what to do about it. */
export function unevenBatch(batch: number, { devices, accumulate }: Division): string {
  const remedy = 'change "batch", "devices" or "accumulate"';
  return `a batch of ${batch} images cannot be divided over ${devices} devices in ${accumulate} passes, which needs a multiple of ${devices * accumulate}: ${remedy}`;
}

/**
 * Passes if every batch of a run can be divided, also the last, smaller one of an epoch.
 * @throws train/uneven-batch
 */
export function checkBatches(batches: readonly number[], division: Division): void {
  const odd = batches.find((batch) => !isEven(batch, division));
  if (odd === undefined) return;
  const { devices, accumulate } = division;
  const problem = unevenBatch(odd, { devices, accumulate });
  const sentence = `${problem.charAt(0).toUpperCase()}${problem.slice(1)}`;
  throw new AppError(
    'train/uneven-batch',
    `${sentence}; if it is the last batch of an epoch, "partialBatch": "drop" leaves it out.`,
    { data: { batch: odd, devices, accumulate } },
  );
}

/**
 * Passes if the executor has the GPUs that a division over devices needs. One device is whatever there is.
 * @throws train/too-few-gpus
 */
export function checkDevices(executor: Executor, { devices }: Division): void {
  const { gpus } = executor.describe();
  if (devices === 1 || devices <= gpus) return;
  const found = gpus === 0 ? 'no GPU' : gpus === 1 ? 'one GPU' : `${gpus} GPUs`;
  throw new AppError(
    'train/too-few-gpus',
    `The run asks for ${devices} devices and ${executor.title} has ${found} here: set "devices" to ${Math.max(1, gpus)}, and "accumulate" to what the memory of fewer devices needs.`,
    { data: { devices, gpus } },
  );
}
