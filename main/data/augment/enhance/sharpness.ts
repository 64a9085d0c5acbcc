import type { Transfer } from '../transfer.ts';
import { differenceTable, mixed } from './mix.ts';

/**
 * Mixes with a smoothed image: each pixel counts 5, its eight neighbours 1 each. The pixels at the border have no
 * smoothed value and stay as they are.
 *
 * @param transfer - the image and where to
 * @param factor - 0 smooth, 1 the image, above 1 sharper
 * @see Pillow, `ImageEnhance.Sharpness` and `ImageFilter.SMOOTH`
 */
export function enhanceSharpness({ from, to, height, width, channels }: Transfer, factor: number): void {
  const products = differenceTable(factor);
  const row = width * channels;
  to.set(from);
  for (let y = 1; y < height - 1; y++) {
    const end = (y + 1) * row - channels;
    for (let i = y * row + channels; i < end; i++) {
      const value = from[i] ?? 0;
      const sum =
        4 * value +
        three(from, i - row, channels) +
        three(from, i, channels) +
        three(from, i + row, channels);
      to[i] = mixed(products, roundedThirteenth(sum), value);
    }
  }
}

const three = (image: Uint8Array, middle: number, step: number): number =>
  (image[middle - step] ?? 0) + (image[middle] ?? 0) + (image[middle + step] ?? 0);

/** Pillow adds thirteenths in float32, whose error is far too small to matter: a sum is never half-way between two levels. */
const roundedThirteenth = (sum: number): number => Math.trunc((2 * sum + 13) / 26);
