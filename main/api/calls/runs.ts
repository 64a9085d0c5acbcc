/** Runs: what is stored, measured and said of them, and how they are started, steered and removed. */
import { z } from 'zod';
import {
  annotationsChangeSchema,
  runQuerySchema,
  SERIES_COLUMNS,
  seriesRequestSchema,
} from '../../runs/index.ts';
import type {
  Annotations,
  AnnotationsChange,
  Emptied,
  Experiment,
  ListedRun,
  RunEvent,
  RunList,
  RunListChange,
  RunQuery,
  SeriesPart,
  SeriesRequest,
  StopAt,
  TrashList,
} from '../../runs/index.ts';
import type { Architecture, SearchSpace } from '../../spaces/index.ts';
import type { HandlersOf, TopicHandlersOf } from './call.ts';
import { assignments, count, nothing, oneRun, runName, runNames, seed, shortName } from './parts.ts';
import type { Done, Unsubscribe } from './parts.ts';
import { wantedSearch, wantedTraining } from './wanted.ts';

/** A run with everything that does not change while it runs. */
export interface RunDetail {
  readonly summary: ListedRun;
  /** What a search chooses from, or what the cell of a training was chosen from; null where that is unknown. */
  readonly space: SearchSpace | null;
  /** The cell that a training trains; null for a search. */
  readonly genotype: Architecture | null;
  /** The preset that it was started from; null for a configuration of one's own. */
  readonly preset: string | null;
  /** What was set, in the order in which a person would ask for it. */
  readonly settings: readonly Setting[];
  /** The run's own folder. */
  readonly folder: string;
  /** The line for a terminal that makes it once more. */
  readonly command: string;
}

/** One setting of a run, ready to be shown. */
export interface Setting {
  /** `Batch`, `Weights learning rate`. */
  readonly name: string;
  /** With its unit: `64`, `0.025, cosine to 0.001`. */
  readonly value: string;
}

/** A part of a run's event log. */
export interface EventPage {
  readonly events: readonly RunEvent[];
  /** The number to ask for next. */
  readonly next: number;
  /** Whether there were no further events at the time of asking. */
  readonly complete: boolean;
}

/** What a run told besides its steps. */
export interface Told {
  /** In order: only what counts. */
  readonly events: readonly RunEvent[];
  /** For each of them the last step before it. */
  readonly steps: readonly number[];
  /** The number to follow the run from. */
  readonly next: number;
}

/**
 * A column of steps, as messages carry it: little-endian in base64, float32 where that says each of its numbers exactly, or else
 * float64, which its length tells; null: not one of its numbers is known.
 */
export type PackedColumn = string | null;

/** The columns in which steps are handed over whole. */
export const STEP_COLUMNS = [
  'seq',
  'step',
  'trainLoss',
  'trainAccuracy',
  'validLoss',
  'validAccuracy',
  'seconds',
  'learningRate',
] as const;

/** The name of such a column. */
export type StepColumn = (typeof STEP_COLUMNS)[number];

/** Some of the steps of a run. What was not measured is NaN. */
export interface StepPage {
  /** How many there are in this page. */
  readonly rows: number;
  /** How many the run has. */
  readonly total: number;
  readonly columns: Readonly<Record<StepColumn, PackedColumn>>;
  /** What the last of these steps told besides; null where there is none. */
  readonly last: { readonly steps: number; readonly learningRate: number } | null;
}

/** A part of a run's series: no more than an answer should hold. */
const series = seriesRequestSchema.refine(
  ({ of, columns, buckets }) =>
    buckets <= 100_000 && columns.length > 0 && columns.length <= SERIES_COLUMNS[of].length,
  'expected each column at most once, at least one, and 100,000 buckets at most',
);

