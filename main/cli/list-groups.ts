/** All groups of runs that differ in nothing but their seed. Logs are read only where a run was interrupted. */
import { createHash } from 'node:crypto';
import type { GroupComparison, GroupList, ListedGroup } from '../api/index.ts';
import { readEvents } from '../runs/index.ts';
import type { RunRecord, RunStore, ListedRun } from '../runs/index.ts';
import { differingSettings, secondsOf } from './compare-runs.ts';
import { completed } from './run-config.ts';
import { dataWords } from './run-data.ts';
import { compareGroups, groupedBySeed, groupOf, completedKey } from './seed-groups.ts';
import type { MeasuredRun, Measures } from './seed-groups.ts';

/** Records that are read at the same time. */
const AT_ONCE = 32;

/** What of the groups is asked for. */
export interface GroupQuery {
  /** Whether a run alone counts as a group. */
  readonly withAlone: boolean;
  /** The id of a run with whose group each other is compared; null: two groups are compared with each other. */
  readonly against: string | null;
  /** What is known from earlier answers; absent: nothing. */
  readonly memory?: GroupMemory;
}

/** What is known from earlier answers. */
export interface GroupMemory {
  /** Runs as they were measured, by their ids. A run is measured again when its line of the list is another. */
  readonly runs: Map<string, { readonly mark: string; readonly measured: MeasuredRun }>;
  /** One record, with its key, of all runs that were asked for the same, by the sum of that. */
  readonly plans: Map<string, Promise<KnownPlan>>;
}

interface KnownPlan {
  readonly record: RunRecord;
  readonly key: string;
}

/** A memory of nothing. */
export const newGroupMemory = (): GroupMemory => ({ runs: new Map(), plans: new Map() });

/**
 * The groups of some runs, the oldest first.
 *
 * @throws AppError `runs/...` as reading records does
 */
export async function listGroups(
  store: RunStore,
  summaries: readonly ListedRun[],
  { withAlone, against, memory = newGroupMemory() }: GroupQuery,
): Promise<GroupList> {
  const oldestFirst = [...summaries].sort((a, b) => (a.run < b.run ? -1 : 1));
  const measured: MeasuredRun[] = [];
  for (let at = 0; at < oldestFirst.length; at += AT_ONCE) {
    measured.push(
      ...(await Promise.all(
        oldestFirst.slice(at, at + AT_ONCE).map((one) => remembered(store, one, memory)),
      )),
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

async function remembered(store: RunStore, summary: ListedRun, memory: GroupMemory): Promise<MeasuredRun> {
  const { run, state, seconds, latest, result } = summary;
  const mark = JSON.stringify([state, seconds, latest, result?.kind === 'train' ? result : null]);
  const known = memory.runs.get(run);
  if (known?.mark === mark) return known.measured;
  const measured = await measure(store, summary, memory);
  memory.runs.set(run, { mark, measured });
  return measured;
}

async function measure(store: RunStore, summary: ListedRun, { plans }: GroupMemory): Promise<MeasuredRun> {
  const { run, seed, title, preset, started, origin } = summary;
  const mark = store.catalog.planOf(run);
  // Between its first start and its end may be times in which nobody computed, and a fork begins with those of another run.
  const isPlain = mark !== null && mark.starts <= 1 && (origin?.step ?? null) === null;
  const seconds = isPlain ? summary.seconds : secondsOf((await readEvents(await store.find(run))).events);
  const plan = await planOf(store, { run, sum: mark?.sum ?? null }, plans);
  return {
    record: { ...plan.record, id: run, seed, title, preset, created: started },
    key: plan.key,
    state: summary.state,
    measures: { ...scoresOf(summary), seconds },
  };
}

/** Thousands of runs may have been asked for the same but the seed: one record is read for all of them. */
function planOf(
  store: RunStore,
  { run, sum }: { readonly run: string; readonly sum: string | null },
  plans: GroupMemory['plans'],
): Promise<KnownPlan> {
  const known = sum === null ? undefined : plans.get(sum);
  if (known !== undefined) return known;
  const read = store.find(run).then(({ record: recorded }) => {
    const record = completed(recorded);
    // Starts say nothing of the group, and are many numbers where thousands of runs are remembered.
    return { record: { ...record, starts: [] }, key: sumOf(completedKey(record)) };
  });
  if (sum === null) return read;
  plans.set(sum, read);
  // What could not be read is read anew by who asks again.
  read.catch(() => plans.delete(sum));
  return read;
}

const sumOf = (text: string): string => createHash('sha256').update(text).digest('base64');

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
