import { expect, it } from 'vitest';
import { mapSheets, sheetOf } from './map-sheet.ts';

it('lays channels in rows of eight, each from its lowest to its highest value', () => {
  const [height, width, channels] = [2, 3, 20];
  const values = Float32Array.from({ length: height * width * channels }, (_, i) =>
    i % channels === 1 ? 5 : Math.floor(i / channels) * ((i % channels) + 1) - 7,
  );
  const sheet = sheetOf({ cell: 0, height, width, channels, values });
  expect(sheet).toMatchObject({ height: 5, width: 31, shown: 16 });
  const at = (y: number, x: number): number => sheet.pixels[y * sheet.width + x] ?? -1;
  expect([at(0, 0), at(0, 1), at(1, 2)]).toEqual([0, 51, 255]);
  // One that is the same everywhere tells nothing.
  expect([at(0, 4), at(1, 6)]).toEqual([0, 0]);
  // The ninth begins the second row.
  expect(at(4, 2)).toBe(255);
});

it('shows the first and the last cell of many', async () => {
  const maps = Array.from({ length: 20 }, (_, cell) => ({
    cell,
    height: 1,
    width: 1,
    channels: 1,
    values: Float32Array.of(1),
  }));
  const sheets = await mapSheets(maps);
  expect(sheets.map(({ cell }) => cell)).toEqual([0, 4, 8, 11, 15, 19]);
  expect(sheets[0]?.sheet).toMatch(/^data:image\/png;base64,/);
  expect(await mapSheets(maps.slice(0, 1))).toHaveLength(1);
});
