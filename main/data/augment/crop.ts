import { z } from 'zod';
import type { ImageShape } from './image-shape.ts';

/** Random crop of the image's own size after `padding` zero pixels were put around it. */
export const cropSchema = z.strictObject({ padding: z.int().min(1).max(1024) });

/** Where the crop begins in the padded image: 0 .. 2 * padding. */
export interface CropOffset {
  readonly top: number;
  readonly left: number;
}

/**
 * Writes the crop of an image that is thought to have `padding` zero pixels on each side.
 *
 * @param source - pixels `[H, W, C]`
 * @param crop - padding, offset and size
 * @param target - pixels `[H, W, C]`, overwritten
 */
export function cropInto(
  source: Uint8Array,
  { padding, top, left, height, width, channels }: CropOffset & ImageShape & { readonly padding: number },
  target: Uint8Array,
): void {
  const rowBytes = width * channels;
  const shift = left - padding;
  // Target columns from..to have a source column; the others lie in the padding.
  const from = Math.min(width, Math.max(0, -shift));
  const to = Math.max(from, Math.min(width, width - shift));
  target.fill(0);
  for (let row = 0; row < height; row++) {
    const sourceRow = row + top - padding;
    if (sourceRow < 0 || sourceRow >= height) continue;
    const begin = sourceRow * rowBytes;
    const pixels = source.subarray(begin + (from + shift) * channels, begin + (to + shift) * channels);
    target.set(pixels, row * rowBytes + from * channels);
  }
}
