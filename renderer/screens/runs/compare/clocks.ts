/** Other counts than steps along x: epochs and time, which each run makes at its own pace. */
import { lowerBound } from '../../../../main/base/decimate.ts';

/** What x counts. */
export type AxisName = 'step' | 'epoch' | 'time';

/** A count that grows with the steps of a run, known at some of them and even in between. */
export interface Clock {
  at(step: number): number;
  /** The step at which it shows that. */
  stepAt(value: number): number;
}

/** Steps themselves. */
export const STEP_CLOCK: Clock = { at: (step) => step, stepAt: (value) => value };

/**
 * The clock of these knots; null of fewer than two, which tell no pace.
 *
 * @param steps - ascending, each once
 * @param values - at those steps, ascending
 */
export function clockOf(steps: readonly number[], values: readonly number[]): Clock | null {
  if (steps.length < 2 || steps.length !== values.length) return null;
  return { at: (step) => between(steps, values, step), stepAt: (value) => between(values, steps, value) };
}

/** On the line between the two knots around x; beyond the ends on the line through the last two. */
function between(xs: readonly number[], ys: readonly number[], x: number): number {
  const right = Math.min(xs.length - 1, Math.max(1, lowerBound(xs, x)));
  const [x0 = 0, x1 = 0] = [xs[right - 1], xs[right]];
  const [y0 = 0, y1 = 0] = [ys[right - 1], ys[right]];
  return x1 === x0 ? y1 : y0 + ((x - x0) * (y1 - y0)) / (x1 - x0);
}

/** The knots of epochs: after the step that ended it, an epoch more. */
export function epochKnots(
  steps: readonly number[],
  epochs: readonly (number | null)[],
): { readonly steps: readonly number[]; readonly values: readonly number[] } {
  const known = steps.flatMap((step, i) => {
    const epoch = epochs[i] ?? null;
    return epoch === null || step <= 0 ? [] : [{ step, value: epoch + 1 }];
  });
  return { steps: [0, ...known.map(({ step }) => step)], values: [0, ...known.map(({ value }) => value)] };
}

/** The knots of time, in minutes since the first step, without the times in which a clock was set back. */
export function timeKnots(
  steps: readonly number[],
  times: readonly (number | null)[],
): { readonly steps: readonly number[]; readonly values: readonly number[] } {
  const [kept, values]: [number[], number[]] = [[], []];
  const first = times.find((time) => time !== null) ?? 0;
  for (const [i, step] of steps.entries()) {
    const time = times[i] ?? null;
    if (time === null || step <= (kept.at(-1) ?? -Infinity)) continue;
    kept.push(step);
    values.push(Math.max((time - first) / 60_000, values.at(-1) ?? 0));
  }
  return { steps: kept, values };
}
