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
  const levels = new Uint8Array(4);
  for (let i = 0; i < from.length; i += 3) {
    const red = from[i] ?? 0;
    const green = from[i + 1] ?? 0;
    const blue = from[i + 2] ?? 0;
    const value = Math.max(red, green, blue);
    const chroma = value - Math.min(red, green, blue);
    const saturation = chroma === 0 ? 0 : Math.trunc(Math.fround(chroma / value) * 255);
    const hue = (hueOf(red, green, blue) + shift) & 255;
    const turn = (hue * 6) / 255;
    const sextant = Math.floor(turn);
    const part = Math.fround(turn - sextant);
    // In float32 where Pillow's C code has it.
    const share = Math.fround(saturation / 255);
    levels[VALUE] = value;
    levels[LOW] = Math.round(value * (1 - share));
    levels[FALLING] = Math.round(value * (1 - Math.fround(share * part)));
    levels[RISING] = Math.round(value * (1 - share * (1 - part)));
    for (let channel = 0; channel < 3; channel++) {
      to[i + channel] = levels[LEVELS[(sextant % 6) * 3 + channel] ?? 0] ?? 0;
    }
  }
}

const VALUE = 0;
const LOW = 1;
const FALLING = 2;
const RISING = 3;

/** Which level red, green and blue have in each sixth of the circle. */
const LEVELS: readonly number[] = [
  ...[VALUE, RISING, LOW],
  ...[FALLING, VALUE, LOW],
  ...[LOW, VALUE, RISING],
  ...[LOW, FALLING, VALUE],
  ...[RISING, LOW, VALUE],
  ...[VALUE, LOW, FALLING],
];

/** 0..255; 0 for greys. */
function hueOf(red: number, green: number, blue: number): number {
  const value = Math.max(red, green, blue);
  const chroma = value - Math.min(red, green, blue);
  if (chroma === 0) return 0;
  const r = Math.fround((value - red) / chroma);
  const g = Math.fround((value - green) / chroma);
  const b = Math.fround((value - blue) / chroma);
  const sextant = Math.fround(red === value ? b - g : green === value ? 2 + r - b : 4 + g - r);
  return Math.trunc(Math.fround((sextant / 6 + 1) % 1) * 255);
}
