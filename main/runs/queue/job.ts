import { z } from 'zod';
import { writeDurably } from '../durable.ts';
import { runsError } from '../errors.ts';
import { isRunId } from '../paths.ts';
import { readSealed, sealed } from '../sealed.ts';

const FORMAT = 1;

/** The life of a job. */
export type JobState = 'waiting' | 'running' | 'finished' | 'failed' | 'cancelled';

/**
 * The request for a run, or for the evaluation of one, in the queue. What the run is to compute stands in its record: it was made,
 * in the state `queued`, when it was asked for, so nothing that changes later changes it.
 */
export interface Job {
  /** That of its run; an evaluation has one of its own. */
  readonly id: string;
  readonly kind: 'run' | 'evaluation';
  /** The run that is computed or evaluated. */
  readonly run: string;
  /** Of an evaluation: the data set whose test images are used; null: that of the run. */
  readonly data: string | null;
  /** ISO 8601, UTC. */
  readonly added: string;
  /** The higher the earlier. */
  readonly priority: number;
  /** The lower the earlier, among those of one priority. */
  readonly position: number;
  /** The runs and jobs that must be finished first. */
  readonly after: readonly string[];
  /** Whether somebody holds it back. */
  readonly held: boolean;
  /** How often it is resumed by itself when its process ends without a word. */
  readonly retries: number;
  readonly state: JobState;
  /** Why it failed or was cancelled; null otherwise. */
  readonly problem: string | null;
  /** Somebody asked for its end while it was running. */
  readonly mustStop: boolean;
  /** The number of the last event of the run's log when its trainer was started; null before. */
  readonly startedAfter: number | null;
  /** ISO 8601, UTC; null before. */
  readonly started: string | null;
  readonly ended: string | null;
}

const time = z.iso.datetime();
const schema = z.strictObject({
  format: z.literal(FORMAT),
  id: z.string().refine(isRunId, 'expected the id of a job'),
  kind: z.enum(['run', 'evaluation']),
  run: z.string().refine(isRunId, 'expected the id of a run'),
  data: z.string().nullable(),
  added: time,
  priority: z.number(),
  position: z.number(),
  after: z.array(z.string().refine(isRunId, 'expected ids of runs and jobs')),
  held: z.boolean(),
  retries: z.int().nonnegative(),
  state: z.enum(['waiting', 'running', 'finished', 'failed', 'cancelled']),
  problem: z.string().nullable(),
  mustStop: z.boolean(),
  startedAfter: z.int().nullable(),
  started: time.nullable(),
  ended: time.nullable(),
});

/** Writes a job in one step. @throws AppError `runs/unwritable` */
export async function writeJob(path: string, job: Job): Promise<void> {
  await writeDurably(path, [sealed({ format: FORMAT, ...job })]);
}

/**
 * Reads the job `id`.
 *
 * @throws AppError `runs/unreadable`, `runs/damaged-job`, `runs/newer-format`
 */
export async function readJob(path: string, id: string): Promise<Job> {
  const document = await readSealed(path, {
    format: FORMAT,
    damaged: (problem, cause) => runsError('runs/damaged-job', { file: path, problem }, cause),
  });
  const parsed = schema.safeParse(document);
  if (!parsed.success)
    throw runsError('runs/damaged-job', { file: path, problem: firstProblem(parsed.error) }, parsed.error);
  const { format: _, ...job } = parsed.data;
  if (job.id !== id) throw runsError('runs/damaged-job', { file: path, problem: `it is the job ${job.id}` });
  return job;
}

/** What is wrong with a document, first of all. */
export function firstProblem({ issues: [issue] }: z.ZodError): string {
  return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not what belongs there'}`;
}