/** The requests. */
export const RUN_CALLS = {
  'runs.list': runQuerySchema,
  'runs.experiments': nothing,
  'runs.get': oneRun,
  /** Events of a run by their number: those from `from` on, oldest first, at most `limit`. */
  'runs.events': z.strictObject({ run: runName, from: count, limit: z.int().min(1).max(10_000) }),
  /** Every event that counts but those of steps and loads, which may be a million: see `runs.steps` and `runs.series`. */
  'runs.told': oneRun,
  /** The steps that count, all of them, in portions: rows from `from` on. */
  'runs.steps': z.strictObject({ run: runName, from: count, limit: z.int().min(1).max(50_000) }),
  /** A part of the run's series, thinned out to what can be drawn, with every extreme still in it. */
  'runs.series': z.strictObject({ run: runName, request: series }),
  'runs.start': z.discriminatedUnion('kind', [wantedSearch, wantedTraining]),
  /** Asks the run to write a checkpoint and stop, after its present step or its present epoch. */
  'runs.stop': z.strictObject({ run: runName, at: z.enum(['step', 'epoch']).exactOptional() }),
  'runs.resume': oneRun,
  /** Asks the run for a checkpoint; it goes on. */
  'runs.save': oneRun,
  /** The same run once more. */
  'runs.again': oneRun,
  /** A run that goes on from a checkpoint of another, with other settings. */
  'runs.fork': z.strictObject({
    run: runName,
    /** `newest`, `best`, the number of a step, or `epoch:N`. */
    at: shortName,
    set: assignments,
    seed: seed.nullable(),
  }),
  'runs.annotate': z.strictObject({ runs: runNames, change: annotationsChangeSchema }),
  /** Moves runs to the trash. */
  'runs.remove': z.strictObject({ runs: runNames }),
  'trash.list': nothing,
  'trash.restore': oneRun,
  /** Deletes for good; null: all that lies there. */
  'trash.empty': z.strictObject({ runs: runNames.nullable() }),
} as const;

type RunRequests = { readonly [C in keyof typeof RUN_CALLS]: z.infer<(typeof RUN_CALLS)[C]> };

/** The answers. */
export interface RunAnswers {
  readonly 'runs.list': RunList;
  readonly 'runs.experiments': readonly Experiment[];
  readonly 'runs.get': RunDetail;
  readonly 'runs.events': EventPage;
  readonly 'runs.told': Told;
  readonly 'runs.steps': StepPage;
  readonly 'runs.series': SeriesPart;
  readonly 'runs.start': { readonly run: string };
  readonly 'runs.stop': Done;
  readonly 'runs.resume': Done;
  readonly 'runs.save': Done;
  readonly 'runs.again': { readonly run: string };
  readonly 'runs.fork': {
    readonly run: string;
    /** What one should know of it, a sentence each. */
    readonly notes: readonly string[];
  };
  /** What is said of each run now, in the order of the request. */
  readonly 'runs.annotate': readonly Annotations[];
  /** What emptying the trash frees of them. */
  readonly 'runs.remove': { readonly sizeBytes: number };
  readonly 'trash.list': TrashList;
  readonly 'trash.restore': { readonly run: string };
  readonly 'trash.empty': Emptied;
}

/** The subscriptions. */
export const RUN_TOPICS = {
  /** The events of a run from number `from` on: first those that exist, then each as it happens; none twice. */
  'run-events': z.strictObject({ run: runName, from: count }),
  /** What is not as it was in the list of runs; first of all, everything. */
  'runs-changed': nothing,
} as const;

/** What the subscriptions bring. */
export interface RunPushes {
  readonly 'run-events': { readonly run: string; readonly events: readonly RunEvent[] };
  readonly 'runs-changed': RunListChange;
}

/** What is stored of runs. A run that does not exist is an AppError `runs/...`. */
export interface RunReader {
  list(query: RunQuery): Promise<RunList>;
  experiments(): Promise<readonly Experiment[]>;
  get(run: string): Promise<RunDetail>;
  /** The events that count from number `from` on, at most `limit`. Numbers may be missing: those of steps that were made again. */
  events(run: string, from: number, limit: number): Promise<readonly RunEvent[]>;
}

/** Tells of what happens while it happens. */
export interface RunWatcher {
  /**
   * Hands over every event from number `from` on, in order and once: first what the log holds already, in portions, then each
   * as it is written. The listener is not called before this returns, nor after the subscription ended.
   */
  events(run: string, from: number, listener: (events: readonly RunEvent[]) => void): Unsubscribe;
  /** Hands over all runs, then what came, went or changed what its summary says. */
  list(listener: (change: RunListChange) => void): Unsubscribe;
}

