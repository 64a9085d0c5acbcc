/** In what runs differ besides their settings: what they were computed with, on what, and the cell. */
import type { Difference } from '../api/index.ts';
import type { Environment, RunRecord } from '../runs/index.ts';
import { architectureToFile } from '../spaces/index.ts';
import { contentOf, dataWords } from './run-data.ts';

/** What of an environment is compared: not how much memory was free just then. */
const ENVIRONMENT = [
  'app',
  'engine',
  'device',
  'deviceName',
  'threads',
  'notes',
  'node',
  'platform',
  'host',
  'cpu',
  'memoryBytes',
] as const satisfies readonly (keyof Environment)[];

/** What the runs were computed with, where that differs. */
export function environmentDifferences(records: readonly RunRecord[]): readonly Difference[] {
  return differing(
    ENVIRONMENT.map((key) => [`environment.${key}`, records.map((one) => valuesOf(one, key))]),
  );
}

/** All in which the records differ besides settings and seed. */
export function recordDifferences(records: readonly RunRecord[]): readonly Difference[] {
  const data = differing([
    ['data.name', records.map((one) => dataWords(one.data))],
    ['data.content', records.map((one) => contentOf(one.data))],
    ['genotype', records.map(({ genotype }) => (genotype === null ? null : architectureToFile(genotype)))],
    ['space', records.map(({ space }) => space)],
  ]);
  return [...data, ...environmentDifferences(records)];
}

/** That of the run, and all of them where it was resumed with another; null of a run that was never computed. */
function valuesOf({ starts }: RunRecord, key: (typeof ENVIRONMENT)[number]): unknown {
  const values = starts.map(({ environment }) => environment[key]);
  const [first = null, ...others] = values.filter((value, i) => values.findIndex(isEqual(value)) === i);
  return others.length === 0 ? first : [first, ...others];
}

const isEqual =
  (one: unknown) =>
  (other: unknown): boolean =>
    JSON.stringify(one) === JSON.stringify(other);

function differing(
  all: readonly (readonly [name: string, values: readonly unknown[]])[],
): readonly Difference[] {
  return all.flatMap(([name, values]) => (values.every(isEqual(values[0])) ? [] : [{ name, values }]));
}
