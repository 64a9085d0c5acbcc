/** Images of one part of a data set, wherever their pixels are. */
import { z } from 'zod';
import type { Labels } from './labels.ts';
import { pixelSourceSchema } from './pixels/source.ts';
import type { PixelSource } from './pixels/source.ts';

/** Size of an image. */
export interface ImageSize {
  readonly height: number;
  readonly width: number;
}

/** Images with their labels; plain data that data workers see without a copy. */
export interface ImageSet {
  readonly count: number;
  readonly channels: number;
  /** The size of every image; null where they differ. */
  readonly size: ImageSize | null;
  /** `[N, 2]`, height and width of each image, where they differ; null where all have one size. */
  readonly eachSize: Uint16Array | null;
  readonly labels: Labels;
  readonly pixels: PixelSource;
  /** Which images of the pixel source these are, `[N]`; null: all of them, in their order. */
  readonly members: Uint32Array | null;
}

/** Images that are decoded, all of one size, in memory. */
export interface DecodedImages extends ImageSize {
  readonly count: number;
  readonly channels: number;
  /** Pixels 0..255, `[N, H, W, C]`, in shared memory. */
  readonly images: Uint8Array;
  readonly labels: Labels;
}

const typed = <T>(...types: readonly (new (length: number) => T)[]) =>
  z.custom<T>((value) => types.some((type) => value instanceof type));
const count = z.int().min(1);

/** Checks what a data worker is given: the shape; the arrays are trusted. */
export const imageSetSchema: z.ZodType<ImageSet> = z.strictObject({
  count,
  channels: count,
  size: z.strictObject({ height: count, width: count }).nullable(),
  eachSize: typed(Uint16Array).nullable(),
  labels: typed<Labels>(Uint8Array, Uint16Array),
  pixels: pixelSourceSchema,
  members: typed(Uint32Array).nullable(),
});

/** Decoded images as a set. */
export function inMemory({ count, channels, height, width, images, labels }: DecodedImages): ImageSet {
  return {
    count,
    channels,
    size: { height, width },
    eachSize: null,
    labels,
    pixels: { kind: 'memory', bytes: images },
    members: null,
  };
}

/** The size of one image. */
export function sizeOf({ size, eachSize }: Pick<ImageSet, 'size' | 'eachSize'>, index: number): ImageSize {
  return size ?? { height: eachSize?.[2 * index] ?? 0, width: eachSize?.[2 * index + 1] ?? 0 };
}

/** Some of the images, in the order of the indices, as a set of their own over the same pixels. */
export function selectImages(set: ImageSet, indices: Uint32Array): ImageSet {
  const { members, labels, eachSize } = set;
  return {
    ...set,
    count: indices.length,
    labels: gathered(labels, indices),
    eachSize: eachSize === null ? null : pairs(eachSize, indices),
    members: members === null ? indices : indices.map((index) => members[index] ?? 0),
  };
}

/** Bytes of memory that the sets hold: pixels that lie in files take none, the tables of where they are do. */
export function heldBytes(...sets: readonly ImageSet[]): number {
  const buffers = new Set<ArrayBufferLike>();
  const collect = (value: unknown): void => {
    if (ArrayBuffer.isView(value)) buffers.add(value.buffer);
    else if (typeof value === 'object' && value !== null) Object.values({ ...value }).forEach(collect);
  };
  sets.forEach(collect);
  return [...buffers].reduce((sum, { byteLength }) => sum + byteLength, 0);
}

function gathered(labels: Labels, indices: Uint32Array): Labels {
  const shared = new SharedArrayBuffer(indices.length * labels.BYTES_PER_ELEMENT);
  const target = labels instanceof Uint8Array ? new Uint8Array(shared) : new Uint16Array(shared);
  indices.forEach((index, i) => {
    target[i] = labels[index] ?? 0;
  });
  return target;
}

function pairs(sizes: Uint16Array, indices: Uint32Array): Uint16Array {
  const target = new Uint16Array(new SharedArrayBuffer(indices.length * 2 * sizes.BYTES_PER_ELEMENT));
  indices.forEach((index, i) => {
    target.set(sizes.subarray(2 * index, 2 * index + 2), 2 * i);
  });
  return target;
}
