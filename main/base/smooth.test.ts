import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSmoother, smooth, smoothingWords } from './smooth.ts';
import type { Smoothing } from './smooth.ts';

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

/** The finite numbers around a position, with their distances to it. */
function around(ys: readonly number[], i: number, half: number): readonly (readonly [number, number])[] {
  return ys
    .map((value, k) => [k - i, value] as const)
    .filter(([distance, value]) => Math.abs(distance) <= half && Number.isFinite(value));
}

/** The polynomial of least squares, by elimination, at the middle. */
function fitted(points: readonly (readonly [number, number])[]): number {
  const size = Math.min(3, points.length);
  const rows = Array.from({ length: size }, (_, r) => [
    ...Array.from({ length: size }, (__, c) => points.reduce((sum, [x]) => sum + x ** (r + c), 0)),
    points.reduce((sum, [x, y]) => sum + x ** r * y, 0),
  ]);
  for (const [k, pivot] of rows.entries())
    for (const [r, row] of rows.entries()) {
      if (r === k) continue;
      const factor = (row[k] ?? 0) / (pivot[k] ?? 1);
      for (let c = k; c <= size; c++) row[c] = (row[c] ?? 0) - factor * (pivot[c] ?? 0);
    }
  return (rows[0]?.[size] ?? 0) / (rows[0]?.[0] ?? 1);
}

const REFERENCES = {
  mean: (ys: readonly number[], i: number, half: number): number => {
    const points = around(ys, i, half);
    return points.reduce((sum, [, value]) => sum + value, 0) / points.length;
  },
  median: (ys: readonly number[], i: number, half: number): number => {
    const sorted = around(ys, i, half)
      .map(([, value]) => value)
      .sort((a, b) => a - b);
    return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
  },
  parabola: (ys: readonly number[], i: number, half: number): number => fitted(around(ys, i, half)),
};

const numbers = fc.array(
  fc.oneof({ weight: 5, arbitrary: fc.integer({ min: -50, max: 50 }) }, fc.constant(Number.NaN)),
  { maxLength: 60 },
);
const of = (kind: Smoothing['kind'], window: number, weight = 0.9): Smoothing => ({ kind, weight, window });

describe('createSmoother', () => {
  it.each(['mean', 'median', 'parabola'] as const)('gives the %s that its definition gives', (kind) => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: 0, max: 9 }), (ys, half) => {
        const smoothed = createSmoother(of(kind, 2 * half + 1)).grow(ys);
        expect(smoothed).toHaveLength(ys.length);
        ys.forEach((own, i) => {
          const wanted = Number.isFinite(own) ? REFERENCES[kind](ys, i, half) : Number.NaN;
          expect(smoothed[i]).toEqual(Number.isFinite(wanted) ? expect.closeTo(wanted, 6) : Number.NaN);
        });
      }),
    );
  });

  it('gives of a column that grew exactly what it gives of the whole', () => {
    const kinds = fc.constantFrom('none', 'average', 'mean', 'median', 'parabola');
    fc.assert(
      fc.property(numbers, fc.tuple(kinds, fc.nat(9)), fc.array(fc.nat(60)), (ys, [kind, half], lengths) => {
        const smoothing = of(kind, 2 * half + 1);
        const smoother = createSmoother(smoothing);
        const first = smoother.grow([]);
        for (const length of [...lengths].sort((a, b) => a - b)) smoother.grow(ys.slice(0, length));
        expect(smoother.grow(ys)).toBe(first);
        expect(first).toEqual(createSmoother(smoothing).grow(ys));
      }),
    );
  });

  it('averages as `smooth` does, and leaves alone what is to stay', () => {
    const ys = [3, Number.NaN, 1, 2];
    expect(createSmoother(of('average', 1)).grow(ys)).toEqual([...smooth(ys, 0.9)]);
    expect(createSmoother(of('none', 9)).grow(ys)).toEqual(ys);
  });

  it.each(['mean', 'parabola'] as const)('leaves nothing behind of a huge number: %s', (kind) => {
    const ys = Array.from({ length: 100 }, (_, i) => (i === 50 ? 1e30 : 0.25));
    const smoothed = createSmoother(of(kind, 11)).grow(ys);
    expect(smoothed.slice(56).every((value) => Math.abs(value - 0.25) < 1e-12)).toBe(true);
  });

  it('says what it does', () => {
    expect(
      [of('none', 1), of('average', 1), of('median', 11), of('parabola', 5)].map(smoothingWords),
    ).toEqual(['as measured', 'moving average 0.9', 'median of 11 steps', 'Savitzky-Golay, 5 steps']);
  });
});
