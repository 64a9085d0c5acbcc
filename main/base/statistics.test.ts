import { describe, expect, it } from 'vitest';
import { meanDifference, median, spreadOf } from './statistics.ts';

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
    expect(others).toMatchObject({ median: 4.5, halfRange: 3.5, n: 8 });
  });

  it.each([0.1, 0.7, 1 / 3, 0.9123, 1e300, -5e-324])('has none of several times %d', (value) => {
    const spread = spreadOf(Array(7).fill(value));
    expect(spread).toMatchObject({ mean: value, deviation: 0, interval: { low: value, high: value } });
  });

  it('has no deviation for a single number', () => {
    expect(spreadOf([0.25])).toEqual({
      mean: 0.25,
      deviation: null,
      median: 0.25,
      halfRange: 0,
      n: 1,
      standardError: null,
      interval: null,
    });
  });

  it('tells how sure the mean is', () => {
    // scipy 1.17.1: stats.sem(x), stats.t.interval(0.95, 3, loc=stats.tmean(x), scale=stats.sem(x)).
    const { standardError, interval } = spreadOf([0.971, 0.969, 0.974, 0.968]);
    expect(standardError).toBeCloseTo(0.0013228756555322965, 14);
    expect(interval?.low).toBeCloseTo(0.9662900192577014, 12);
    expect(interval?.high).toBeCloseTo(0.9747099807422984, 12);
  });

  it('is quick with very many numbers', () => {
    const values = Array.from({ length: 300_000 }, (_, i) => i);
    expect(spreadOf(values)).toMatchObject({ n: 300_000, halfRange: 299_999 / 2 });
  });

  it('refuses to be of nothing', () => {
    expect(() => spreadOf([])).toThrow(/at least one/);
  });
});

describe('meanDifference', () => {
  // scipy 1.17.1: r = stats.ttest_ind(a, b, equal_var=False); r.statistic, r.df, r.pvalue, r.confidence_interval(0.95).
  it.each([
    {
      a: [0.91, 0.92, 0.93],
      b: [0.88, 0.9, 0.885, 0.91],
      t: 2.9215550432890574,
      freedom: 4.996533795493933,
      p: 0.03298152881853163,
      interval: [0.0031486535453224412, 0.04935134645467755],
    },
    {
      a: [27.5, 21.0, 19.0, 23.6, 17.0, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19.0, 21.7, 21.4],
      b: [27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8, 22.0, 24.8, 20.2, 21.9, 22.1, 22.9, 30.5, 24.4],
      t: -2.8529548701715215,
      freedom: 27.88730398842012,
      p: 0.008071938172194903,
      interval: [-4.868022741791966, -0.7986439248746979],
    },
  ])('is that of scipy: p = $p', ({ a, b, t, freedom, p, interval: [low = 0, high = 0] }) => {
    const found = meanDifference(a, b);
    expect(found?.t).toBeCloseTo(t, 10);
    expect(found?.freedom).toBeCloseTo(freedom, 9);
    expect(found?.p).toBeCloseTo(p, 11);
    expect(found?.interval.low).toBeCloseTo(low, 10);
    expect(found?.interval.high).toBeCloseTo(high, 10);
  });

  it('turns its sign with the samples', () => {
    const [a, b] = [
      [1, 2, 4],
      [3, 5, 9],
    ];
    const [one, other] = [meanDifference(a, b), meanDifference(b, a)];
    expect(one?.difference).toBe(-(other?.difference ?? 0));
    expect(one?.p).toBe(other?.p);
  });

  it('says nothing of a single number, nor of numbers without any spread', () => {
    expect(meanDifference([1], [1, 2])).toBeNull();
    expect(meanDifference([1, 2], [1])).toBeNull();
    expect(meanDifference([1, 1], [2, 2, 2])).toBeNull();
    // The sum of three times 0.1 is not 0.3, nor a third of it 0.1.
    expect(meanDifference([0.1, 0.1, 0.1], [0.2, 0.2, 0.2])).toBeNull();
    expect(meanDifference(Array(3).fill(0.7), Array(6).fill(0.7))).toBeNull();
  });

  it('knows samples of which one has no spread', () => {
    expect(meanDifference([1, 1, 1], [2, 3, 4])).toMatchObject({ difference: -2, freedom: 2 });
  });
});
