/** All groups of runs that differ in nothing but their seed. Logs are read only where a run was interrupted. */
import { readEvents } from '../runs/index.ts';
import type { RunRecord, RunStore, ListedRun } from '../runs/index.ts';
import { differingSettings, secondsOf } from './compare-runs.ts';
import { completed } from './run-config.ts';
import { dataWords } from './run-data.ts';
import { compareGroups, groupedBySeed, groupOf } from './seed-groups.ts';
import type { GroupComparison, MeasuredRun, Measures, SeedGroup } from './seed-groups.ts';

/** Records that are read at the same time. */
const AT_ONCE = 32;

/** Runs that differ in nothing but their seed. */
export interface ListedGroup {
  /** The oldest of them. */
  readonly first: string;
  readonly kind: RunRecord['kind'];
  readonly preset: string | null;
  readonly data: string;
  /** By their paths: those in which it differs from another group of its kind. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The finished ones, each seed once; null where none is. */
  readonly group: SeedGroup | null;
  readonly unfinished: readonly string[];
  readonly repeated: readonly string[];
}

/** All groups. */
export interface GroupList {
  readonly groups: readonly ListedGroup[];
  /** Runs that were left out, as no other differs from them in nothing but the seed. */
  readonly alone: number;
  readonly comparisons: readonly GroupComparison[];
}

/** What of the groups is asked for. */
export interface GroupQuery {
  /** Whether a run alone counts as a group. */
  readonly withAlone: boolean;
  /** The id of a run with whose group each other is compared; null: two groups are compared with each other. */
  readonly against: string | null;
}

/**
 * The groups of some runs, the oldest first.
 *
 * @throws AppError `runs/...` as reading records does
 */
export async function listGroups(
  store: RunStore,
  summaries: readonly ListedRun[],
  { withAlone, against }: GroupQuery,
): Promise<GroupList> {
  const oldestFirst = [...summaries].sort((a, b) => (a.run < b.run ? -1 : 1));
  const measured: MeasuredRun[] = [];
  for (let at = 0; at < oldestFirst.length; at += AT_ONCE) {
    measured.push(
      ...(await Promise.all(oldestFirst.slice(at, at + AT_ONCE).map((one) => measure(store, one)))),
    );
  }
  const all = groupedBySeed(measured);
  const shown = all.filter((group) => withAlone || group.length > 1 || hasRun(group, against));
  const settings = settingsByKind(shown);
  return {
    groups: shown.flatMap((group) => listed(group, settings)),
    alone: all.length - shown.length,
    comparisons: comparisonsOf(shown, against),
  };
}

async function measure(store: RunStore, summary: ListedRun): Promise<MeasuredRun> {
  const run = await store.find(summary.run);
  const { starts, origin } = run.record;
  // Between its first start and its end may be times in which nobody computed, and a fork begins with those of another run.
  const isPlain = starts.length <= 1 && (origin?.step ?? null) === null;
  const seconds = isPlain ? summary.seconds : secondsOf((await readEvents(run)).events);
  return {
    record: completed(run.record),
    state: summary.state,
    measures: { ...scoresOf(summary), seconds },
  };
}

function scoresOf({ kind, result, latest }: ListedRun): Omit<Measures, 'seconds'> {
  if (kind === 'search') {
    const heldOutAccuracy = latest?.valid?.accuracy ?? null;
    return { testAccuracy: null, testLoss: null, bestAccuracy: null, heldOutAccuracy };
  }
  const trained = result?.kind === 'train' ? result : null;
  return {
    testAccuracy: trained?.test.accuracy ?? null,
    testLoss: trained?.test.loss ?? null,
    bestAccuracy: trained?.best?.accuracy ?? null,
    heldOutAccuracy: null,
  };
}

const hasRun = (group: readonly MeasuredRun[], run: string | null): boolean =>
  group.some(({ record }) => record.id === run);

function listed(runs: readonly MeasuredRun[], settingsOf: SettingsOf): readonly ListedGroup[] {
  const [first] = runs;
  if (first === undefined) return [];
  const { id, kind, preset, data } = first.record;
  const group = groupOf(runs);
  const unfinished = runs.filter(({ state }) => state !== 'finished').map(({ record }) => record.id);
  const settings = settingsOf[kind](first.record);
  const repeated = group?.repeated ?? [];
  return [{ first: id, kind, preset, data: dataWords(data), settings, group, unfinished, repeated }];
}

type SettingsOf = Readonly<Record<RunRecord['kind'], ReturnType<typeof differingSettings>>>;

function settingsByKind(groups: readonly (readonly MeasuredRun[])[]): SettingsOf {
  const ofKind = (kind: RunRecord['kind']) =>
    differingSettings(groups.flatMap(([one]) => (one?.record.kind === kind ? [one.record] : [])));
  return { search: ofKind('search'), train: ofKind('train') };
}

function comparisonsOf(
  groups: readonly (readonly MeasuredRun[])[],
  against: string | null,
): readonly GroupComparison[] {
  const [first, second, ...others] = groups;
  if (against !== null) {
    const base = groups.find((group) => hasRun(group, against));
    return base === undefined
      ? []
      : groups.filter((group) => group !== base).map((group) => compareGroups(group, base));
  }
  return first === undefined || second === undefined || others.length > 0
    ? []
    : [compareGroups(first, second)];
}
