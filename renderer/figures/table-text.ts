import type { MeanValue, TableColumn, TableValue } from './subject.ts';

const isMean = (value: TableValue): value is MeanValue => typeof value === 'object' && value !== null;

/** A value as it is read: `2.76 ± 0.09`, with `(n = 2)` where its row has more runs; a dash where there is none. */
export function valueText(value: TableValue, { digits }: Pick<TableColumn, 'digits'>): string {
  if (value === null) return '–';
  if (typeof value === 'string') return value;
  if (!isMean(value)) return value.toFixed(digits);
  const { mean, std, n, of = n } = value;
  const text = mean.toFixed(digits) + (std === null ? '' : ` ± ${std.toFixed(digits)}`);
  return n < of ? `${text} (n = ${n})` : text;
}

/** What a value counts as where values are compared: a mean is its number as printed. */
export function valueNumber(value: TableValue): number | null {
  if (value === null || typeof value === 'string') return null;
  return isMean(value) ? value.mean : value;
}

/** The rows with the best value as it is printed: what reads the same is equally good. None where there is nothing to compare. */
export function bestOf(
  values: readonly TableValue[],
  { best, digits }: Pick<TableColumn, 'best' | 'digits'>,
): ReadonlySet<number> {
  const numbers = values.map((value) => {
    const number = valueNumber(value);
    return number === null || !Number.isFinite(number) ? null : Number(number.toFixed(digits));
  });
  const known = numbers.filter((number) => number !== null);
  if (best === null || known.length < 2) return new Set();
  const winner = best === 'lowest' ? Math.min(...known) : Math.max(...known);
  return new Set(numbers.flatMap((number, row) => (number === winner ? [row] : [])));
}
