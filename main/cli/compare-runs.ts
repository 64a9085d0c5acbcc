/** Runs beside each other: what they were asked for, where that differs, and what came out. */
import type { ComparedRun, Comparison } from '../api/index.ts';
import type { RunEvent, RunRecord, RunState, RunSummary } from '../runs/index.ts';
import { architectureToFile } from '../spaces/index.ts';
import { completed } from './run-config.ts';
import { dataWords } from './run-data.ts';
import { recordDifferences } from './run-differences.ts';
import { compareGroups, groupOf, seedGroups } from './seed-groups.ts';
import type { MeasuredRun } from './seed-groups.ts';
import { settingsOf } from './settings.ts';

/** A run with all that is known of it. */
export interface RunToCompare {
  readonly record: RunRecord;
  readonly summary: RunSummary;
  readonly events: readonly RunEvent[];
}

/** Compares runs, in the order given. */
export function compareRuns(asRecorded: readonly RunToCompare[]): Comparison {
  const given = asRecorded.map((one) => ({ ...one, record: completed(one.record) }));
  const records = given.map(({ record }) => record);
  const ofKind = (wanted: RunRecord['kind']) =>
    differingSettings(records.filter(({ kind }) => kind === wanted));
  const settings = { search: ofKind('search'), train: ofKind('train') };
  const runs = given.map((one) => rowOf(one, settings));
  const groups = groupsOf(given.map((one, i) => measuredOf(one.record, runs[i])));
  const [first, second, ...others] = groups;
  return {
    runs,
    groups: groups.flatMap((group) => groupOf(group) ?? []),
    comparisons:
      first === undefined || second === undefined || others.length > 0 ? [] : [compareGroups(first, second)],
    differences: recordDifferences(records),
  };
}

type SettingsByKind = Readonly<Record<RunRecord['kind'], ReturnType<typeof differingSettings>>>;

function rowOf({ record, summary, events }: RunToCompare, settings: SettingsByKind): ComparedRun {
  const { result } = summary;
  const genotype = result?.kind === 'search' ? result.genotype : record.genotype;
  return {
    run: record.id,
    kind: record.kind,
    state: summary.state,
    preset: record.preset,
    seed: record.seed,
    data: dataWords(record.data),
    origin: record.origin,
    genotype: genotype === null ? null : architectureToFile(genotype),
    ...outcomeOf(result, events),
    latest: summary.latest,
    seconds: secondsOf(events),
    settings: settings[record.kind](record),
  };
}

type Outcome = Pick<ComparedRun, 'testAccuracy' | 'testLoss' | 'bestAccuracy' | 'parameters' | 'macs'>;

function outcomeOf(result: RunSummary['result'], events: readonly RunEvent[]): Outcome {
  const engine = events.find((event) => event.type === 'engine');
  const accuracies = events.flatMap((event) =>
    event.type === 'epoch' && event.valid !== null ? [event.valid.accuracy] : [],
  );
  const trained = result?.kind === 'train' ? result : null;
  return {
    testAccuracy: trained?.test.accuracy ?? null,
    testLoss: trained?.test.loss ?? null,
    bestAccuracy: accuracies.length === 0 ? null : Math.max(...accuracies),
    parameters: trained?.parameters ?? engine?.parameters ?? null,
    macs: trained?.macs ?? null,
  };
}

function measuredOf(record: RunRecord, row: ComparedRun | undefined): MeasuredRun {
  const { state = 'queued', testAccuracy = null, testLoss = null, bestAccuracy = null } = row ?? {};
  const heldOutAccuracy = record.kind === 'search' ? (row?.latest?.valid?.accuracy ?? null) : null;
  const seconds = row?.seconds ?? null;
  return { record, state, measures: { testAccuracy, testLoss, bestAccuracy, heldOutAccuracy, seconds } };
}

/** States before which nobody computed: `queued` follows what a fork has from another run. */
const AFTER_PAUSE: readonly RunState[] = ['queued', 'starting', 'lost'];

/**
 * The times between its events; not those in which no process worked on it. Before the first state are steps of the run that it goes
 * on from, where nothing tells of pauses: there a step counts as long as it took.
 */
export function secondsOf(events: readonly RunEvent[]): number {
  const first = events.findIndex(({ type }) => type === 'state');
  const isPause = (event: RunEvent): boolean => event.type === 'state' && AFTER_PAUSE.includes(event.state);
  const milliseconds = events.map((event, i) => {
    const before = events[i - 1];
    if (before === undefined || isPause(event)) return 0;
    // A clock may have been set back.
    const gap = Math.max(0, event.at - before.at);
    return i < first && event.type === 'step' ? Math.min(gap, 1000 * event.seconds) : gap;
  });
  return milliseconds.reduce((sum, value) => sum + value, 0) / 1000;
}

/** The settings in which runs of one kind differ, of any of them by their paths. */
export function differingSettings(
  records: readonly RunRecord[],
): (record: RunRecord) => ComparedRun['settings'] {
  const all = records.map(({ config }) => new Map(settingsOf(config)));
  const keys = [...new Set(all.flatMap((settings) => [...settings.keys()]))];
  // What is switched off in one run is a group of settings in another: its members say so, each being null.
  const groups = new Set(
    keys.flatMap((key) => [...key.matchAll(/\./g)].map(({ index }) => key.slice(0, index))),
  );
  const differs = (key: string): boolean => {
    const first = JSON.stringify(all[0]?.get(key));
    return all.some((settings) => JSON.stringify(settings.get(key)) !== first);
  };
  const differing = keys.filter((key) => !groups.has(key) && differs(key));
  return ({ config }) => {
    const own = new Map(settingsOf(config));
    return Object.fromEntries(differing.map((key) => [key, own.get(key) ?? null]));
  };
}

/** Groups of one run say nothing here: it is in the table. */
function groupsOf(rows: readonly MeasuredRun[]): readonly (readonly MeasuredRun[])[] {
  const finished = rows.filter(({ state }) => state === 'finished');
  return seedGroups(finished).filter(({ length }) => length > 1);
}
