import type { Transfer } from '../transfer.ts';
import { FILL } from './fill.ts';

/**
 * Turns an image about its middle, by the nearest pixels. Positions are in 16-bit fixed point, as Pillow's are.
 *
 * @param transfer - the image and where to, sides below 32768 pixels
 * @param degrees - counter-clockwise
 * @see Pillow, `Image.rotate` with `NEAREST` and a grey fill colour
 */
export function rotate({ from, to, height, width, channels }: Transfer, degrees: number): void {
  const angle = (-degrees * Math.PI) / 180;
  const cosine = rounded(Math.cos(angle));
  const sine = rounded(Math.sin(angle));
  const stepX = fixed(cosine);
  const stepY = fixed(-sine);
  // Where the middle of the first pixel comes from.
  const left = cosine * (-width / 2) + sine * (-height / 2) + width / 2;
  const top = -sine * (-width / 2) + cosine * (-height / 2) + height / 2;
  let rowX = fixed(left + cosine * 0.5 + sine * 0.5);
  let rowY = fixed(top + -sine * 0.5 + cosine * 0.5);
  to.fill(FILL);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const column = (rowX + x * stepX) >> 16;
      const row = (rowY + x * stepY) >> 16;
      if (column < 0 || column >= width || row < 0 || row >= height) continue;
      const source = (row * width + column) * channels;
      const target = (y * width + x) * channels;
      for (let channel = 0; channel < channels; channel++) to[target + channel] = from[source + channel] ?? 0;
    }
    rowX += fixed(sine);
    rowY += fixed(cosine);
  }
}

/** To 15 decimals: right angles are right. */
const rounded = (value: number): number => Number(value.toFixed(15));

const fixed = (value: number): number => Math.floor(value * 65536 + 0.5);
