import { describe, expect, it } from 'vitest';
import { histogram } from './values.ts';

const of = (values: readonly number[]) => {
  const value = histogram('a', values);
  if (!('histo' in value)) throw new Error('no histogram');
  return value.histo;
};

describe('a histogram', () => {
  it('counts every number once, the largest in the last bucket', () => {
    const { bucket, bucketLimit, ...totals } = of([-1, 0, 0.5, 2]);
    expect(totals).toEqual({ min: -1, max: 2, num: 4, sum: 1.5, sumSquares: 5.25 });
    expect(bucket).toHaveLength(30);
    expect(bucketLimit.at(-1)).toBe(2);
    expect(bucketLimit).toEqual([...bucketLimit].sort((a, b) => a - b));
    expect(bucket.flatMap((count, i) => (count === 0 ? [] : [[i, count]]))).toEqual([
      [0, 1],
      [10, 1],
      [15, 1],
      [29, 1],
    ]);
  });

  it('has one bucket for equal numbers', () => {
    expect(of([3, 3])).toMatchObject({ min: 3, max: 3, num: 2, bucketLimit: [3], bucket: [2] });
  });
});
