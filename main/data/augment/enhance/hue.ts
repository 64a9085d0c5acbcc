import type { Transfer } from '../transfer.ts';

/**
 * Turns the colours. Hue and saturation go through 256 levels, as Pillow's mode HSV has them, so that even a shift of 0 may change a
 * pixel a little. An image of 1 channel stays as it is.
 *
 * @param transfer - the image, of 1 or 3 channels, and where to
 * @param turns - -0.5..0.5: 0.5 gives the complementary colours
 * @see torchvision, `adjust_hue` of a Pillow image; Pillow, conversions between RGB and HSV
 */
export function shiftHue({ from, to, channels }: Transfer, turns: number): void {
  if (channels === 1) {
    to.set(from);
    return;
  }
  const shift = Math.trunc(turns * 255);
  for (let i = 0; i < from.length; i += 3) {
    const red = from[i] ?? 0;
    const green = from[i + 1] ?? 0;
    const blue = from[i + 2] ?? 0;
    const value = greatest(red, green, blue);
    const chroma = value - least(red, green, blue);
    const saturation = chroma === 0 ? 0 : Math.trunc(Math.fround(chroma / value) * 255);
    const hue = chroma === 0 ? 0 : hueOf(red, green, blue);
    const turn = (((hue + shift) & 255) * 6) / 255;
    const sextant = Math.trunc(turn);
    const part = Math.fround(turn - sextant);
    // In float32 where Pillow's C code has it.
    const share = Math.fround(saturation / 255);
    // In every second sixth the middle one falls, in the others it rises.
    const lessened = sextant % 2 === 1 ? Math.fround(share * part) : share * (1 - part);
    to[i + (GREATEST[sextant] ?? 0)] = value;
    to[i + (LEAST[sextant] ?? 0)] = rounded(value * (1 - share));
    to[i + (MIDDLE[sextant] ?? 0)] = rounded(value * (1 - lessened));
  }
}

/** Which of red, green and blue is greatest, least and in between in each sixth of the circle, and where it closes. */
const GREATEST = Uint8Array.of(0, 1, 1, 2, 2, 0, 0);
const LEAST = Uint8Array.of(2, 2, 0, 0, 1, 1, 2);
const MIDDLE = Uint8Array.of(1, 0, 2, 1, 0, 2, 1);

// For whole numbers in a third of the time of those of Math.
const greatest = (a: number, b: number, c: number): number => (a > b ? (a > c ? a : c) : b > c ? b : c);
const least = (a: number, b: number, c: number): number => (a < b ? (a < c ? a : c) : b < c ? b : c);
const rounded = (value: number): number => Math.trunc(value + 0.5);

/** 0..255, of a pixel that is no grey. */
function hueOf(red: number, green: number, blue: number): number {
  const value = greatest(red, green, blue);
  const chroma = value - least(red, green, blue);
  const r = Math.fround((value - red) / chroma);
  const g = Math.fround((value - green) / chroma);
  const b = Math.fround((value - blue) / chroma);
  const sextant = Math.fround(red === value ? b - g : green === value ? 2 + r - b : 4 + g - r);
  // Between 5/6 and 11/6. Without its whole part: the remainder of a division takes as long as all else.
  const turn = sextant / 6 + 1;
  return Math.trunc(Math.fround(turn >= 1 ? turn - 1 : turn) * 255);
}
