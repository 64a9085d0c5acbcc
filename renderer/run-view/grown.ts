/** What is computed of columns that grow: only of what came since the last look. */
import type { RunLog } from '../stores/run-log.ts';

/** Computes the next value of a row; what it remembers of the rows before is its own. */
type Next = (value: number) => number;

interface Grown {
  readonly generation: number;
  readonly values: number[];
  readonly next: Next;
}

const KNOWN = new WeakMap<readonly number[], Map<string, Grown>>();

/** A column computed of another one, a row at a time. The same array each time, and it grows with the other. */
function grown(
  column: readonly number[],
  {
    key,
    generation,
    begin,
  }: { readonly key: string; readonly generation: number; readonly begin: () => Next },
): readonly number[] {
  const all = KNOWN.get(column) ?? new Map<string, Grown>();
  KNOWN.set(column, all);
  const known = all.get(key);
  const current =
    known?.generation === generation && known.values.length <= column.length
      ? known
      : { generation, values: [], next: begin() };
  all.set(key, current);
  const { values, next } = current;
  for (let i = values.length; i < column.length; i++) values.push(next(column[i] ?? Number.NaN));
  return values;
}

const MEASURED = new WeakMap<readonly number[], { generation: number; seen: number; has: boolean }>();

/** Whether the column has any number; what was looked at once is not looked at again. */
export function hasNumbers({ generation }: Pick<RunLog, 'generation'>, column: readonly number[]): boolean {
  const before = MEASURED.get(column);
  const known =
    before?.generation === generation && before.seen <= column.length
      ? before
      : { generation, seen: 0, has: false };
  MEASURED.set(column, known);
  for (; !known.has && known.seen < column.length; known.seen++)
    known.has = Number.isFinite(column[known.seen]);
  return known.has;
}

/** The column times a factor. */
export function scaledColumn(
  { generation }: Pick<RunLog, 'generation'>,
  column: readonly number[],
  factor: number,
): readonly number[] {
  if (factor === 1) return column;
  return grown(column, { key: `times ${factor}`, generation, begin: () => (value) => factor * value });
}

/** e to the power of the column: the perplexities of losses. Beyond what a chart can show there is no number. */
export function powerColumn(
  { generation }: Pick<RunLog, 'generation'>,
  column: readonly number[],
): readonly number[] {
  const power = (value: number): number => (value < MOST_POWER ? Math.exp(value) : Number.NaN);
  return grown(column, { key: 'power of e', generation, begin: () => power });
}

const MOST_POWER = 30;

/** The moving average of the column, as `smooth` computes it of the whole. */
export function averageColumn(
  { generation }: Pick<RunLog, 'generation'>,
  column: readonly number[],
  weight: number,
): readonly number[] {
  const begin = (): Next => {
    let [sum, total] = [0, 0];
    return (value) => {
      if (!Number.isFinite(value)) return Number.NaN;
      sum = weight * sum + (1 - weight) * value;
      total = weight * total + (1 - weight);
      return sum / total;
    };
  };
  return grown(column, { key: `average ${weight}`, generation, begin });
}

/** The sums of the column so far; what is missing counts for nothing. */
export function sumColumn(
  { generation }: Pick<RunLog, 'generation'>,
  column: readonly number[],
): readonly number[] {
  const begin = (): Next => {
    let sum = 0;
    return (value) => (sum += Number.isFinite(value) ? value : 0);
  };
  return grown(column, { key: 'sums', generation, begin });
}

/** Units of work in a second, of columns of seconds. */
export function rateColumn(
  { generation }: Pick<RunLog, 'generation'>,
  seconds: readonly number[],
  units: number,
): readonly number[] {
  const begin = (): Next => (value) => (value > 0 ? units / value : Number.NaN);
  return grown(seconds, { key: `rate ${units}`, generation, begin });
}
