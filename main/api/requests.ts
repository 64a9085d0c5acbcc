/** What may be asked of the host: a schema for each call and each subscription. Whatever comes in passes one of these first. */
import { z } from 'zod';
import {
  annotationsChangeSchema,
  runQuerySchema,
  SERIES_COLUMNS,
  seriesRequestSchema,
} from '../runs/index.ts';
import type { QueueOptions, Steering } from '../runs/index.ts';

// A run's name becomes a folder's: nothing in it may lead anywhere.
const runName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/, 'expected the name of a run');
const runNames = z.array(runName).min(1).max(10_000);
const shortName = z.string().min(1).max(200);
const count = z.int().min(0);
const seed = z
  .int()
  .min(0)
  .max(2 ** 31 - 1);
const nothing = z.strictObject({});
const oneRun = z.strictObject({ run: runName });
const assignments = z.array(z.string().max(10_000)).max(1000);

/** A part of a run's series: no more than an answer should hold. */
const series = seriesRequestSchema.refine(
  ({ of, columns, buckets }) =>
    buckets <= 100_000 && columns.length > 0 && columns.length <= SERIES_COLUMNS[of].length,
  'expected each column at most once, at least one, and 100,000 buckets at most',
);

const priority = z.number().min(-1e9).max(1e9);
const job = shortName;
const aboutJob = <A extends string>(action: A) => z.strictObject({ action: z.literal(action), job });

/** What may be done with the queue. */
const steering = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('pause') }),
  z.strictObject({ action: z.literal('resume') }),
  z.strictObject({ action: z.literal('clear') }),
  aboutJob('hold'),
  aboutJob('release'),
  aboutJob('cancel'),
  aboutJob('retry'),
  z.strictObject({ action: z.literal('priority'), job, priority }),
  z.strictObject({
    action: z.literal('move'),
    job,
    to: z.union([z.enum(['first', 'last']), z.strictObject({ before: job })]),
  }),
]) satisfies z.ZodType<Steering>;

/** What a run is started with, or queued. */
const search = z.strictObject({
  kind: z.literal('search'),
  preset: shortName,
  /** A data set by name; null for the preset's own. */
  data: shortName.nullable(),
  /** Null for the preset's own. */
  seed: seed.nullable(),
});
const training = z.strictObject({
  kind: z.literal('train'),
  /** The search whose cell is trained: a finished one, or in the queue one that will be. */
  from: runName,
  preset: shortName,
  data: shortName.nullable(),
  seed: seed.nullable(),
});
const evaluation = z.strictObject({
  kind: z.literal('evaluate'),
  /** The training, finished or queued. */
  run: runName,
  /** The data set whose test images are used; null for those of its own. */
  data: shortName.nullable(),
});

/** The request of every call. Fields that are not named here are refused. */
export const CALLS = {
  'host.info': nothing,
  /** Asks all runs that were started here to save themselves and end, and starts no further one: jobs of the queue wait again. */
  'host.rest': nothing,
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
  'runs.start': z.discriminatedUnion('kind', [search, training]),
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
  'queue.list': nothing,
  /** Puts it at the end of those of its priority. */
  'queue.add': z.strictObject({
    request: z.discriminatedUnion('kind', [search, training, evaluation]),
    options: z.strictObject({
      /** The higher the earlier. */
      priority,
      /** Ids of runs and jobs that must be finished first. */
      after: z.array(runName).max(1000),
      /** How often it is resumed by itself when its process dies. */
      retries: z.int().min(0).max(9999),
    }) satisfies z.ZodType<QueueOptions>,
  }),
  'queue.steer': z.strictObject({ steering }),
} as const satisfies Record<string, z.ZodType>;

/** The parameters of every subscription. */
export const TOPICS = {
  /** The events of a run from number `from` on: first those that exist, then each as it happens; none twice. */
  'run-events': z.strictObject({ run: runName, from: count }),
  /** What is not as it was in the list of runs; first of all, everything. */
  'runs-changed': nothing,
  /** The queue, whenever it is not as it was. */
  'queue-changed': nothing,
} as const satisfies Record<string, z.ZodType>;

const id = count;

/** What a client may send over a message channel. The inner request is checked by its own schema. */
export const clientMessageSchema = z.union([
  z.strictObject({ id, call: z.string().max(100), request: z.unknown() }),
  z.strictObject({ id, subscribe: z.string().max(100), parameters: z.unknown() }),
  z.strictObject({ id, unsubscribe: z.literal(true) }),
]);
