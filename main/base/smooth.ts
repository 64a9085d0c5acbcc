import { smoothWindows } from './smooth-windows.ts';

/**
 * The exponential moving average of a series, without the pull to zero at its beginning: each value is the mean of those so far,
 * weighted by `weight` to the power of their age. A constant series stays what it is. What is not finite is passed over, and is NaN
 * in the result.
 *
 * @param weight - 0 changes nothing; towards 1 smooths more
 */
export function smooth(ys: ArrayLike<number>, weight: number): Float64Array {
  const next = averager(weight);
  return Float64Array.from(ys, next);
}

/** How a series can be smoothed. Each looks at every number, before anything is left out for drawing. */
export const SMOOTHINGS = {
  none: 'as measured',
  average: 'moving average',
  mean: 'mean of a window',
  median: 'median of a window',
  parabola: 'Savitzky-Golay',
} as const;

/** A way of smoothing. */
export interface Smoothing {
  readonly kind: keyof typeof SMOOTHINGS;
  /** Of the moving average: 0 changes nothing, towards 1 smooths more. */
  readonly weight: number;
  /** How many numbers the window of the others has; odd. */
  readonly window: number;
}

/** The widest windows: what takes longer on a million numbers would hold a page up. */
export const WIDEST_WINDOW = 1001;

/** Smooths a column that grows at its end. */
export interface Smoother {
  /** How many of the last numbers change when more come: those whose windows are not full yet. */
  readonly unsettled: number;
  /** The smoothed column: the same array each time, and of the same numbers as if all had been there at once. */
  grow(ys: ArrayLike<number>): readonly number[];
}

/** A smoother; what the column said before must not change while it is used. */
export function createSmoother({ kind, weight, window }: Smoothing): Smoother {
  const values: number[] = [];
  if (kind === 'none' || kind === 'average') {
    const next = averager(kind === 'none' ? 0 : weight);
    return {
      unsettled: 0,
      grow: (ys) => {
        for (let i = values.length; i < ys.length; i++) values.push(next(ys[i] ?? Number.NaN));
        return values;
      },
    };
  }
  const half = (Math.min(WIDEST_WINDOW, Math.max(1, window)) - 1) >> 1;
  return {
    unsettled: half,
    grow: (ys) => {
      // The last ones had not had all their neighbours yet.
      if (ys.length > values.length)
        smoothWindows(kind, ys, { half, from: Math.max(0, values.length - half), into: values });
      return values;
    },
  };
}

function averager(weight: number): (value: number) => number {
  let [sum, total] = [0, 0];
  return (value) => {
    if (!Number.isFinite(value)) return Number.NaN;
    sum = weight * sum + (1 - weight) * value;
    total = weight * total + (1 - weight);
    return sum / total;
  };
}

/** A smoothing in words: `moving average 0.9`, `median of 101 steps`. */
export function smoothingWords({ kind, weight, window }: Smoothing): string {
  if (kind === 'none') return SMOOTHINGS.none;
  if (kind === 'average') return `moving average ${String(weight)}`;
  const steps = `${String(window)} steps`;
  return kind === 'parabola' ? `Savitzky-Golay, ${steps}` : `${kind} of ${steps}`;
}
