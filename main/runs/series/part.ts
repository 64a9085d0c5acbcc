import { assertNever } from '../../base/assert.ts';
import { decimate } from '../../base/decimate.ts';
import { smooth } from '../../base/smooth.ts';
import type { SeriesColumn, SeriesRange, SeriesRequest } from './request.ts';
import type { Series } from './series.ts';

/** A line that can be drawn as it is. */
export interface SeriesLine {
  readonly column: SeriesColumn;
  /** Which GPU it is about; null: none. */
  readonly gpu: { readonly index: number; readonly name: string } | null;
  readonly x: readonly number[];
  /** Null between two points that are not joined. */
  readonly y: readonly (number | null)[];
}

/** A part of a run's series. */
export interface SeriesPart {
  /** How many rows the table has. */
  readonly rows: number;
  /** The least and the greatest x of all; null where there are no rows. */
  readonly extent: readonly [from: number, to: number] | null;
  readonly lines: readonly SeriesLine[];
}

/** The part of the series that was asked for, small enough to be drawn: averaged first, then every extreme kept. */
export function seriesPart(series: Series, request: SeriesRequest): SeriesPart {
  const { steps, epochs, loads } = series;
  switch (request.of) {
    case 'steps': {
      const drawn = request.columns.map((name) => ({ name, values: steps.column(name) }));
      return partOf(steps.column('step'), drawn, request);
    }
    case 'epochs': {
      const drawn = request.columns.map((name) => ({ name, values: epochs.column(name) }));
      return partOf(epochs.column('step'), drawn, request);
    }
    case 'loads': {
      const drawn = request.columns.map((name) => ({ name, values: loads.column(name) }));
      return partOf(ascending(loads.column('at')), drawn, request);
    }
    case 'gpus':
      return gpuPart(series, request);
    default:
      return assertNever(request);
  }
}

/** A clock that was set back stands still until it is as late as before. */
function ascending(times: Float64Array): Float64Array {
  let latest = -Infinity;
  return times.map((time) => (latest = Math.max(latest, time)));
}

interface Drawn {
  readonly name: SeriesColumn;
  readonly values: Float64Array;
}

function partOf(x: Float64Array, drawn: readonly Drawn[], range: SeriesRange): SeriesPart {
  return { rows: x.length, extent: extentOf(x), lines: linesOf({ x, drawn, gpu: null }, range) };
}

function gpuPart({ gpus, gpuNames }: Series, request: Extract<SeriesRequest, { of: 'gpus' }>): SeriesPart {
  const [at, index, name] = [ascending(gpus.column('at')), gpus.column('index'), gpus.column('name')];
  const indices = [...new Set(index)].sort((a, b) => a - b);
  const lines = indices.flatMap((wanted) => {
    const rows = [...index.keys()].filter((row) => index[row] === wanted);
    const ofGpu = (column: Float64Array): Float64Array =>
      Float64Array.from(rows, (row) => column[row] ?? Number.NaN);
    const drawn = request.columns.map((own) => ({ name: own, values: ofGpu(gpus.column(own)) }));
    const gpu = { index: wanted, name: gpuNames[name[rows.at(-1) ?? 0] ?? 0] ?? '' };
    return linesOf({ x: ofGpu(at), drawn, gpu }, request);
  });
  return { rows: at.length, extent: extentOf(at), lines };
}

interface Lines {
  readonly x: Float64Array;
  readonly drawn: readonly Drawn[];
  readonly gpu: SeriesLine['gpu'];
}

function linesOf(
  { x: xs, drawn, gpu }: Lines,
  { from, to, buckets, smoothing }: SeriesRange,
): readonly SeriesLine[] {
  const range = { from: from ?? -Infinity, to: to ?? Infinity, buckets };
  return drawn.map(({ name, values }) => {
    const { x, y } = decimate(xs, smoothing === 0 ? values : smooth(values, smoothing), range);
    return { column: name, gpu, x, y: y.map((value) => (Number.isNaN(value) ? null : value)) };
  });
}

const extentOf = (xs: Float64Array): SeriesPart['extent'] => {
  const [first, last] = [xs[0], xs.at(-1)];
  return first === undefined || last === undefined ? null : [first, last];
};
