import { BLOCK } from './blocks.ts';
import type { Blocks } from './blocks.ts';

export { Blocks, forEachStretch } from './blocks.ts';

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
  /** What is known of `ys`, which spares looking at each of very many; what is chosen is the same. */
  readonly blocks?: Blocks | null;
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
  { from, to, buckets, blocks = null }: DecimatedRange,
): Decimated {
  const first = Math.max(0, lowerBound(xs, from) - 1);
  const end = Math.min(xs.length, lowerBound(xs, to) + 2);
  const width = end - first <= 2 * buckets ? 1 : (end - first) / buckets;
  const sweep = new Sweep(xs, ys, Math.floor(width));
  const known = blocks === null ? 0 : BLOCK * blocks.lows.length;
  let bucket = 1;
  let edge = first + Math.floor(width);
  for (let i = first; i < end; i++) {
    if (i === edge) {
      sweep.closeBucket();
      bucket += 1;
      edge = first + Math.floor(bucket * width);
    }
    const behind = i + BLOCK;
    const isWhole = i % BLOCK === 0 && behind <= known && behind <= edge && behind <= end;
    if (isWhole && blocks !== null && sweep.takeBlock(blocks, i / BLOCK)) i = behind - 1;
    else sweep.take(i);
  }
  return sweep.closed();
}

/** Goes through a range from left to right and chooses. */
class Sweep {
  readonly #ys: ArrayLike<number>;
  readonly #points: Points;
  /** So many missing numbers in a row are a gap. */
  readonly #gap: number;
  #low = -1;
  #high = -1;
  #last = -1;
  #hole = 0;

  constructor(xs: ArrayLike<number>, ys: ArrayLike<number>, gap: number) {
    this.#ys = ys;
    this.#points = new Points(xs, ys);
    this.#gap = gap;
  }

  take(i: number): void {
    const value = this.#ys[i] ?? Number.NaN;
    if (!Number.isFinite(value)) {
      this.#hole += 1;
      if (this.#last !== -1 && this.#hole === this.#gap) this.#tear(i);
      return;
    }
    if (this.#last === -1) this.#points.take(i);
    this.#hole = 0;
    this.#last = i;
    this.#weigh(i, i);
  }

  /** The same as taking each of its numbers; false: they must be taken one by one. */
  takeBlock({ lows, highs, gaps }: Blocks, block: number): boolean {
    const missing = gaps[block] ?? 0;
    if (missing === BLOCK) {
      if (this.#last !== -1 && this.#hole < this.#gap && this.#hole + BLOCK >= this.#gap) return false;
      this.#hole += BLOCK;
      return true;
    }
    if (missing > 0) return false;
    if (this.#last === -1) this.#points.take(block * BLOCK);
    this.#hole = 0;
    this.#last = (block + 1) * BLOCK - 1;
    this.#weigh(lows[block] ?? -1, highs[block] ?? -1);
    return true;
  }

  closeBucket(): void {
    this.#points.takeBoth(this.#low, this.#high);
    this.#low = this.#high = -1;
  }

  closed(): Decimated {
    this.#points.takeBoth(this.#low, this.#high);
    this.#points.take(this.#last);
    return this.#points.closed();
  }

  #weigh(low: number, high: number): void {
    const ys = this.#ys;
    if (this.#low === -1 || (ys[low] ?? 0) < (ys[this.#low] ?? 0)) this.#low = low;
    if (this.#high === -1 || (ys[high] ?? 0) > (ys[this.#high] ?? 0)) this.#high = high;
  }

  #tear(i: number): void {
    this.closeBucket();
    this.#points.take(this.#last);
    this.#points.gap(i);
  }
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
