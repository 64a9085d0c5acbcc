import { mapPixels } from '../transfer.ts';
import type { Transfer } from '../transfer.ts';
import { greyOf } from './grey.ts';
import { mixTable } from './mix.ts';

/**
 * Mixes with the image's mean grey, rounded to a grey level.
 *
 * @param transfer - the image, of 1 or 3 channels, and where to
 * @param factor - 0 grey, 1 the image, above 1 more contrast
 * @see Pillow, `ImageEnhance.Contrast`
 */
export function enhanceContrast(transfer: Transfer, factor: number): void {
  mapPixels(transfer, mixTable(factor, meanGrey(transfer)));
}

function meanGrey({ from, channels }: Transfer): number {
  let sum = 0;
  for (let i = 0; i < from.length; i += channels) {
    const first = from[i] ?? 0;
    sum += channels === 1 ? first : greyOf(first, from[i + 1] ?? 0, from[i + 2] ?? 0);
  }
  return Math.floor(sum / (from.length / channels) + 0.5);
}
