import { expect, it } from 'vitest';
import { summaryOf } from './summary.ts';

it('sums up results', () => {
  const values = Array.from({ length: 11 }, (_, i) => (i * 7) % 11);
  expect(summaryOf(values)).toEqual({
    mean: 5,
    deviation: Math.sqrt(11),
    median: 5,
    quantiles: { p10: 1, p25: 2.5, p75: 7.5, p90: 9 },
  });
  expect(summaryOf([3])).toMatchObject({ deviation: null, quantiles: { p10: 3, p90: 3 } });
});
