import type { ComparisonWithAgain } from '../../../../main/api/contract.ts';

/** One thing in which runs differ. */
export interface DifferenceRow {
  readonly name: string;
  /** Of each run, in their order. */
  readonly values: readonly unknown[];
  /** Whether it is that of the first run. */
  readonly isAsFirst: readonly boolean[];
}

/** What is compared by its letter: a whole cell in a line would say nothing. */
const LONG = new Set(['genotype', 'space']);

/** All in which the runs differ: preset and settings first, then the rest. */
export function differenceRows({ runs, differences }: ComparisonWithAgain): readonly DifferenceRow[] {
  const keys = [...new Set(runs.flatMap(({ settings }) => Object.keys(settings)))];
  const all: readonly { readonly name: string; readonly values: readonly unknown[] }[] = [
    { name: 'preset', values: runs.map(({ preset }) => preset) },
    ...keys.map((name) => ({
      name,
      values: runs.map(({ settings }) => settings[name]),
    })),
    ...differences.map(({ name, values }) => ({
      name: name === 'genotype' ? 'cell' : name,
      values: LONG.has(name) ? lettered(values) : values,
    })),
  ];
  return all.flatMap(({ name, values }) => {
    const first = JSON.stringify(values[0] ?? null);
    const isAsFirst = values.map((value) => JSON.stringify(value ?? null) === first);
    return isAsFirst.every(Boolean) ? [] : [{ name, values, isAsFirst }];
  });
}

/** Equal values have equal letters. */
function lettered(values: readonly unknown[]): readonly (string | null)[] {
  const known: string[] = [];
  return values.map((value) => {
    if (value === null || value === undefined) return null;
    const text = JSON.stringify(value);
    if (!known.includes(text)) known.push(text);
    return letterOf(known.indexOf(text));
  });
}

const LETTERS = 26;
const letterOf = (number: number): string =>
  `${number >= LETTERS ? letterOf(Math.floor(number / LETTERS) - 1) : ''}${String.fromCharCode(65 + (number % LETTERS))}`;
