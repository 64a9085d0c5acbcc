/** A part of a series, small enough to be drawn and with every extreme of the whole still in it. */
export interface Decimated {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** What is to be drawn of a series. */
export interface Range {
  readonly from: number;
  readonly to: number;
  /** About one a pixel. */
  readonly buckets: number;
}

/**
 * The lowest and the highest point of each bucket of the range, in their order, besides the points just outside it, so that
 * lines leave the picture at the right place. Unlike sampling it can hide no spike. Points that are not finite are no points.
 *
 * @param xs - ascending
 * @param ys - as many
 */
export function decimate(
  xs: readonly number[],
  ys: readonly number[],
  { from, to, buckets }: Range,
): Decimated {
  const first = Math.max(0, lowerBound(xs, from) - 1);
  const end = Math.min(xs.length, lowerBound(xs, to) + 2);
  const x: number[] = [];
  const y: number[] = [];
  const take = (i: number): void => {
    x.push(xs[i] ?? Number.NaN);
    y.push(ys[i] ?? Number.NaN);
  };
  if (end - first <= 2 * buckets) {
    for (let i = first; i < end; i++) if (Number.isFinite(ys[i])) take(i);
    return { x, y };
  }
  for (let bucket = 0; bucket < buckets; bucket++) {
    const start = first + Math.floor((bucket * (end - first)) / buckets);
    const stop = first + Math.floor(((bucket + 1) * (end - first)) / buckets);
    const [low, high] = extremes(ys, start, stop);
    if (low === -1) continue;
    take(Math.min(low, high));
    if (low !== high) take(Math.max(low, high));
  }
  return { x, y };
}

/** Where the lowest and the highest of `ys[start..stop)` are; -1 where none is finite. */
function extremes(ys: readonly number[], start: number, stop: number): readonly [low: number, high: number] {
  let low = -1;
  let high = -1;
  for (let i = start; i < stop; i++) {
    const value = ys[i] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    if (low === -1 || value < (ys[low] ?? 0)) low = i;
    if (high === -1 || value > (ys[high] ?? 0)) high = i;
  }
  return [low, high];
}

/** The first position whose value is at least `value`. */
export function lowerBound(xs: readonly number[], value: number): number {
  let low = 0;
  let high = xs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((xs[middle] ?? Infinity) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
