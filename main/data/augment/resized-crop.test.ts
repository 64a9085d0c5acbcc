import { describe, expect, it } from 'vitest';
import { drawsOf } from './draws.ts';
import { drawnWindow, resizedCropSchema } from './resized-crop.ts';
import { roundHalfEven } from './round-half-even.ts';

const published = resizedCropSchema.parse({ size: 224 });
const drawsFor = drawsOf({ seed: 3, epoch: 1 });
const windows = (image: { height: number; width: number }, crop = published) =>
  Array.from({ length: 3000 }, (_, member) => drawnWindow(crop, { ...image, channels: 3 }, drawsFor(member)));

describe('drawnWindow', () => {
  it('stays inside the image, with the areas and aspects that are allowed', () => {
    for (const { top, left, height, width } of windows({ height: 375, width: 500 })) {
      expect(top >= 0 && left >= 0 && top + height <= 375 && left + width <= 500).toBe(true);
      const area = (height * width) / (375 * 500);
      // Sides are whole pixels.
      expect(area > 0.078 && area <= 1.001).toBe(true);
      expect(width / height > 0.74 && width / height < 1.35).toBe(true);
    }
  });

  it('draws aspects evenly on a logarithmic scale: as many are wide as are high', () => {
    const found = windows({ height: 1000, width: 1000 }, { ...published, area: [0.08, 0.3] });
    const wide = found.filter(({ height, width }) => width > height).length;
    expect(Math.abs(wide / found.length - 0.5)).toBeLessThan(0.04);
    const areas = found.map(({ height, width }) => (height * width) / 1e6);
    const mean = areas.reduce((sum, area) => sum + area, 0) / areas.length;
    expect(Math.abs(mean - 0.19)).toBeLessThan(0.005);
    expect(Math.min(...found.map(({ top }) => top))).toBeLessThan(10);
    expect(new Set(found.map(({ left }) => left)).size).toBeGreaterThan(300);
  });

  it('is never empty, however narrow the aspects are', () => {
    const crop = { ...published, area: [5, 5], aspect: [0.2, 0.3] } satisfies typeof published;
    const image = { height: 1, width: 9, channels: 1 };
    expect(drawnWindow(crop, image, () => [0, 0])).toEqual({ top: 0, left: 4, height: 1, width: 1 });
  });

  it.each([
    [
      { height: 100, width: 10 },
      { top: 43, left: 0, height: 13, width: 10 },
    ],
    [
      { height: 10, width: 100 },
      { top: 0, left: 43, height: 10, width: 13 },
    ],
    [
      { height: 10, width: 12 },
      { top: 0, left: 0, height: 10, width: 12 },
    ],
  ])('takes the middle of %j where nothing fits in', (image, expected) => {
    // Five times as much as there is.
    const crop = { ...published, area: [5, 5] satisfies [number, number] };
    const draw = () => [0.5, 0.5] as const;
    expect(drawnWindow(crop, { ...image, channels: 1 }, draw)).toEqual(expected);
  });
});

it('resized crops have the published ranges unless others are given, and no impossible ones', () => {
  expect(published).toEqual({ size: 224, area: [0.08, 1], aspect: [3 / 4, 4 / 3] });
  for (const bad of [
    {},
    { size: 0 },
    { size: 8, area: [0.5, 0.1] },
    { size: 8, area: [0.5, 2] },
    { size: 8, aspect: [0, 1] },
  ]) {
    expect(resizedCropSchema.safeParse(bad).success).toBe(false);
  }
});

it('rounds halves to the even neighbour', () => {
  expect([0.5, 1.5, 2.5, 2.4, 2.6, 3, -0.5, -1.5].map(roundHalfEven).map((n) => n + 0)).toEqual([
    0, 2, 2, 2, 3, 3, 0, -2,
  ]);
});
