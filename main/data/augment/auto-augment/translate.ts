import type { Transfer } from '../transfer.ts';
import { FILL } from './fill.ts';

/**
 * Moves an image to the left: the pixel (x, y) shows what was nearest to (x + share * width, y).
 *
 * @param transfer - the image and where to
 * @param share - of the width; negative moves to the right
 * @see Pillow, `Image.transform` with `AFFINE`, `NEAREST` and a grey fill colour
 */
export function translateX({ from, to, height, width, channels }: Transfer, share: number): void {
  const columns = sources(width, share);
  const row = width * channels;
  to.fill(FILL);
  columns.forEach((column, x) => {
    if (column < 0) return;
    for (let y = 0; y < height; y++) {
      const source = y * row + column * channels;
      const target = y * row + x * channels;
      for (let channel = 0; channel < channels; channel++) to[target + channel] = from[source + channel] ?? 0;
    }
  });
}

/** Moves an image upwards: the pixel (x, y) shows what was nearest to (x, y + share * height). */
export function translateY({ from, to, height, width, channels }: Transfer, share: number): void {
  const row = width * channels;
  to.fill(FILL);
  sources(height, share).forEach((source, y) => {
    if (source >= 0) to.set(from.subarray(source * row, (source + 1) * row), y * row);
  });
}

/** Where each row or column comes from; -1: from outside. Summed up as Pillow does it, which decides near whole numbers. */
function sources(size: number, share: number): Int32Array {
  let position = share * size + 0.5;
  return Int32Array.from({ length: size }, () => {
    const source = Math.floor(position);
    position += 1;
    return source >= 0 && source < size ? source : -1;
  });
}
