/** Numbers by the rules of the fixtures of IS-DARTS, which their file states. */
import { imagesFromTorch } from '../../../nn/index.ts';
import type { FixtureTensor } from '../../../nn/index.ts';
import type { Scores } from '../../importance/masks.ts';

/** The file's u(seed, i), from -1 to 1. All of it is exact in float64. */
export function ruled(seed: number, i: number): number {
  const mixed = i * 7919 + seed * 104729 + ((i * i) % 1009) * 31;
  return ((mixed % 10007) / 10007) * 2 - 1;
}

/** A tensor by that rule, in PyTorch's layout. */
export function ruledTensor(
  shape: readonly number[],
  {
    seed,
    scale = 1,
    offset = 0,
  }: { readonly seed: number; readonly scale?: number; readonly offset?: number },
): FixtureTensor {
  const size = shape.reduce((product, extent) => product * extent, 1);
  return { shape: [...shape], data: Array.from({ length: size }, (_, i) => ruled(seed, i) * scale + offset) };
}

/** What the kinds of the score's batches do with the first one. */
export const BATCH_KINDS = {
  plain: (batch) => batch,
  zero: ({ shape, data }) => ({ shape, data: data.map(() => 0) }),
  bigscale: ({ shape, data }) => ({ shape, data: data.map((value) => value * 3 + 5) }),
  /** In the first batch, of the first sample the first position: every channel 0.25. */
  onepix({ shape, data }, index) {
    const [, channels = 0, height = 0, width = 0] = shape;
    const isThere = (i: number) => i % (height * width) === 0 && i < channels * height * width;
    return index > 0 ? { shape, data } : { shape, data: data.map((v, i) => (isThere(i) ? 0.25 : v)) };
  },
} as const satisfies Record<string, (batch: FixtureTensor, index: number) => FixtureTensor>;

/** Images [N,H,W,C] of a batch [N,C,H,W]. */
export const imagesOf = (tensor: FixtureTensor): Float32Array => imagesFromTorch(tensor).data;

/**
 * A matrix of scores by the file's rule: every tie is among multiples of 20, and the first column, of `none`, is infinite.
 */
export function ruledScores(
  edges: number,
  columns: number,
  { seed, ties }: { readonly seed: number; readonly ties: boolean },
): Scores {
  return Array.from({ length: edges }, (_, r) =>
    Array.from({ length: columns }, (__, c) => {
      if (c === 0) return Infinity;
      const value = (ruled(seed, r * columns + c) + 1) * 50 + 0.5;
      return ties ? 20 * roundHalfEven(value / 20) : value;
    }),
  );
}

function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
