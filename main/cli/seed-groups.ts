/** Runs that differ in nothing but their seed, as one: means, how far they spread, and how sure they are. */
import type { GroupComparison, GroupMeasure, SeedGroup } from '../api/index.ts';
import { meanDifference, spreadOf } from '../base/statistics.ts';
import type { MeanDifference, Spread } from '../base/statistics.ts';
import type { RunRecord, RunState } from '../runs/index.ts';
import { completed } from './run-config.ts';
import { contentOf } from './run-data.ts';

/** What came out of a run. What it does not have is null. */
export interface Measures {
  /** On the test set, with the weights of the last epoch. */
  readonly testAccuracy: number | null;
  readonly testLoss: number | null;
  /** The highest accuracy on held-out images of any epoch: for a training the test images, so a choice made on them. */
  readonly bestAccuracy: number | null;
  /** Of a search: on the images that do not train the weights, after the last epoch. */
  readonly heldOutAccuracy: number | null;
  readonly seconds: number | null;
}

/** A run with what came out of it. */
export interface MeasuredRun {
  readonly record: RunRecord;
  readonly state: RunState;
  readonly measures: Measures;
  /** That of its record by `seedKey`; absent: not made yet. */
  readonly key?: string;
}

type Measure = GroupMeasure;

/** What is measured, in the order in which it is shown. */
export const MEASURES = [
  'testAccuracy',
  'testLoss',
  'bestAccuracy',
  'heldOutAccuracy',
  'seconds',
] as const satisfies readonly Measure[];

/**
 * What is equal of runs that differ in nothing but their seed: kind, settings, images and cell. A run that went on from a
 * checkpoint of another was computed with the settings of both, so it is equal only to others that went on from there.
 */
export const seedKey = (record: RunRecord): string => completedKey(completed(record));

/** The same of a record whose settings are complete already. */
export function completedKey({ kind, config, data, genotype, space, origin }: RunRecord): string {
  const lineage = (origin?.step ?? null) === null ? null : origin;
  return JSON.stringify([kind, config, contentOf(data), genotype, space, lineage]);
}

/** What belongs to runs that differ in nothing but their seed, together. */
export function groupedBySeed<T extends { readonly record: RunRecord; readonly key?: string }>(
  all: readonly T[],
): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = one.key ?? seedKey(one.record);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}

/** The same, each seed once: the first of it. The same seed again is the same run again, which would count twice. */
export function seedGroups<T extends { readonly record: RunRecord }>(
  all: readonly T[],
): readonly (readonly T[])[] {
  return groupedBySeed(all).map((group) => firstOfEachSeed(group));
}

function firstOfEachSeed<T extends { readonly record: RunRecord }>(group: readonly T[]): readonly T[] {
  const known = new Set<number>();
  return group.filter(({ record }) => !known.has(record.seed) && known.add(record.seed));
}

/** The group that the runs are, which differ in nothing but their seed; null of none that is finished. */
export function groupOf(runs: readonly MeasuredRun[]): SeedGroup | null {
  const finished = runs.filter(({ state }) => state === 'finished');
  const counted = firstOfEachSeed(finished);
  if (counted.length === 0) return null;
  const idsOf = (some: readonly MeasuredRun[]): string[] => some.map(({ record }) => record.id);
  const spread = (measure: Measure): Spread | null => {
    const values = valuesOf(counted, measure);
    return values === null ? null : spreadOf(values);
  };
  return {
    runs: idsOf(counted),
    seeds: counted.map(({ record }) => record.seed),
    n: counted.length,
    unfinished: idsOf(runs.filter(({ state }) => state !== 'finished')),
    repeated: idsOf(finished.filter((run) => !counted.includes(run))),
    testAccuracy: spread('testAccuracy'),
    testLoss: spread('testLoss'),
    bestAccuracy: spread('bestAccuracy'),
    heldOutAccuracy: spread('heldOutAccuracy'),
    seconds: spread('seconds'),
  };
}

/** Compares the means of two groups. */
export function compareGroups(
  group: readonly MeasuredRun[],
  against: readonly MeasuredRun[],
): GroupComparison {
  const counted = (runs: readonly MeasuredRun[]): readonly MeasuredRun[] =>
    firstOfEachSeed(runs.filter(({ state }) => state === 'finished'));
  const [one, other] = [counted(group), counted(against)];
  const difference = (measure: Measure): MeanDifference | null => {
    const [some, others] = [valuesOf(one, measure), valuesOf(other, measure)];
    return some === null || others === null ? null : meanDifference(some, others);
  };
  return {
    group: (one[0] ?? group[0])?.record.id ?? '',
    against: (other[0] ?? against[0])?.record.id ?? '',
    testAccuracy: difference('testAccuracy'),
    testLoss: difference('testLoss'),
    bestAccuracy: difference('bestAccuracy'),
    heldOutAccuracy: difference('heldOutAccuracy'),
    seconds: difference('seconds'),
  };
}

/** Null if one of the runs lacks it: a mean over the others would be of another group. */
function valuesOf(runs: readonly MeasuredRun[], measure: Measure): readonly number[] | null {
  const values = runs.flatMap(({ measures }) => measures[measure] ?? []);
  return values.length === runs.length && values.length > 0 ? values : null;
}
