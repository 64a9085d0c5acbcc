/** Feature maps as pictures: the first channels of a cell beside one another. */
import type { ShownMaps } from '../../api/index.ts';
import { pngOf } from '../../data/index.ts';
import type { FeatureMap } from '../../train/index.ts';

const MOST_CELLS = 6;
const MOST_CHANNELS = 16;
const COLUMNS = 8;
/** Between channels, in pixels of the map. */
const GAP = 1;
const MOST_PIXELS = 640;

/** Pixels of a sheet, grey. */
export interface Sheet {
  readonly height: number;
  readonly width: number;
  readonly shown: number;
  readonly pixels: Uint8Array;
}

/** Sheets of some of the cells: the first and the last, and others evenly between them. */
export async function mapSheets(maps: readonly FeatureMap[]): Promise<readonly ShownMaps[]> {
  const count = Math.min(MOST_CELLS, maps.length);
  const places = Array.from({ length: count }, (_, i) =>
    count === 1 ? 0 : Math.round((i * (maps.length - 1)) / (count - 1)),
  );
  const chosen = places.flatMap((place) => maps[place] ?? []);
  return Promise.all(
    chosen.map(async (map) => {
      const { cell, height, width, channels } = map;
      const { shown, ...sheet } = sheetOf(map);
      const png = await pngOf({ ...sheet, channels: 1 }, MOST_PIXELS);
      const url = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
      return { cell, height, width, channels, shown, sheet: url };
    }),
  );
}

/** The first channels in rows of eight, each from its own lowest value (black) to its highest (white); an even one is black. */
export function sheetOf({ height, width, channels, values }: FeatureMap): Sheet {
  const shown = Math.min(MOST_CHANNELS, channels);
  const columns = Math.min(COLUMNS, shown);
  const rows = Math.ceil(shown / columns);
  const sheet = { height: rows * (height + GAP) - GAP, width: columns * (width + GAP) - GAP };
  const pixels = new Uint8Array(sheet.height * sheet.width);
  for (let channel = 0; channel < shown; channel += 1) {
    const own = Float32Array.from({ length: height * width }, (_, i) => values[i * channels + channel] ?? 0);
    const lowest = own.reduce((least, value) => Math.min(least, value), Infinity);
    const span = own.reduce((most, value) => Math.max(most, value), -Infinity) - lowest;
    const top = Math.floor(channel / columns) * (height + GAP);
    const left = (channel % columns) * (width + GAP);
    own.forEach((value, i) => {
      const at = (top + Math.floor(i / width)) * sheet.width + left + (i % width);
      // What is not a number is black.
      pixels[at] = span > 0 ? Math.round((255 * (value - lowest)) / span) : 0;
    });
  }
  return { ...sheet, shown, pixels };
}
