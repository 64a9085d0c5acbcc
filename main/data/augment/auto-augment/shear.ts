import type { Transfer } from '../transfer.ts';
import { FILL } from './fill.ts';

/**
 * Shifts every row by `slope` times its distance from the top: the pixel (x, y) shows what was at (x + slope * y, y).
 *
 * @see Pillow, `Image.transform` with `AFFINE`, `BICUBIC` and a grey fill colour
 */
export function shearX(transfer: Transfer, slope: number): void {
  const { height, width, channels } = transfer;
  const row = width * channels;
  shear(transfer, slope, { lines: height, length: width, lineStep: row, step: channels });
}

/** Shifts every column by `slope` times its distance from the left: (x, y) shows what was at (x, y + slope * x). */
export function shearY(transfer: Transfer, slope: number): void {
  const { height, width, channels } = transfer;
  const row = width * channels;
  shear(transfer, slope, { lines: width, length: height, lineStep: channels, step: row });
}

/** The lines along which pixels move. */
interface Lines {
  readonly lines: number;
  readonly length: number;
  /** From a line to the next, in array positions. */
  readonly lineStep: number;
  /** From a pixel of a line to the next. */
  readonly step: number;
}

/**
 * Pixels have their values at their middles. Across the lines nothing moves, so Pillow's bicubic surface is a cubic along
 * the line; beyond the line's ends the outermost pixels count on.
 */
function shear(
  { from, to, channels }: Transfer,
  slope: number,
  { lines, length, lineStep, step }: Lines,
): void {
  for (let line = 0; line < lines; line++) {
    const begin = line * lineStep;
    const shift = slope * (line + 0.5);
    for (let i = 0; i < length; i++) {
      const target = begin + i * step;
      const position = i + 0.5 + shift;
      if (position < 0 || position >= length) {
        to.fill(FILL, target, target + channels);
        continue;
      }
      const before = Math.floor(position - 0.5);
      const part = position - 0.5 - before;
      const at0 = begin + Math.max(0, before - 1) * step;
      const at1 = begin + Math.max(0, before) * step;
      const at2 = begin + Math.min(length - 1, before + 1) * step;
      const at3 = begin + Math.min(length - 1, before + 2) * step;
      for (let channel = 0; channel < channels; channel++) {
        const a = from[at0 + channel] ?? 0;
        const b = from[at1 + channel] ?? 0;
        const c = from[at2 + channel] ?? 0;
        const d = from[at3 + channel] ?? 0;
        // Cubic convolution with the parameter -1.
        const value = b + part * (c - a + part * (2 * (a - b) + c - d + part * (b - a + d - c)));
        to[target + channel] = value <= 0 ? 0 : Math.min(255, Math.trunc(value));
      }
    }
  }
}
