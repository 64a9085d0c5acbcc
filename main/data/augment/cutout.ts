import { z } from 'zod';
import type { ImageShape } from './image-shape.ts';

/** Squares of zeros, `length` pixels a side, around random pixels. sharpDARTS has two where it trains in half precision. */
export const cutoutSchema = z.strictObject({
  length: z.int().min(2).max(4096),
  squares: z.int().min(1).max(64).default(1),
});

/** Squares of zeros. */
export type Cutout = z.output<typeof cutoutSchema>;

/** The middle of a cutout: any pixel of the image. */
export interface CutoutCentre {
  readonly row: number;
  readonly column: number;
}

/** Half-open ranges of rows and columns. */
export interface Box {
  readonly rows: readonly [number, number];
  readonly columns: readonly [number, number];
}

/**
 * The pixels that a cutout covers: `floor(length / 2)` on each side of the centre, the centre counting to the far
 * side, cut off at the image's edge.
 *
 * @see DeVries, Taylor, arXiv 1708.04552; DARTS, cnn/utils.py, class Cutout
 */
export function cutoutBox(length: number, { row, column }: CutoutCentre, { height, width }: ImageShape): Box {
  const half = Math.floor(length / 2);
  const range = (centre: number, size: number): readonly [number, number] => [
    Math.max(0, centre - half),
    Math.min(size, centre + half),
  ];
  return { rows: range(row, height), columns: range(column, width) };
}

/**
 * Zeroes a box of a normalized image in place: the value of the mean colour, not of black.
 *
 * @param image - numbers `[H, W, C]`
 * @param box - see {@link cutoutBox}
 * @param shape - size of the image
 */
export function eraseBox(image: Float32Array, { rows, columns }: Box, { width, channels }: ImageShape): void {
  for (let row = rows[0]; row < rows[1]; row++) {
    const begin = row * width;
    image.fill(0, (begin + columns[0]) * channels, (begin + columns[1]) * channels);
  }
}
