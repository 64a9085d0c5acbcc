import type { Transfer } from '../transfer.ts';
import { greyOf } from './grey.ts';
import { differenceTable, mixed } from './mix.ts';

/**
 * Mixes every pixel with its own grey. An image of 1 channel stays as it is.
 *
 * @param transfer - the image, of 1 or 3 channels, and where to
 * @param factor - 0 grey, 1 the image, above 1 stronger colours
 * @see Pillow, `ImageEnhance.Color`
 */
export function enhanceSaturation({ from, to, channels }: Transfer, factor: number): void {
  if (channels === 1) {
    to.set(from);
    return;
  }
  const products = differenceTable(factor);
  for (let i = 0; i < from.length; i += 3) {
    const red = from[i] ?? 0;
    const green = from[i + 1] ?? 0;
    const blue = from[i + 2] ?? 0;
    const grey = greyOf(red, green, blue);
    to[i] = mixed(products, grey, red);
    to[i + 1] = mixed(products, grey, green);
    to[i + 2] = mixed(products, grey, blue);
  }
}
