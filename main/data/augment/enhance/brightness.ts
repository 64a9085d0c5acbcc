import { mapPixels } from '../transfer.ts';
import type { Transfer } from '../transfer.ts';
import { mixTable } from './mix.ts';

/**
 * Mixes with black.
 *
 * @param transfer - the image and where to
 * @param factor - 0 black, 1 the image, above 1 brighter
 * @see Pillow, `ImageEnhance.Brightness`
 */
export function enhanceBrightness(transfer: Transfer, factor: number): void {
  mapPixels(transfer, mixTable(factor, 0));
}
