import { describe, expect, it } from 'vitest';
import { evenTicks, scaleOf, tickText } from './scales.ts';

const none = (): [] => [];

describe('a logarithm', () => {
  const log = scaleOf('log', none);

  it('has ticks at powers of ten, at 2 and 5 where there are few, evenly where there is none', () => {
    expect(log.ticks(0.001, 10, 7)).toEqual([0.001, 0.01, 0.1, 1, 10]);
    expect(log.ticks(1, 20, 7)).toEqual([1, 2, 5, 10, 20]);
    expect(log.ticks(2.1, 2.4, 3)).toEqual([2.1, 2.2, 2.3, 2.4]);
  });

  it('has no place for zero and below', () => {
    expect([log.place(0), log.place(-1), log.place(100)]).toEqual([Number.NaN, Number.NaN, 2]);
  });
});

describe('a symmetric logarithm', () => {
  /** Turns at 0.1. */
  const symlog = scaleOf('symlog', () => [Float64Array.of(-100, 0.1, 0.2, 10)]);

  it('gives back what it placed, on both sides of zero', () => {
    for (const value of [-1234, -0.05, 0, 0.1, 7])
      expect(symlog.valueAt(symlog.place(value))).toBeCloseTo(value, 9);
    expect(symlog.place(-3)).toBe(-symlog.place(3));
  });

  it('has zero and powers of ten as ticks, and others where there are few', () => {
    expect(symlog.ticks(-10, 10, 7)).toEqual([-10, -1, -0.1, 0, 0.1, 1, 10]);
    expect(symlog.ticks(2, 60, 7)).toEqual([2, 5, 10, 20, 50]);
    expect(symlog.ticks(2.1, 2.4, 3)).toEqual([2.1, 2.2, 2.3, 2.4]);
    expect(symlog.ticks(-1e6, 1e6, 7)?.length).toBeLessThanOrEqual(9);
  });
});

it('says numbers as people write them', () => {
  expect([0, 0.25, 12_000, 1e-4, -2.5e7].map(tickText)).toEqual(['0', '0.25', '12,000', '10⁻⁴', '−2.5·10⁷']);
  expect(evenTicks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
});
