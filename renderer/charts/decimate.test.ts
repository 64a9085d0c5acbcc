import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimate, lowerBound } from './decimate.ts';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

describe('decimate', () => {
  it('leaves alone what is small enough', () => {
    const xs = upTo(10);
    expect(decimate(xs, xs, { from: 0, to: 9, buckets: 5 })).toEqual({ x: xs, y: xs });
  });

  it('keeps a single spike among a million points', () => {
    const xs = upTo(1_000_000);
    const ys = xs.map((x) => (x === 654_321 ? 9 : Math.sin(x)));
    const { x, y } = decimate(xs, ys, { from: 0, to: 1e6, buckets: 400 });
    expect(x.length).toBeLessThanOrEqual(800);
    expect(x[y.indexOf(9)]).toBe(654_321);
  });

  it('keeps the lowest and the highest value, real points, and their order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 1, max: 40 }),
        (ys, buckets) => {
          const xs = upTo(ys.length);
          const { x, y } = decimate(xs, ys, { from: 0, to: ys.length, buckets });
          expect(Math.min(...y)).toBe(Math.min(...ys));
          expect(Math.max(...y)).toBe(Math.max(...ys));
          expect(x.every((value, i) => i === 0 || value > (x[i - 1] ?? 0))).toBe(true);
          expect(x.every((value, i) => Object.is(ys[value], y[i]))).toBe(true);
        },
      ),
    );
  });

  it('draws a range with its neighbours outside', () => {
    const xs = upTo(100);
    const { x } = decimate(xs, xs, { from: 40.5, to: 44.5, buckets: 50 });
    expect(x).toEqual([40, 41, 42, 43, 44, 45, 46]);
  });

  it('skips what is not a number, and nothing else', () => {
    const xs = upTo(6);
    const ys = [1, Number.NaN, 3, Infinity, 5, 6];
    expect(decimate(xs, ys, { from: 0, to: 5, buckets: 10 }).x).toEqual([0, 2, 4, 5]);
    expect(decimate(xs, ys, { from: 0, to: 5, buckets: 2 }).x).toEqual([0, 2, 4, 5]);
    expect(
      decimate(
        xs,
        xs.map(() => Number.NaN),
        { from: 0, to: 5, buckets: 2 },
      ).x,
    ).toEqual([]);
  });

  it('finds where a range begins', () => {
    expect([-1, 0, 2, 2.5, 9].map((value) => lowerBound([0, 1, 2, 3], value))).toEqual([0, 0, 2, 3, 4]);
  });
});
