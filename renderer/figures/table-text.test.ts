import { expect, it } from 'vitest';
import { valueText } from './table-text.ts';

it('says of how many runs a mean is where its row has more', () => {
  const value = { mean: 10.875, std: 0.318, n: 2 };
  expect(valueText(value, { digits: 2 })).toBe('10.88 ± 0.32');
  expect(valueText({ ...value, of: 2 }, { digits: 2 })).toBe('10.88 ± 0.32');
  expect(valueText({ ...value, of: 3 }, { digits: 2 })).toBe('10.88 ± 0.32 (n = 2)');
  expect(valueText({ mean: 3, std: null, n: 1, of: 3 }, { digits: 0 })).toBe('3 (n = 1)');
  expect(valueText(null, { digits: 2 })).toBe('–');
});
