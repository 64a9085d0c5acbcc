import { mapPixels, pixelTable } from '../transfer.ts';
import type { Transfer } from '../transfer.ts';

/**
 * Keeps the highest bits of every value.
 *
 * @param transfer - the image and where to
 * @param bits - 1..8
 * @see Pillow, `ImageOps.posterize`
 */
export function posterize(transfer: Transfer, bits: number): void {
  const mask = (0xff << (8 - bits)) & 0xff;
  mapPixels(
    transfer,
    pixelTable((value) => value & mask),
  );
}
