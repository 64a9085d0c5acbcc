import { describe, expect, it } from 'vitest';
import { extentOf, fromHighest } from './cloud.ts';

describe('a cloud', () => {
  it('is walked from its highest point, what is no number last', () => {
    expect(fromHighest(Float32Array.of(1, 3, NaN, 3, 2))).toEqual([1, 3, 4, 0, 2]);
    expect(fromHighest(new Float32Array())).toEqual([]);
  });

  it('reaches from its least to its most, whatever is no number', () => {
    expect(extentOf(Float32Array.of(4, NaN, -1))).toEqual([-1, 4]);
    expect(extentOf(Float32Array.of(NaN))).toEqual([0, 1]);
  });
});
