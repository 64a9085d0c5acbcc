/** Curves of runs that differ in nothing but their seed, as one: their mean, and how far they lie from it. */

/** A curve over any axis; NaN where it is not joined. */
export interface Line {
  readonly x: readonly number[];
  readonly y: ArrayLike<number>;
}

/** The mean of some curves with a deviation of the sample on either side, over the part of the axis that all of them have. */
export interface Band {
  readonly x: readonly number[];
  readonly mean: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** About one a pixel of a wide screen. */
const MOST_PLACES = 1000;

/** The band of these curves; null of fewer than two, and of curves that have no part of the axis in common. */
export function bandOf(lines: readonly Line[]): Band | null {
  const known = lines.map(finite).filter(({ x }) => x.length > 0);
  if (known.length < 2 || known.length < lines.length) return null;
  const from = Math.max(...known.map(({ x }) => x[0] ?? Infinity));
  const to = Math.min(...known.map(({ x }) => x.at(-1) ?? -Infinity));
  const places = thinned(
    [...new Set(known.flatMap(({ x }) => x))].filter((x) => x >= from && x <= to).sort((a, b) => a - b),
  );
  if (places.length === 0) return null;
  const columns = known.map((line) => valuesAt(line, places));
  const band = { x: places, mean: [] as number[], low: [] as number[], high: [] as number[] };
  for (const [i] of places.entries()) {
    const values = columns.map((column) => column[i] ?? Number.NaN);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const deviation = Math.sqrt(squares / (values.length - 1));
    band.mean.push(mean);
    band.low.push(mean - deviation);
    band.high.push(mean + deviation);
  }
  return band;
}

function finite({ x, y }: Line): { readonly x: readonly number[]; readonly y: readonly number[] } {
  const kept = x.flatMap((at, i) => {
    const value = y[i] ?? Number.NaN;
    return Number.isFinite(value) ? [[at, value] as const] : [];
  });
  return { x: kept.map(([at]) => at), y: kept.map(([, value]) => value) };
}

function thinned(places: readonly number[]): readonly number[] {
  const stride = Math.ceil(places.length / MOST_PLACES);
  return stride <= 1 ? places : places.filter((_, i) => i % stride === 0 || i === places.length - 1);
}

/** The values at rising places, on the straight lines between those that are known. */
function valuesAt(
  { x, y }: { readonly x: readonly number[]; readonly y: readonly number[] },
  places: readonly number[],
): readonly number[] {
  let next = 0;
  return places.map((place) => {
    while (next < x.length - 1 && (x[next] ?? 0) < place) next += 1;
    const [before, after] = [Math.max(0, next - 1), next];
    const [x0, x1] = [x[before] ?? 0, x[after] ?? 0];
    const [y0, y1] = [y[before] ?? Number.NaN, y[after] ?? Number.NaN];
    return x1 === x0 || place >= x1 ? y1 : y0 + ((y1 - y0) * (place - x0)) / (x1 - x0);
  });
}
