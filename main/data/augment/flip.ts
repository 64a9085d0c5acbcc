import type { Transfer } from './transfer.ts';

/** Writes an image mirrored left to right. */
export function flipHorizontally({ from, to, height, width, channels }: Transfer): void {
  for (let row = 0; row < height; row++) {
    const begin = row * width * channels;
    const end = begin + (width - 1) * channels;
    for (let x = 0; x < width; x++) {
      const source = begin + x * channels;
      const target = end - x * channels;
      for (let channel = 0; channel < channels; channel++) to[target + channel] = from[source + channel] ?? 0;
    }
  }
}
