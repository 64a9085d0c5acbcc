/** Amounts in words, where those of all screens are too coarse or the number is one. */
import { bytes, count } from '../../ui/format.ts';

/** `1 image`, `12 images`. */
export const images = (number: number): string => `${count(number)} ${number === 1 ? 'image' : 'images'}`;

/** `310 kB`, `9 MB`, in powers of ten. */
export const size = (value: number): string =>
  value < 999_500 ? `${count(Math.ceil(value / 1000))} kB` : bytes(value);
