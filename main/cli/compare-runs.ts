/** Runs beside each other: what they were asked for, where that differs, and what came out. */
import type { z } from 'zod';
import { spreadOf } from '../base/statistics.ts';
import type { Spread } from '../base/statistics.ts';
import type { RunEvent, RunRecord, RunState, RunSummary } from '../runs/index.ts';
import { searchConfigSchema } from '../search/index.ts';
import { genotypeToFile } from '../spaces/index.ts';
import type { GenotypeFile } from '../spaces/index.ts';
import { trainConfigSchema } from '../train/index.ts';
import { contentOf, dataWords } from './run-data.ts';
import { settingsOf } from './settings.ts';

/** A run with all that is known of it. */
export interface RunToCompare {
  readonly record: RunRecord;
  readonly summary: RunSummary;
  readonly events: readonly RunEvent[];
}

/** One row of a comparison. What a run does not have, or not yet, is null. */
export interface ComparedRun {
  readonly run: string;
  readonly kind: RunRecord['kind'];
  readonly state: RunState;
  readonly preset: string | null;
  readonly seed: number;
  readonly data: string;
  /** The cell that a training trains, or that a search found. */
  readonly genotype: GenotypeFile | null;
  /** On the test set, with the weights of the last epoch. */
  readonly testAccuracy: number | null;
  /** The highest accuracy on held-out images of any epoch: for a training the test images, so a choice made on them. */
  readonly bestAccuracy: number | null;
  /** Trainable parameters; of a search those of the supernet. */
  readonly parameters: number | null;
  readonly macs: number | null;
  /** Wall time of what counts of it, over all its starts. */
  readonly seconds: number;
  /** By their paths: those in which it differs from another run of its kind. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Finished runs that differ in nothing but their seed. */
export interface SeedGroup {
  readonly runs: readonly string[];
  readonly seeds: readonly number[];
  readonly n: number;
  /** Null where the runs have none. */
  readonly testAccuracy: Spread | null;
  readonly bestAccuracy: Spread | null;
  readonly seconds: Spread;
}

/** Runs beside each other. */
export interface Comparison {
  readonly runs: readonly ComparedRun[];
  readonly groups: readonly SeedGroup[];
}

const SCHEMAS = {
  search: searchConfigSchema,
  train: trainConfigSchema,
} as const satisfies Record<RunRecord['kind'], z.ZodType<object>>;

/** Compares runs, in the order given. */
export function compareRuns(asRecorded: readonly RunToCompare[]): Comparison {
  const given = asRecorded.map((one) => ({ ...one, record: completed(one.record) }));
  const runs = given.map((one) => rowOf(one, given));
  return { runs, groups: groupsOf(given, runs) };
}

/** An older record lacks settings that came later; their defaults mean what it did. One that is not understood stays as it is. */
function completed(record: RunRecord): RunRecord {
  const parsed = SCHEMAS[record.kind].safeParse(record.config);
  return parsed.success ? { ...record, config: { ...parsed.data } } : record;
}

function rowOf({ record, summary, events }: RunToCompare, all: readonly RunToCompare[]): ComparedRun {
  const { result } = summary;
  const genotype = result?.kind === 'search' ? result.genotype : record.genotype;
  const engine = events.find((event) => event.type === 'engine');
  const accuracies = events.flatMap((event) =>
    event.type === 'epoch' && event.valid !== null ? [event.valid.accuracy] : [],
  );
  const trained = result?.kind === 'train' ? result : null;
  return {
    run: record.id,
    kind: record.kind,
    state: summary.state,
    preset: record.preset,
    seed: record.seed,
    data: dataWords(record.data),
    genotype: genotype === null ? null : genotypeToFile(genotype),
    testAccuracy: trained?.test.accuracy ?? null,
    bestAccuracy: accuracies.length === 0 ? null : Math.max(...accuracies),
    parameters: trained?.parameters ?? engine?.parameters ?? null,
    macs: trained?.macs ?? null,
    seconds: secondsOf(events),
    settings: ownSettings(
      record,
      all.map((one) => one.record).filter(({ kind }) => kind === record.kind),
    ),
  };
}

/** The times between its events; not those in which no process worked on it. */
function secondsOf(events: readonly RunEvent[]): number {
  const isPause = (event: RunEvent): boolean =>
    event.type === 'state' && (event.state === 'starting' || event.state === 'lost');
  const milliseconds = events.map((event, i) => {
    const before = events[i - 1];
    // A clock may have been set back.
    return before === undefined || isPause(event) ? 0 : Math.max(0, event.at - before.at);
  });
  return milliseconds.reduce((sum, value) => sum + value, 0) / 1000;
}

/** The settings in which a run differs from any of the others. */
function ownSettings(record: RunRecord, others: readonly RunRecord[]): ComparedRun['settings'] {
  const all = others.map(({ config }) => new Map(settingsOf(config)));
  const keys = [...new Set(all.flatMap((settings) => [...settings.keys()]))];
  // What is switched off in one run is a group of settings in another: its members say so, each being null.
  const isGroup = (key: string): boolean => keys.some((other) => other.startsWith(`${key}.`));
  const own = new Map(settingsOf(record.config));
  const differs = (key: string): boolean =>
    all.some((settings) => JSON.stringify(settings.get(key)) !== JSON.stringify(own.get(key)));
  const differing = keys.filter((key) => differs(key) && !isGroup(key));
  return Object.fromEntries(differing.map((key) => [key, own.get(key) ?? null]));
}

function groupsOf(given: readonly RunToCompare[], rows: readonly ComparedRun[]): readonly SeedGroup[] {
  const finished = rows.flatMap((row, i) => {
    const record = given[i]?.record;
    return record === undefined || row.state !== 'finished' ? [] : [{ record, row }];
  });
  return seedGroups(finished)
    .filter(({ length }) => length > 1)
    .map((group) => groupOf(group.map(({ row }) => row)));
}

/**
 * What belongs to runs that differ in nothing but their seed, together. Each seed is there once: the same seed again is the
 * same run again, which would count twice.
 */
export function seedGroups<T extends { readonly record: RunRecord }>(
  all: readonly T[],
): readonly (readonly T[])[] {
  const groups = new Map<string, readonly T[]>();
  for (const one of all) {
    const { kind, config, data, genotype, space } = completed(one.record);
    const key = JSON.stringify([kind, config, contentOf(data), genotype, space]);
    const group = groups.get(key) ?? [];
    const isKnown = group.some(({ record }) => record.seed === one.record.seed);
    groups.set(key, isKnown ? group : [...group, one]);
  }
  return [...groups.values()];
}

function groupOf(rows: readonly ComparedRun[]): SeedGroup {
  return {
    runs: rows.map(({ run }) => run),
    seeds: rows.map(({ seed }) => seed),
    n: rows.length,
    testAccuracy: spreadOfAll(rows.map(({ testAccuracy }) => testAccuracy)),
    bestAccuracy: spreadOfAll(rows.map(({ bestAccuracy }) => bestAccuracy)),
    seconds: spreadOf(rows.map(({ seconds }) => seconds)),
  };
}

function spreadOfAll(values: readonly (number | null)[]): Spread | null {
  const known = values.filter((value) => value !== null);
  return known.length < values.length ? null : spreadOf(known);
}
