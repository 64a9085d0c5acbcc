import { z } from 'zod';
import type { Transfer } from './transfer.ts';

/** Random crop of the image's own size after `padding` pixels of one value were put around it. */
export const cropSchema = z.strictObject({ padding: z.int().min(1).max(1024) });

/** Where the crop begins in the padded image: 0 .. 2 * padding. */
export interface CropOffset {
  readonly top: number;
  readonly left: number;
}

/** A crop of an image that is thought to have `padding` pixels of the value `fill` on each side. */
export interface Crop extends CropOffset {
  readonly padding: number;
  readonly fill: number;
}

/** Writes a crop of an image. */
export function cropInto(
  { from, to, height, width, channels }: Transfer,
  { padding, fill, top, left }: Crop,
): void {
  const rowBytes = width * channels;
  const shift = left - padding;
  // Target columns begin..end have a source column; the others lie in the padding.
  const begin = Math.min(width, Math.max(0, -shift));
  const end = Math.max(begin, Math.min(width, width - shift));
  to.fill(fill);
  for (let row = 0; row < height; row++) {
    const sourceRow = row + top - padding;
    if (sourceRow < 0 || sourceRow >= height) continue;
    const source = sourceRow * rowBytes;
    const pixels = from.subarray(source + (begin + shift) * channels, source + (end + shift) * channels);
    to.set(pixels, row * rowBytes + begin * channels);
  }
}
