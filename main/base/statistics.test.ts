import { describe, expect, it } from 'vitest';
import { median, spreadOf } from './statistics.ts';

describe('median', () => {
  it.each([
    [[3], 3],
    [[9, 1, 2], 2],
    [[4, 1, 2, 10], 3],
    [[100, 20, 3], 20],
  ])('of %j', (values, middle) => {
    const given = [...values];
    expect(median(values)).toBe(middle);
    expect(values).toEqual(given);
  });

  it('refuses to be of nothing', () => {
    expect(() => median([])).toThrow(/at least one/);
  });
});

describe('spreadOf', () => {
  it('divides the squares by n - 1', () => {
    // Squares of the distances from 5: 9 + 1 + 1 + 1 + 0 + 0 + 4 + 16 = 32, over 7.
    const { mean, deviation, ...others } = spreadOf([2, 4, 4, 4, 5, 5, 7, 9]);
    expect(mean).toBe(5);
    expect(deviation).toBeCloseTo(Math.sqrt(32 / 7), 12);
    expect(others).toEqual({ median: 4.5, halfRange: 3.5 });
  });

  it('has no deviation for a single number', () => {
    expect(spreadOf([0.25])).toEqual({ mean: 0.25, deviation: null, median: 0.25, halfRange: 0 });
  });

  it('refuses to be of nothing', () => {
    expect(() => spreadOf([])).toThrow(/at least one/);
  });
});
