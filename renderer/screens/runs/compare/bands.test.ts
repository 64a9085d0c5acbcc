import { describe, expect, it } from 'vitest';
import { bandOf } from './bands.ts';

describe('the band of some curves', () => {
  it('is their mean, with the deviation of the sample on either side', () => {
    const band = bandOf([
      { x: [0, 1], y: [1, 4] },
      { x: [0, 1], y: [2, 6] },
      { x: [0, 1], y: [3, 8] },
    ]);
    expect(band).toEqual({ x: [0, 1], mean: [2, 6], low: [1, 4], high: [3, 8] });
  });

  it('joins what is known at other places, over what all have', () => {
    const band = bandOf([
      { x: [0, 2, 4], y: [0, 2, 4] },
      { x: [1, 3], y: [1, 3] },
    ]);
    expect(band?.x).toEqual([1, 2, 3]);
    expect(band?.mean).toEqual([1, 2, 3]);
    expect(band?.low).toEqual([1, 2, 3]);
  });

  it('leaves out what was not measured', () => {
    const band = bandOf([
      { x: [0, 1, 2], y: [0, Number.NaN, 2] },
      { x: [0, 1, 2], y: [0, 1, 2] },
    ]);
    expect(band?.mean).toEqual([0, 1, 2]);
  });

  it('is none of a single curve, of curves without a part in common, or where one has no value', () => {
    const one = { x: [0, 1], y: [0, 1] };
    expect(bandOf([one])).toBe(null);
    expect(bandOf([one, { x: [2, 3], y: [0, 1] }])).toBe(null);
    expect(bandOf([one, { x: [0, 1], y: [Number.NaN, Number.NaN] }])).toBe(null);
  });

  it('has no more places than can be drawn, and keeps the last', () => {
    const x = Array.from({ length: 5001 }, (_, i) => i);
    const band = bandOf([
      { x, y: x },
      { x, y: x },
    ]);
    expect(band?.x.length).toBeLessThanOrEqual(1001);
    expect(band?.x.at(-1)).toBe(5000);
  });
});
