import type { ImageShape } from './image-shape.ts';

/** An image and the place for another of the same size, where an operation writes. Both are pixels `[H, W, C]`, and apart. */
export interface Transfer extends ImageShape {
  readonly from: Uint8Array;
  /** Overwritten as a whole. */
  readonly to: Uint8Array;
}

/** What each of the 256 values becomes. A loop: `Uint8Array.from` takes as long as a small image. */
export function pixelTable(become: (value: number) => number): Uint8Array {
  const table = new Uint8Array(256);
  for (let value = 0; value < 256; value++) table[value] = become(value);
  return table;
}

/** Writes `table[pixel]` for every pixel, one table for all channels: 256 entries. */
export function mapPixels({ from, to }: Transfer, table: Uint8Array): void {
  for (let i = 0; i < from.length; i++) to[i] = table[from[i] ?? 0] ?? 0;
}

/**
 * Writes what each channel's own table says.
 *
 * @param transfer - the image and where to
 * @param tableOf - the table of 256 entries that belongs to a channel with this histogram (pixels by value, 256 entries)
 */
export function mapChannels(
  { from, to, channels }: Transfer,
  tableOf: (histogram: Uint32Array) => Uint8Array,
): void {
  for (let channel = 0; channel < channels; channel++) {
    const histogram = new Uint32Array(256);
    for (let i = channel; i < from.length; i += channels) {
      const value = from[i] ?? 0;
      histogram[value] = (histogram[value] ?? 0) + 1;
    }
    const table = tableOf(histogram);
    for (let i = channel; i < from.length; i += channels) to[i] = table[from[i] ?? 0] ?? 0;
  }
}
