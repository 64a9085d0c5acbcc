import { describe, expect, it } from 'vitest';
import { smooth } from './smooth.ts';

describe('smooth', () => {
  it('begins with the first value and keeps a constant', () => {
    expect(Array.from(smooth([5, 5, 5], 0.9), (y) => y.toFixed(9))).toEqual(Array(3).fill('5.000000000'));
  });

  it('is the weighted mean of what was', () => {
    expect(smooth([1, 4], 0.5)[1]).toBeCloseTo((0.5 * 1 + 4) / 1.5, 12);
  });

  it('changes nothing with weight 0', () => {
    expect(Array.from(smooth([3, 1, 2], 0))).toEqual([3, 1, 2]);
  });

  it('passes over gaps without forgetting', () => {
    const [first, gap, last] = smooth([2, Number.NaN, 2], 0.9);
    expect([first, gap, last]).toEqual([expect.closeTo(2, 9), Number.NaN, expect.closeTo(2, 9)]);
  });
});
