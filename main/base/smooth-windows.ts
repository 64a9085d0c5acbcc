/** Values from the neighbours on both sides: each from the finite numbers within `half` positions of it. */

/** What a window around each position gives. */
export type WindowKind = 'mean' | 'median' | 'parabola';

interface WindowRange {
  readonly half: number;
  readonly from: number;
}

/** Writes the values of the positions from `from` to the end. What is not finite itself stays without a value. */
export function smoothWindows(
  kind: WindowKind,
  ys: ArrayLike<number>,
  { into, ...range }: WindowRange & { readonly into: number[] },
): void {
  into.length = range.from;
  if (kind === 'median') medians(ys, range, into);
  else moments(ys, range, (sums, i) => into.push(valueOf(kind, sums, ys[i] ?? Number.NaN)));
}

/** Sums over a window of powers of the distance to its middle: 0 to 4 alone, then 0 to 2 times the values. */
type Moments = Float64Array;
const [ALONE, VALUES, MOMENTS] = [0, 5, 8];

function valueOf(kind: 'mean' | 'parabola', sums: Moments, own: number): number {
  if (!Number.isFinite(own)) return Number.NaN;
  return kind === 'mean' ? (sums[VALUES] ?? 0) / (sums[ALONE] ?? 1) : parabola(sums, own);
}

/** Makes the sums those about a point that lies `by` before the one they were about: binomials, by Pascal's triangle. */
function shift(sums: Moments, by: number): void {
  raise(sums, { from: ALONE, to: VALUES, by });
  raise(sums, { from: VALUES, to: MOMENTS, by });
}

function raise(
  sums: Moments,
  { from, to, by }: { readonly from: number; readonly to: number; readonly by: number },
): void {
  for (let row = from + 1; row < to; row++)
    for (let k = to - 1; k >= row; k--) sums[k] = (sums[k] ?? 0) + by * (sums[k - 1] ?? 0);
}

/**
 * The moments around each position. A window is the end of one stretch of its width and the beginning of the next, whose sums are
 * only ever added to: what leaves a window leaves nothing behind, not even of numbers that drown all others.
 */
function moments(
  ys: ArrayLike<number>,
  { half, from }: WindowRange,
  visit: (sums: Moments, i: number) => void,
): void {
  const width = 2 * half + 1;
  const begin = new Float64Array(MOMENTS);
  const sums = new Float64Array(MOMENTS);
  let ends: Float64Array = new Float64Array(0);
  let [border, reached] = [-1, 0];
  for (let i = from; i < ys.length; i++) {
    // The only multiple of the width in the window.
    const next = Math.floor((i + half) / width) * width;
    if (next !== border) {
      border = reached = next;
      begin.fill(0);
      ends = endsBefore(ys, border, width);
    }
    for (; reached <= Math.min(i + half, ys.length - 1); reached++)
      add(begin, reached - border, ys[reached] ?? Number.NaN);
    const end = MOMENTS * (border - (i - half));
    for (let k = 0; k < MOMENTS; k++) sums[k] = (begin[k] ?? 0) + (ends[end + k] ?? 0);
    shift(sums, border - i);
    visit(sums, i);
  }
}

/** The sums of the last 0, 1, 2… numbers before a border, about it. */
function endsBefore(ys: ArrayLike<number>, border: number, width: number): Float64Array {
  const ends = new Float64Array(MOMENTS * width);
  const sums = new Float64Array(MOMENTS);
  for (let k = 1; k < width; k++) {
    if (border - k >= 0) add(sums, -k, ys[border - k] ?? Number.NaN);
    ends.set(sums, MOMENTS * k);
  }
  return ends;
}

function add(sums: Moments, distance: number, value: number): void {
  if (!Number.isFinite(value)) return;
  let power = 1;
  for (let k = ALONE; k < VALUES; k++) {
    sums[k] = (sums[k] ?? 0) + power;
    if (VALUES + k < MOMENTS) sums[VALUES + k] = (sums[VALUES + k] ?? 0) + power * value;
    power *= distance;
  }
}

/** The parabola of least squares at the middle; where fewer than three numbers are, it goes through them. */
function parabola(sums: Moments, own: number): number {
  const [n, a, b, c, d] = [sums[0] ?? 0, sums[1] ?? 0, sums[2] ?? 0, sums[3] ?? 0, sums[4] ?? 0];
  if (n < 3) return own;
  const [first, second, third] = [b * d - c * c, a * d - b * c, a * c - b * b];
  const [p, q, r] = [sums[VALUES] ?? 0, sums[VALUES + 1] ?? 0, sums[VALUES + 2] ?? 0];
  return (p * first - q * second + r * third) / (n * first - a * second + b * third);
}

function medians(ys: ArrayLike<number>, { half, from }: WindowRange, into: number[]): void {
  const sorted = new Float64Array(2 * half + 2);
  let count = 0;
  const placeOf = (value: number): number => {
    let [low, high] = [0, count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const enter = (value: number): void => {
    if (!Number.isFinite(value)) return;
    const at = placeOf(value);
    sorted.copyWithin(at + 1, at, count);
    sorted[at] = value;
    count += 1;
  };
  const leave = (value: number): void => {
    if (!Number.isFinite(value)) return;
    const at = placeOf(value);
    sorted.copyWithin(at, at + 1, count);
    count -= 1;
  };
  for (let k = Math.max(0, from - half); k < from + half; k++) enter(ys[k] ?? Number.NaN);
  for (let i = from; i < ys.length; i++) {
    enter(ys[i + half] ?? Number.NaN);
    const [low = 0, high = 0] = [sorted[(count - 1) >> 1], sorted[count >> 1]];
    into.push(Number.isFinite(ys[i]) ? low / 2 + high / 2 : Number.NaN);
    if (i - half >= 0) leave(ys[i - half] ?? Number.NaN);
  }
}
