/** In which order the images of an epoch are shown: a pure function of indices, seed and epoch. */
import { createRng } from '../base/rng.ts';
import { dataError } from './errors.ts';

/**
 * How epochs follow the indices.
 * - `sequential`: as given, the same in each epoch (evaluation)
 * - `shuffled`: a new random order each epoch (training)
 * - `fresh`: only the first batch of a new random order, so that an epoch is one draw. DARTS draws its alpha batches so.
 *   @see DARTS, cnn/train_search.py: `next(iter(valid_queue))` in every step
 */
export type EpochOrder = 'sequential' | 'shuffled' | 'fresh';

/** What decides the order of an epoch. */
export interface OrderSource {
  readonly indices: Uint32Array;
  readonly order: EpochOrder;
  readonly seed: number;
  /** Tells apart streams that share a seed, such as those of the weights and of the alphas. */
  readonly stream: string;
}

/** How an epoch is cut into batches. */
export interface Batching {
  readonly batchSize: number;
  /** Whether a last batch that is not full is left out. */
  readonly dropLast: boolean;
}

/** The indices in the order of an epoch; epochs count from 0. */
export function epochOrder({ indices, order, seed, stream }: OrderSource, epoch: number): Uint32Array {
  if (order === 'sequential') return indices;
  const positions = createRng(seed, 'data', 'order', stream, epoch).permutation(indices.length);
  return positions.map((position) => indices[position] ?? 0);
}

/** How many batches an epoch has. */
export function batchCount(count: number, order: EpochOrder, { batchSize, dropLast }: Batching): number {
  const whole = dropLast ? Math.floor(count / batchSize) : Math.ceil(count / batchSize);
  return order === 'fresh' ? Math.min(whole, 1) : whole;
}

/** Passes if there is a batch. @throws AppError `data/too-few-images` */
export function checkBatching(count: number, batching: Batching): void {
  if (batchCount(count, 'sequential', batching) > 0) return;
  throw dataError('data/too-few-images', { count, batchSize: batching.batchSize });
}

/** The members of one batch, a view into the epoch's order; the last batch may be smaller. */
export function batchMembers(epochIndices: Uint32Array, batchSize: number, index: number): Uint32Array {
  return epochIndices.subarray(index * batchSize, (index + 1) * batchSize);
}
