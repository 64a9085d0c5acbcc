/** What a row that stands for a group of seeds says in each column. */
import type { ListedGroup, ListedRun, GroupMeasure } from '../../../../main/api/contract.ts';
import { duration, percent } from '../../../ui/format.ts';
import type { Column } from './columns.ts';

const points = (share: number): string => (100 * share).toFixed(2);

const MEASURES: Readonly<
  Record<
    string,
    { readonly of: GroupMeasure; readonly form: (value: number) => string; readonly unit: string }
  >
> = {
  test: { of: 'testAccuracy', form: points, unit: ' %' },
  best: { of: 'bestAccuracy', form: points, unit: ' %' },
  last: { of: 'heldOutAccuracy', form: points, unit: ' %' },
  loss: { of: 'testLoss', form: (value) => value.toFixed(4), unit: '' },
  time: { of: 'seconds', form: duration, unit: '' },
};

/** Means with the deviation of a sample; what all runs have alike; or nothing. */
export function groupText({ id, text }: Column, group: ListedGroup, runs: readonly ListedRun[]): string {
  if (id === 'title') return groupTitle(group, runs);
  if (id === 'seed') return `N = ${group.group?.n ?? 0}`;
  const measure = Object.hasOwn(MEASURES, id) ? MEASURES[id] : undefined;
  if (measure !== undefined) {
    const spread = group.group?.[measure.of] ?? null;
    if (spread === null) return '';
    const { mean, deviation } = spread;
    const shown = measure.form(mean);
    return deviation === null
      ? `${shown}${measure.unit}`
      : `${shown} ± ${measure.form(deviation)}${measure.unit}`;
  }
  const [first] = runs;
  const common = first === undefined ? '' : text(first);
  return runs.every((run) => text(run) === common) ? common : '';
}

function groupTitle({ unfinished, repeated }: ListedGroup, runs: readonly ListedRun[]): string {
  const [first] = runs;
  const besides = [
    ...(unfinished.length > 0 ? [`${unfinished.length} not finished`] : []),
    ...(repeated.length > 0 ? [`${repeated.length} made again`] : []),
  ];
  return `${commonTitle(runs) || (first?.title ?? '')} × ${runs.length}${besides.length > 0 ? ` (${besides.join(', ')})` : ''}`;
}

/** What all titles begin with, up to a whole word. */
function commonTitle(runs: readonly ListedRun[]): string {
  const [first = '', ...others] = runs.map(({ title }) => title);
  if (others.every((title) => title === first)) return first;
  let length = 0;
  while (length < first.length && others.every((title) => title[length] === first[length])) length += 1;
  return first.slice(0, length).replace(/[\s,]*[^\s,]*$/, '');
}

/** The mean with the interval in which the true one lies, and how it was counted; null where a single seed or none is finished. */
export function groupInterval({ group }: ListedGroup): string | null {
  const spread = group?.testAccuracy ?? group?.heldOutAccuracy ?? null;
  const { interval = null, standardError = null } = spread ?? {};
  if (spread === null || interval === null || standardError === null) return null;
  const of = spread === group?.testAccuracy ? 'test accuracy' : 'held-out accuracy';
  const { low, high } = interval;
  return `${of}, mean of ${spread.n} seeds ${percent(spread.mean, 2)}, 95 % interval ${points(low)} to ${percent(high, 2)} (Student's t), standard error ${points(standardError)} points`;
}
