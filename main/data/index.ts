/** The door of the data room. */
export { OPERATIONS as IMAGE_OPERATIONS } from './augment/auto-augment/operations.ts';
export type { OperationName as ImageOperationName } from './augment/auto-augment/policy.ts';
export { augmentSchema, NO_AUGMENT } from './augment/recipe.ts';
export type { AugmentSpec } from './augment/recipe.ts';
export { viewSchema } from './augment/view.ts';
export type { View } from './augment/view.ts';
export { createBatchStream } from './batches.ts';
export type { BatchStream, BatchStreamOptions } from './batches.ts';
export type { Batch } from './prefetcher.ts';
export { classCounts, requireTraining } from './dataset.ts';
export type { Dataset, ImageSet, PixelStatistics } from './dataset.ts';
export type { DataErrorCode } from './errors.ts';
export { namedDatasets, openDataset } from './open.ts';
export type { OpenOptions } from './open.ts';
export type { EpochOrder } from './order.ts';
export { allIndices, fractional, halves, stratified, subset } from './splits.ts';
export type { Split } from './splits.ts';
