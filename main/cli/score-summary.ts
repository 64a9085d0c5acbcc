/** Results of several trainings as one: what a table of a paper holds. */
import { spreadOf } from '../base/statistics.ts';
import type { Spread } from '../base/statistics.ts';
import type { RunRecord } from '../runs/index.ts';
import type { Score } from '../train/index.ts';
import { table } from './output.ts';
import { seedGroups } from './seed-groups.ts';

/** Means and spreads over the test results of trainings. */
export interface ScoreSummary {
  /** How many trainings. */
  readonly n: number;
  readonly accuracy: Spread;
  /** 1 - accuracy. */
  readonly error: Spread;
  readonly loss: Spread;
}

/** The summary of at least one score. */
export function summaryOf(scores: readonly Score[]): ScoreSummary {
  return {
    n: scores.length,
    accuracy: spreadOf(scores.map(({ accuracy }) => accuracy)),
    error: spreadOf(scores.map(({ accuracy }) => 1 - accuracy)),
    loss: spreadOf(scores.map(({ loss }) => loss)),
  };
}

/** A summary, or why there is none. */
export type SeedSummary =
  | { readonly summary: ScoreSummary; readonly problem: null }
  | { readonly summary: null; readonly problem: string };

/** The summary of trainings that differ in nothing but their seed, each seed counted once; a mean over others would say nothing. */
export function summaryOverSeeds(
  tested: readonly { readonly record: RunRecord; readonly score: Score }[],
): SeedSummary {
  const [group = [], ...others] = seedGroups(tested);
  if (others.length > 0) {
    const runs = tested.map(({ record }) => record.id).join(' ');
    const problem = `There is no mean, for the runs differ in more than their seed; see in what: dartboard runs compare ${runs}`;
    return { summary: null, problem };
  }
  if (group.length > 1) return { summary: summaryOf(group.map(({ score }) => score)), problem: null };
  const problem = 'There is no mean, for the runs are the same: all their settings and the seed are equal.';
  return { summary: null, problem };
}

/** `83.10%`. */
export const percent = (share: number): string => `${(100 * share).toFixed(2)}%`;

/** Mean, deviation, median and half range as cells of a table. */
export const spreadParts = (
  { mean, deviation, median, halfRange }: Spread,
  form: (value: number) => string,
): readonly string[] => [
  form(mean),
  deviation === null ? '-' : form(deviation),
  form(median),
  form(halfRange),
];

/** A summary as a table. */
export function summaryWords({ n, accuracy, error, loss }: ScoreSummary): string {
  const row = (name: string, spread: Spread, form: (value: number) => string) => [
    name,
    ...spreadParts(spread, form),
  ];
  return table([
    [`${n} ${n === 1 ? 'run' : 'runs'}`, 'mean', 'deviation (n - 1)', 'median', 'half range'],
    row('accuracy', accuracy, percent),
    row('error', error, percent),
    row('loss', loss, (value) => value.toFixed(4)),
  ]);
}
