/** Results of several trainings as one: what a table of a paper holds. */
import { spreadOf } from '../base/statistics.ts';
import type { Spread } from '../base/statistics.ts';
import type { Score } from '../train/index.ts';
import { table } from './output.ts';

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

/** `83.10%`. */
export const percent = (share: number): string => `${(100 * share).toFixed(2)}%`;

/** `83.10% +- 0.42%`, or the mean alone where there is no deviation. */
export const spreadWords = ({ mean, deviation }: Spread, form: (value: number) => string): string =>
  deviation === null ? form(mean) : `${form(mean)} +- ${form(deviation)}`;

/** A summary as a table. */
export function summaryWords({ n, accuracy, error, loss }: ScoreSummary): string {
  const row = (name: string, spread: Spread, form: (value: number) => string) => [
    name,
    form(spread.mean),
    spread.deviation === null ? '-' : form(spread.deviation),
    form(spread.median),
    form(spread.halfRange),
  ];
  return table([
    [`${n} ${n === 1 ? 'run' : 'runs'}`, 'mean', 'deviation (n - 1)', 'median', 'half range'],
    row('accuracy', accuracy, percent),
    row('error', error, percent),
    row('loss', loss, (value) => value.toFixed(4)),
  ]);
}
