/** An experiment's table. */
import { spreadOf } from '../../main/base/statistics.ts';
import { markdownTable } from '../support/scripts/markdown-table.ts';
import type { Outcome } from './outcome.ts';
import type { ExperimentPlan } from './plan.ts';

const COLUMNS = [
  'method',
  'test accuracy, %',
  'each seed',
  'parameters, thousand',
  'MACs, million',
  'search, minutes',
] as const;

/** One row a method: means and sample deviations over the seeds. */
export function experimentTable({ methods }: ExperimentPlan, outcomes: readonly Outcome[]): string {
  const rows = methods.map(({ id, title }) => {
    const own = outcomes.filter(({ method }) => method === id);
    const of = (read: (outcome: Outcome) => number, digits: number): string => spread(own.map(read), digits);
    return [
      title,
      of(({ accuracy }) => 100 * accuracy, 2),
      own.map(({ accuracy }) => (100 * accuracy).toFixed(2)).join(', '),
      of(({ parameters }) => parameters / 1e3, 0),
      of(({ macs }) => macs / 1e6, 1),
      of(({ searchSeconds }) => searchSeconds / 60, 1),
    ];
  });
  return markdownTable([COLUMNS, ...rows]);
}

function spread(values: readonly number[], digits: number): string {
  const { mean, deviation } = spreadOf(values);
  return deviation === null ? mean.toFixed(digits) : `${mean.toFixed(digits)} ± ${deviation.toFixed(digits)}`;
}
