import { expect, it } from 'vitest';
import { median } from './median.ts';

it.each([
  [[3], 3],
  [[9, 1, 2], 2],
  [[4, 1, 2, 10], 3],
  [[100, 20, 3], 20],
])('median of %j', (values, middle) => {
  const given = [...values];
  expect(median(values)).toBe(middle);
  expect(values).toEqual(given);
});

it('refuses to be of nothing', () => {
  expect(() => median([])).toThrow(/at least one/);
});
