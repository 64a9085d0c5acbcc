/** What is asked of the list of runs. */
import { z } from 'zod';
import type { RunState, ListedRun } from '../events.ts';

/** What is searched and sorted of a run; small, as a list holds it of every run. */
export interface RunFacts {
  readonly run: string;
  readonly kind: ListedRun['kind'];
  readonly state: RunState;
  readonly title: string;
  readonly experiment: string | null;
  readonly tags: readonly string[];
  readonly starred: boolean;
  readonly preset: string | null;
  readonly seed: number;
  readonly data: string;
  readonly note: string;
  readonly step: number;
  readonly seconds: number | null;
  /** On the test images; until there is a result, on held-out images after the latest whole epoch. */
  readonly accuracy: number | null;
  /** Of the same images. */
  readonly loss: number | null;
  /** Of a training that has ended: trainable numbers, and multiply-accumulates for an image. */
  readonly parameters: number | null;
  readonly macs: number | null;
}

/** The facts of a run that is summed up so. */
export function factsOf(summary: ListedRun): RunFacts {
  const { run, kind, state, title, annotations, preset, seed, data, step, seconds, result, latest } = summary;
  const training = result?.kind === 'train' ? result : null;
  const score = training?.test ?? latest?.valid ?? null;
  return {
    run,
    kind,
    state,
    title,
    ...annotations,
    preset,
    seed,
    data,
    step,
    seconds,
    accuracy: score?.accuracy ?? null,
    loss: score?.loss ?? null,
    parameters: training?.parameters ?? null,
    macs: training?.macs ?? null,
  };
}

type Key = string | number | null;

interface Column {
  readonly key: (facts: RunFacts) => Key;
  /** What a person expects at the top. */
  readonly descending: boolean;
}

const words = (key: (facts: RunFacts) => string | null): Column => ({
  key: (facts) => key(facts)?.toLowerCase() ?? null,
  descending: false,
});

/** What a list can be sorted by. Runs without it come last, and equal ones the newest first. */
export const SORT_COLUMNS = {
  // Ids begin with the time, and stay in order when a clock is set back.
  started: { key: ({ run }) => run, descending: true },
  title: words(({ title }) => title),
  kind: words(({ kind }) => kind),
  state: words(({ state }) => state),
  experiment: words(({ experiment }) => experiment),
  preset: words(({ preset }) => preset),
  data: words(({ data }) => data),
  seed: { key: ({ seed }) => seed, descending: false },
  step: { key: ({ step }) => step, descending: true },
  seconds: { key: ({ seconds }) => seconds, descending: true },
  accuracy: { key: ({ accuracy }) => accuracy, descending: true },
  loss: { key: ({ loss }) => loss, descending: false },
  parameters: { key: ({ parameters }) => parameters, descending: false },
  macs: { key: ({ macs }) => macs, descending: false },
} as const satisfies Readonly<Record<string, Column>>;

/** The name of a column that a list can be sorted by. */
export type SortColumn = keyof typeof SORT_COLUMNS;

const COLUMNS: Readonly<Record<SortColumn, Column>> = SORT_COLUMNS;
const isColumn = (name: string): name is SortColumn => Object.hasOwn(SORT_COLUMNS, name);

/** The names of the columns that a list can be sorted by. */
export const SORT_COLUMN_NAMES: readonly SortColumn[] = Object.keys(SORT_COLUMNS).filter(isColumn);

/** The states of a run. */
export const RUN_STATES = [
  'queued',
  'starting',
  'running',
  'finished',
  'failed',
  'interrupted',
  'lost',
] as const satisfies readonly RunState[];

const phrase = z.string().max(200);

/** The shape of a query wherever it comes in. All conditions must hold; those that are absent hold for every run. */
export const runQuerySchema = z.strictObject({
  kind: z.enum(['search', 'train']).exactOptional(),
  /** One of these. */
  states: z.array(z.enum(RUN_STATES)).min(1).max(RUN_STATES.length).exactOptional(),
  /** Null: those of no experiment. */
  experiment: phrase.nullable().exactOptional(),
  /** All of these. */
  tags: z.array(phrase).max(100).exactOptional(),
  starred: z.boolean().exactOptional(),
  /** The name of the data set. */
  data: phrase.exactOptional(),
  preset: phrase.exactOptional(),
  /** Each of its words is somewhere in id, title, experiment, tags, data, preset or note; small or capital. */
  text: phrase.exactOptional(),
  sort: z.enum(Object.keys(SORT_COLUMNS).filter(isColumn)).exactOptional(),
  /** Absent: as a person expects of that column. */
  descending: z.boolean().exactOptional(),
  limit: z.int().min(0).exactOptional(),
  offset: z.int().min(0).exactOptional(),
});

/** Which runs are wanted, in which order. */
export type RunQuery = Readonly<z.infer<typeof runQuerySchema>>;

/** The runs that are wanted, in the order that is wanted; `limit` and `offset` are not looked at. */
export function select(facts: readonly RunFacts[], query: RunQuery): readonly RunFacts[] {
  const matches = matcher(query);
  const { key, descending } = COLUMNS[query.sort ?? 'started'];
  const sign = (query.descending ?? descending) ? -1 : 1;
  return facts
    .filter(matches)
    .map((run) => ({ run, key: key(run) }))
    .sort((a, b) => sign * compare(a.key, b.key, sign) || (a.run.run < b.run.run ? 1 : -1))
    .map(({ run }) => run);
}

/** @param sign - of the order, so that null comes last in both */
function compare(a: Key, b: Key, sign: number): number {
  if (a === b) return 0;
  if (a === null) return sign;
  if (b === null) return -sign;
  return a < b ? -1 : 1;
}

function matcher({ text, tags, states, ...query }: RunQuery): (facts: RunFacts) => boolean {
  const wanted = (text ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const isSame = <K extends 'kind' | 'experiment' | 'starred' | 'data' | 'preset'>(
    key: K,
    facts: RunFacts,
  ): boolean => query[key] === undefined || query[key] === facts[key];
  return (facts) =>
    (states === undefined || states.includes(facts.state)) &&
    isSame('kind', facts) &&
    isSame('experiment', facts) &&
    isSame('starred', facts) &&
    isSame('data', facts) &&
    isSame('preset', facts) &&
    (tags === undefined || tags.every((tag) => facts.tags.includes(tag))) &&
    (wanted.length === 0 || hasAll(facts, wanted));
}

function hasAll(facts: RunFacts, wanted: readonly string[]): boolean {
  const { run, title, experiment, tags, data, preset, note } = facts;
  const said = [run, title, experiment, ...tags, data, preset, note].join('\n').toLowerCase();
  return wanted.every((word) => said.includes(word));
}
