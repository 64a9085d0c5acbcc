/** Statistics of a few numbers, such as the results of one setting with several seeds. */
import { assert, defined } from './assert.ts';

/** Where some numbers lie and how far they spread. */
export interface Spread {
  readonly mean: number;
  /** Of a sample: the squares are divided by n - 1. Null of a single number, which has none. */
  readonly deviation: number | null;
  readonly median: number;
  /** Half of the distance between the largest and the smallest: sharpDARTS reports median +- half range. */
  readonly halfRange: number;
}

/** The spread of at least one number. */
export function spreadOf(values: readonly number[]): Spread {
  return {
    mean: mean(values),
    deviation: deviation(values),
    median: median(values),
    halfRange: (Math.max(...values) - Math.min(...values)) / 2,
  };
}

/** The middle value; of an even number of values the mean of the two in the middle. At least one value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (i: number): number => defined(sorted[i], 'a median is of at least one value');
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2;
}

function mean(values: readonly number[]): number {
  assert(values.length > 0, 'a mean is of at least one value');
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}
