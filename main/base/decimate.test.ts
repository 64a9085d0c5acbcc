import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Blocks, decimate, forEachStretch, lowerBound } from './decimate.ts';

const upTo = (count: number): Float64Array => Float64Array.from({ length: count }, (_, i) => i);
const all = (ys: readonly number[], buckets: number): ReturnType<typeof decimate> =>
  decimate(upTo(ys.length), ys, { from: 0, to: ys.length, buckets });

const finite = fc.float({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
const gap = fc.constantFrom(Number.NaN, Infinity);
/** Values with gaps of every length between them. */
const holed = fc
  .array(
    fc.oneof(
      fc.array(finite, { minLength: 1, maxLength: 30 }),
      fc.array(gap, { minLength: 1, maxLength: 30 }),
    ),
    { minLength: 1, maxLength: 20 },
  )
  .map((parts) => parts.flat());
const buckets = fc.integer({ min: 1, max: 60 });

describe('decimate', () => {
  it('leaves alone what is small enough', () => {
    const xs = upTo(10);
    expect(decimate(xs, xs, { from: 0, to: 9, buckets: 5 })).toEqual({ x: [...xs], y: [...xs] });
  });

  it('keeps a single spike among a million points', () => {
    const xs = upTo(1_000_000);
    const ys = xs.map((x) => (x === 654_321 ? 9 : Math.sin(x)));
    const { x, y } = decimate(xs, ys, { from: 0, to: 1e6, buckets: 400 });
    expect(x.length).toBeLessThanOrEqual(802);
    expect(x[y.indexOf(9)]).toBe(654_321);
  });

  it('keeps the extremes, the first and the last, real points in their order, and is small', () => {
    fc.assert(
      fc.property(holed, buckets, (ys, count) => {
        const { x, y } = all(ys, count);
        const points = ys.flatMap((value, i) => (Number.isFinite(value) ? [i] : []));
        const drawn = y.filter(Number.isFinite);
        expect(x.every((value, i) => i === 0 || value > (x[i - 1] ?? 0))).toBe(true);
        const isReal = (at: number, i: number): boolean =>
          Number.isNaN(y[i]) ? !Number.isFinite(ys[at]) : Object.is(ys[at], y[i]);
        expect(x.every(isReal)).toBe(true);
        expect([x[0], x.at(-1)]).toEqual([points[0], points.at(-1)]);
        expect(drawn.length).toBeLessThanOrEqual(4 * count + 2);
        if (points.length === 0) return;
        const values = points.map((i) => ys[i] ?? 0);
        expect(Math.min(...drawn)).toBe(Math.min(...values));
        expect(Math.max(...drawn)).toBe(Math.max(...values));
      }),
    );
  });

  it('joins no points across a gap that is wider than a bucket, and shows no gap where there is none', () => {
    fc.assert(
      fc.property(holed, buckets, (ys, count) => {
        const { x, y } = all(ys, count);
        const width = ys.length <= 2 * count ? 1 : Math.floor(ys.length / count);
        x.forEach((at, i) => {
          const before = x[i - 1];
          if (before === undefined) return;
          if (Number.isNaN(y[i])) expect(Number.isFinite(ys[at])).toBe(false);
          if (Number.isNaN(y[i]) || Number.isNaN(y[i - 1])) return;
          const between = ys.slice(before + 1, at).map((value) => (Number.isFinite(value) ? '.' : ' '));
          const longest = Math.max(
            0,
            ...between
              .join('')
              .split('.')
              .map(({ length }) => length),
          );
          expect(longest).toBeLessThan(width);
        });
      }),
    );
  });

  it('draws a range with its neighbours outside', () => {
    const xs = upTo(100);
    const { x } = decimate(xs, xs, { from: 40.5, to: 44.5, buckets: 50 });
    expect(x).toEqual([40, 41, 42, 43, 44, 45, 46]);
  });

  it('chooses the same with blocks that were known and grown, equals, gaps and ends of ranges included', () => {
    const long = fc
      .array(fc.oneof(fc.constant<number[]>([Number.NaN]), fc.array(fc.integer({ min: 0, max: 9 }))), {
        maxLength: 12,
      })
      .map((parts) =>
        parts.flatMap((part, i) =>
          Array<number[]>(1 + ((i * 37) % 90))
            .fill(part)
            .flat(),
        ),
      );
    fc.assert(
      fc.property(long, fc.tuple(fc.nat(2000), fc.nat(2000)), buckets, (ys, [a, b], count) => {
        const xs = upTo(ys.length);
        const range = { from: Math.min(a, b), to: Math.max(a, b), buckets: count };
        const blocks = new Blocks().grow(ys.slice(0, a)).grow(ys);
        expect(decimate(xs, ys, { ...range, blocks })).toEqual(decimate(xs, ys, range));
        const stretches: number[] = [];
        forEachStretch(ys, { from: a, to: ys.length, blocks }, ({ least, most }) =>
          stretches.push(least, most),
        );
        const values = ys.slice(a).filter(Number.isFinite);
        expect([Math.min(...stretches), Math.max(...stretches)]).toEqual([
          Math.min(...values),
          Math.max(...values),
        ]);
      }),
    );
  });

  it('gives nothing of nothing', () => {
    const nothing = { x: [], y: [] };
    expect(all([], 3)).toEqual(nothing);
    expect(all([Number.NaN, Number.NaN, Number.NaN], 1)).toEqual(nothing);
  });

  it('finds where a range begins', () => {
    expect([-1, 0, 2, 2.5, 9].map((value) => lowerBound([0, 1, 2, 3], value))).toEqual([0, 0, 2, 3, 4]);
  });
});
