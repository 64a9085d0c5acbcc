import { mapPixels, pixelTable } from '../transfer.ts';
import type { Transfer } from '../transfer.ts';

/**
 * Turns every value from the threshold upwards into its negative.
 *
 * @see Pillow, `ImageOps.solarize`
 */
export function solarize(transfer: Transfer, threshold: number): void {
  mapPixels(
    transfer,
    pixelTable((value) => (value < threshold ? value : 255 - value)),
  );
}
