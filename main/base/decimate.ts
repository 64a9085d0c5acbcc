/** A part of a series, small enough to be drawn and with every extreme of the whole still in it. */
export interface Decimated {
  readonly x: readonly number[];
  /** NaN between two points that are not joined: nothing was measured there. */
  readonly y: readonly number[];
}

/** What is to be drawn of a series. */
export interface DecimatedRange {
  readonly from: number;
  readonly to: number;
  /** About one a pixel. */
  readonly buckets: number;
}

/**
 * The first, the last, and of each bucket of the range the lowest and the highest point, in their order, besides the points
 * just outside of the range, so that lines leave the picture at the right place. Unlike sampling it can hide no spike. What is not
 * finite is a gap; gaps that are wider than a bucket stay.
 *
 * @param xs - ascending
 * @param ys - as many
 */
export function decimate(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  { from, to, buckets }: DecimatedRange,
): Decimated {
  const first = Math.max(0, lowerBound(xs, from) - 1);
  const end = Math.min(xs.length, lowerBound(xs, to) + 2);
  const width = end - first <= 2 * buckets ? 1 : (end - first) / buckets;
  const points = new Points(xs, ys);
  let [low, high, last, hole] = [-1, -1, -1, 0];
  let bucket = 1;
  let edge = first + Math.floor(width);
  for (let i = first; i < end; i++) {
    if (i === edge) {
      points.takeBoth(low, high);
      low = high = -1;
      bucket += 1;
      edge = first + Math.floor(bucket * width);
    }
    const value = ys[i] ?? Number.NaN;
    if (!Number.isFinite(value)) {
      hole += 1;
      if (last === -1 || hole !== Math.floor(width)) continue;
      points.takeBoth(low, high);
      points.take(last);
      points.gap(i);
      low = high = -1;
      continue;
    }
    if (last === -1) points.take(i);
    hole = 0;
    last = i;
    if (low === -1 || value < (ys[low] ?? 0)) low = i;
    if (high === -1 || value > (ys[high] ?? 0)) high = i;
  }
  points.takeBoth(low, high);
  points.take(last);
  return points.closed();
}

/** The points that were chosen. */
class Points {
  readonly #xs: ArrayLike<number>;
  readonly #ys: ArrayLike<number>;
  readonly #x: number[] = [];
  readonly #y: number[] = [];
  #taken = -1;

  constructor(xs: ArrayLike<number>, ys: ArrayLike<number>) {
    this.#xs = xs;
    this.#ys = ys;
  }

  /** Unless it is none, or was taken. */
  take(i: number): void {
    if (i <= this.#taken) return;
    this.#add(i, this.#ys[i] ?? Number.NaN);
  }

  takeBoth(a: number, b: number): void {
    this.take(Math.min(a, b));
    this.take(Math.max(a, b));
  }

  gap(i: number): void {
    this.#add(i, Number.NaN);
  }

  /** Behind the last point is no gap. */
  closed(): Decimated {
    if (Number.isNaN(this.#y.at(-1))) {
      this.#x.pop();
      this.#y.pop();
    }
    return { x: this.#x, y: this.#y };
  }

  #add(i: number, y: number): void {
    this.#taken = i;
    this.#x.push(this.#xs[i] ?? Number.NaN);
    this.#y.push(y);
  }
}

/** The first position whose value is at least `value`. */
export function lowerBound(xs: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = xs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((xs[middle] ?? Infinity) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