/** Starts and ends runs; each resolves as soon as the run's record says so. */
export interface RunLauncher {
  /** The name of the new run. */
  start(request: RunRequests['runs.start']): Promise<string>;
  /** Asks for a checkpoint and the end. */
  stop(run: string, at: StopAt): Promise<void>;
  resume(run: string): Promise<void>;
  /** Asks for a checkpoint. */
  save(run: string): Promise<void>;
  /** The name of the new run. */
  again(run: string): Promise<string>;
  fork(
    request: RunRequests['runs.fork'],
  ): Promise<{ readonly run: string; readonly notes: readonly string[] }>;
}

/** Reads what runs measured. */
export interface SeriesReader {
  told(run: string): Promise<Told>;
  steps(run: string, from: number, limit: number): Promise<StepPage>;
  part(run: string, request: SeriesRequest): Promise<SeriesPart>;
}

/** Keeps runs in order. */
export interface RunKeeper {
  annotate(runs: readonly string[], change: AnnotationsChange): Promise<readonly Annotations[]>;
  /** What emptying the trash frees of them, in bytes. */
  remove(runs: readonly string[]): Promise<number>;
  trash(): Promise<TrashList>;
  /** The name of the run that is there again. */
  restore(run: string): Promise<string>;
  /** Null: all that lies there. */
  empty(runs: readonly string[] | null): Promise<Emptied>;
}

interface Services {
  readonly runs: RunReader;
  readonly changes: RunWatcher;
  readonly launch: RunLauncher;
  readonly series: SeriesReader;
  readonly keeper: RunKeeper;
}

/** What each call does. */
export const RUN_HANDLERS: HandlersOf<typeof RUN_CALLS, RunAnswers, Services> = {
  'runs.list': (query, { runs }) => runs.list(query),
  'runs.experiments': (_, { runs }) => runs.experiments(),
  'runs.get': ({ run }, { runs }) => runs.get(run),
  'runs.events': async ({ run, from, limit }, { runs }) => {
    // One more than asked for tells whether there are more.
    const found = await runs.events(run, from, limit + 1);
    const events = found.slice(0, limit);
    const last = events.at(-1);
    return { events, next: last === undefined ? from : last.seq + 1, complete: found.length <= limit };
  },
  'runs.told': ({ run }, { series }) => series.told(run),
  'runs.steps': ({ run, from, limit }, { series }) => series.steps(run, from, limit),
  'runs.series': ({ run, request }, { series }) => series.part(run, request),
  'runs.start': async (request, { launch }) => ({ run: await launch.start(request) }),
  'runs.stop': async ({ run, at = 'step' }, { launch }) => {
    await launch.stop(run, at);
    return {};
  },
  'runs.resume': async ({ run }, { launch }) => {
    await launch.resume(run);
    return {};
  },
  'runs.save': async ({ run }, { launch }) => {
    await launch.save(run);
    return {};
  },
  'runs.again': async ({ run }, { launch }) => ({ run: await launch.again(run) }),
  'runs.fork': (request, { launch }) => launch.fork(request),
  'runs.annotate': ({ runs, change }, { keeper }) => keeper.annotate(runs, change),
  'runs.remove': async ({ runs }, { keeper }) => ({ sizeBytes: await keeper.remove(runs) }),
  'trash.list': (_, { keeper }) => keeper.trash(),
  'trash.restore': async ({ run }, { keeper }) => ({ run: await keeper.restore(run) }),
  'trash.empty': ({ runs }, { keeper }) => keeper.empty(runs),
};

/** What each topic brings. */
export const RUN_TOPIC_HANDLERS: TopicHandlersOf<typeof RUN_TOPICS, RunPushes, Services> = {
  'run-events': ({ run, from }, push, { changes }) =>
    changes.events(run, from, (events) => push({ run, events })),
  'runs-changed': (_, push, { changes }) => changes.list(push),
};
