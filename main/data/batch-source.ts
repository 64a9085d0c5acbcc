import { z } from 'zod';
import { fillBatch } from './augment/fill-batch.ts';
import type { ImageShape } from './augment/image-shape.ts';
import { augmentSchema, shownShape } from './augment/recipe.ts';
import { viewSchema } from './augment/view.ts';
import { batchCount, batchMembers, epochOrder } from './order.ts';

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const labels = z.custom<Uint8Array | Uint16Array>(
  (value) => value instanceof Uint8Array || value instanceof Uint16Array,
);
const indexList = z.custom<Uint32Array>((value) => value instanceof Uint32Array);
const numbers = z.array(z.number()).readonly();
const size = z.int().min(1);

/** All that decides the batches of a stream; plain data that can go to a worker thread. */
export const batchJobSchema = z.strictObject({
  set: z.object({ count: size, height: size, width: size, channels: size, images: bytes, labels }),
  indices: indexList,
  batchSize: size,
  dropLast: z.boolean(),
  order: z.enum(['sequential', 'shuffled', 'fresh']),
  augment: augmentSchema,
  view: viewSchema.nullable(),
  normalization: z.strictObject({ mean: numbers, deviation: numbers }).nullable(),
  seed: z.int(),
  stream: z.string(),
});

/** All that decides the batches of a stream. */
export type BatchJob = z.output<typeof batchJobSchema>;

/** Which batch: its epoch and its place in the epoch, both from 0. */
export interface BatchPosition {
  readonly epoch: number;
  readonly index: number;
}

/** Where a batch is written. */
export interface BatchArrays {
  /** `[B, H, W, C]`, B the size of the batch or more. */
  readonly images: Float32Array;
  /** `[B]` */
  readonly labels: Int32Array;
}

/** Makes the batches of a job, here and now. */
export interface BatchSource {
  readonly batchesPerEpoch: number;
  /** The size of the images in the batches. */
  readonly imageShape: ImageShape;
  /** Numbers in one image. */
  readonly imageSize: number;
  /** How many images the batch with this place in its epoch has. */
  sizeOf(index: number): number;
  /** Writes a batch to the front of the arrays. */
  write(position: BatchPosition, arrays: BatchArrays): void;
}

/** The source of a job's batches. Remembers the order of the latest epoch, which does not change what it gives. */
export function createBatchSource(job: BatchJob): BatchSource {
  const { set, indices, batchSize, seed } = job;
  const imageShape = shownShape(job);
  let latest: { readonly epoch: number; readonly order: Uint32Array } = { epoch: -1, order: indices };
  const orderOf = (epoch: number): Uint32Array => {
    if (latest.epoch !== epoch) latest = { epoch, order: epochOrder(job, epoch) };
    return latest.order;
  };
  return {
    batchesPerEpoch: batchCount(indices.length, job.order, job),
    imageShape,
    imageSize: imageShape.height * imageShape.width * imageShape.channels,
    sizeOf: (index) => Math.min(batchSize, indices.length - index * batchSize),
    write({ epoch, index }, arrays): void {
      const members = batchMembers(orderOf(epoch), batchSize, index);
      fillBatch(job, { members, seed, epoch }, arrays.images);
      members.forEach((member, i) => {
        arrays.labels[i] = set.labels[member] ?? 0;
      });
    },
  };
}
