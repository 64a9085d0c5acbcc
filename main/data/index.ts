/** The door of the data room. */
export { augmentSchema, NO_AUGMENT } from './augment/fill-batch.ts';
export type { AugmentSpec } from './augment/fill-batch.ts';
export { createBatchStream } from './batches.ts';
export type { BatchStream, BatchStreamOptions } from './batches.ts';
export type { Batch } from './prefetcher.ts';
export { classCounts } from './dataset.ts';
export type { Dataset, ImageSet, PixelStatistics } from './dataset.ts';
export type { DataErrorCode } from './errors.ts';
export { namedDatasets, openDataset } from './open.ts';
export type { OpenOptions } from './open.ts';
export type { EpochOrder } from './order.ts';
export { allIndices, fractional, halves, stratified, subset } from './splits.ts';
export type { Split } from './splits.ts';
