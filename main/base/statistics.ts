/** Statistics of a few numbers, such as the results of one setting with several seeds. */
import { assert, defined } from './assert.ts';
import { twoSidedP, twoSidedQuantile } from './student-t.ts';

/** The share of samples whose interval holds the true value. */
export const COVERAGE = 0.95;

/** From where to where a value lies, with 95 % confidence. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Where some numbers lie and how far they spread. */
export interface Spread {
  readonly mean: number;
  /** Of a sample: the squares are divided by n - 1. Null of a single number, which has none. */
  readonly deviation: number | null;
  readonly median: number;
  /** Half of the distance between the largest and the smallest: sharpDARTS reports median +- half range. */
  readonly halfRange: number;
  /** How many numbers. */
  readonly n: number;
  /** Of the mean: the deviation divided by the root of n. Null of a single number. */
  readonly standardError: number | null;
  /** Of the mean, by Student's t distribution: the numbers are taken for a sample of a normal one. Null of a single number. */
  readonly interval: Interval | null;
}

/** How far the mean of one sample lies above that of another. */
export interface MeanDifference {
  /** The mean of the first sample, minus that of the second. */
  readonly difference: number;
  readonly interval: Interval;
  readonly t: number;
  /** Degrees of freedom, mostly not whole. */
  readonly freedom: number;
  /** The probability of a difference as large as this one, on either side, between samples of one mean. */
  readonly p: number;
}

/** The spread of at least one number. */
export function spreadOf(values: readonly number[]): Spread {
  const n = values.length;
  const centre = mean(values);
  const spread = deviation(values);
  const standardError = spread === null ? null : spread / Math.sqrt(n);
  return {
    mean: centre,
    deviation: spread,
    median: median(values),
    halfRange: (largest(values) + largest(values.map((value) => -value))) / 2,
    n,
    standardError,
    interval: standardError === null ? null : around(centre, standardError, n - 1),
  };
}

/**
 * Welch's test of two samples whose variances may differ. Null where it says nothing: of a sample of a single number, and of two
 * samples without any spread.
 *
 * @see B. L. Welch 1947, "The generalization of 'Student's' problem when several different population variances are involved",
 *   Biometrika 34, 28-35; the degrees of freedom are those of Welch and Satterthwaite
 */
export function meanDifference(first: readonly number[], second: readonly number[]): MeanDifference | null {
  const [one, other] = [squaredError(first), squaredError(second)];
  if (one === null || other === null || one + other === 0) return null;
  const difference = mean(first) - mean(second);
  const standardError = Math.sqrt(one + other);
  const t = difference / standardError;
  const freedom = (one + other) ** 2 / (one ** 2 / (first.length - 1) + other ** 2 / (second.length - 1));
  const interval = around(difference, standardError, freedom);
  return { difference, interval, t, freedom, p: twoSidedP(t, freedom) };
}

/** The square of the standard error of a sample's mean; null of a single number. */
function squaredError(values: readonly number[]): number | null {
  const spread = deviation(values);
  return spread === null ? null : spread ** 2 / values.length;
}

function around(centre: number, standardError: number, freedom: number): Interval {
  const reach = twoSidedQuantile(COVERAGE, freedom) * standardError;
  return { low: centre - reach, high: centre + reach };
}

/** A spread argument list has an end; a sample may have none. */
const largest = (values: readonly number[]): number =>
  values.reduce((most, value) => Math.max(most, value), -Infinity);

/** The middle value; of an even number of values the mean of the two in the middle. At least one value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (i: number): number => defined(sorted[i], 'a median is of at least one value');
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2;
}

function mean(values: readonly number[]): number {
  assert(values.length > 0, 'a mean is of at least one value');
  const over = (numbers: readonly number[]): number =>
    numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  const rough = over(values);
  // What rounding left out: the mean of equal numbers is that number, or else they would seem to spread, and a test to say something.
  return rough + over(values.map((value) => value - rough));
}

function deviation(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}
