import { z } from 'zod';
import { createBatchFiller } from './augment/fill-batch.ts';
import type { ImageShape } from './augment/image-shape.ts';
import { augmentSchema, shownShape } from './augment/recipe.ts';
import { viewSchema } from './augment/view.ts';
import { imageSetSchema, sizeOf } from './image-set.ts';
import type { ImageSet } from './image-set.ts';
import { batchCount, batchMembers, epochOrder } from './order.ts';
import { openPixels } from './pixels/open.ts';
import type { PixelReader } from './pixels/reader.ts';

const indexList = z.custom<Uint32Array>((value) => value instanceof Uint32Array);
const numbers = z.array(z.number()).readonly();
const size = z.int().min(1);

/** All that decides the batches of a stream; plain data that can go to a worker thread. */
export const batchJobSchema = z.strictObject({
  set: imageSetSchema,
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

/** Makes the batches of a job, in this thread. */
export interface BatchSource {
  readonly batchesPerEpoch: number;
  /** The size of the images in the batches. */
  readonly imageShape: ImageShape;
  /** Numbers in one image. */
  readonly imageSize: number;
  /** How many images the batch with this place in its epoch has. */
  sizeOf(index: number): number;
  /** Writes a batch to the front of the arrays. One call at a time. @throws AppError as the pixels' reader */
  write(position: BatchPosition, arrays: BatchArrays): Promise<void>;
  /** Closes what is open. */
  close(): void;
}

/** The source of a job's batches. Remembers the order of the latest epoch, which does not change what it gives. */
export function createBatchSource(job: BatchJob): BatchSource {
  const { set, indices, batchSize, seed } = job;
  const filler = createBatchFiller(job);
  const imageShape = shownShape(job);
  const imageSize = imageShape.height * imageShape.width * imageShape.channels;
  let latest: { readonly epoch: number; readonly order: Uint32Array } = { epoch: -1, order: indices };
  const orderOf = (epoch: number): Uint32Array => {
    if (latest.epoch !== epoch) latest = { epoch, order: epochOrder(job, epoch) };
    return latest.order;
  };
  let reader: PixelReader | null = null;
  return {
    batchesPerEpoch: batchCount(indices.length, job.order, job),
    imageShape,
    imageSize,
    sizeOf: (index) => Math.min(batchSize, indices.length - index * batchSize),
    async write({ epoch, index }, arrays): Promise<void> {
      reader ??= openPixels(set);
      const members = batchMembers(orderOf(epoch), batchSize, index);
      let done = 0;
      for (const part of portions(members, set)) {
        const draw = { members: part, seed, epoch };
        filler.fill(await reader.read(filler.wanted(draw)), draw, arrays.images.subarray(done * imageSize));
        done += part.length;
      }
      members.forEach((member, i) => {
        arrays.labels[i] = set.labels[member] ?? 0;
      });
    },
    close(): void {
      reader?.close();
      reader = null;
    },
  };
}

/** Images are taken a few at a time where they are large: a batch of photographs would be gigabytes. */
const PORTION_BYTES = 16 * 2 ** 20;

function* portions(members: Uint32Array, set: ImageSet): Generator<Uint32Array> {
  let begin = 0;
  let bytes = 0;
  for (const [i, member] of members.entries()) {
    const { height, width } = sizeOf(set, member);
    bytes += height * width * set.channels;
    if (bytes < PORTION_BYTES && i + 1 < members.length) continue;
    yield members.subarray(begin, i + 1);
    begin = i + 1;
    bytes = 0;
  }
}
