/** The queue as it lies on the disk: a file for each job, so that a damaged one costs that job only, and one for the queue's own state. */
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf } from '../../base/errors.ts';
import { systemCode } from '../../base/system-failure.ts';
import { writeDurably } from '../durable.ts';
import { runsError, unreadable, unwritable } from '../errors.ts';
import { exclusively } from '../exclusively.ts';
import type { HomePaths } from '../paths.ts';
import { isRunId } from '../paths.ts';
import { readSealed, sealed } from '../sealed.ts';
import { firstProblem, readJob, writeJob } from './job.ts';
import type { Job } from './job.ts';

const FORMAT = 1;

/** What lies in the queue. */
export interface QueueContents {
  /** Whether no further job is started. */
  readonly paused: boolean;
  /** In no order. */
  readonly jobs: readonly Job[];
  /** A sentence for each file that cannot be read. */
  readonly problems: readonly string[];
}

/** What a change makes of the queue. */
export interface QueueChange {
  readonly paused?: boolean;
  /** Jobs that are new or not as they were. */
  readonly put?: readonly Job[];
  /** The ids of jobs that are forgotten. */
  readonly drop?: readonly string[];
}

/** The queue of this user, whoever else looks at it and changes it. */
export interface QueueStore {
  /** Where the lock lies of the one that works on it. */
  readonly folder: string;
  /** @throws AppError `runs/unreadable` */
  read(): Promise<QueueContents>;
  /**
   * Changes it, with nobody in between.
   *
   * @param decide - sees it as it is; what it throws is thrown, and nothing was changed
   * @returns it as it is then
   * @throws AppError `runs/unwritable`, `runs/unreadable`, `runs/busy`
   */
  change(decide: (now: QueueContents) => Promise<QueueChange> | QueueChange): Promise<QueueContents>;
}

/** Opens the queue of this user; its folders are made when it is changed first. */
export function openQueue({ queue: folder }: Pick<HomePaths, 'queue'>): QueueStore {
  const files = {
    jobs: join(folder, 'jobs'),
    state: join(folder, 'queue.json'),
    editing: join(folder, 'editing'),
  };
  const known = new Map<string, Known>();
  const read = async (): Promise<QueueContents> => {
    const { paused, problem } = await readPaused(files.state);
    const found = await readJobs(files.jobs, known);
    return {
      paused,
      jobs: found.flatMap(({ job }) => job ?? []),
      problems: [...(problem === null ? [] : [problem]), ...found.flatMap((each) => each.problem ?? [])],
    };
  };
  return {
    folder,
    read,
    change: (decide) =>
      exclusively(files.editing, async () => {
        const now = await read();
        const { paused, put = [], drop = [] } = await decide(now);
        try {
          await mkdir(files.jobs, { recursive: true });
          if (paused !== undefined) await writeDurably(files.state, [sealed({ format: FORMAT, paused })]);
          for (const job of put) await writeJob(join(files.jobs, `${job.id}.json`), job);
          for (const id of drop) await rm(join(files.jobs, `${id}.json`), { force: true });
        } catch (error) {
          throw unwritable(folder, error);
        }
        return put.length + drop.length === 0 && paused === undefined ? now : read();
      }),
  };
}

const stateSchema = z.strictObject({ format: z.literal(FORMAT), paused: z.boolean() });

/** Of a file that cannot be read, nobody knows: then it is safer to start nothing. */
async function readPaused(
  path: string,
): Promise<{ readonly paused: boolean; readonly problem: string | null }> {
  try {
    const document = await readSealed(path, {
      format: FORMAT,
      damaged: (problem, cause) => runsError('runs/damaged-queue', { file: path, problem }, cause),
    });
    const parsed = stateSchema.safeParse(document);
    if (parsed.success) return { paused: parsed.data.paused, problem: null };
    const problem = firstProblem(parsed.error);
    return { paused: true, problem: messageOf(runsError('runs/damaged-queue', { file: path, problem })) };
  } catch (error) {
    const isMissing = error instanceof Error && systemCode(error.cause) === 'ENOENT';
    return isMissing ? { paused: false, problem: null } : { paused: true, problem: messageOf(error) };
  }
}

/** A file of a job as it was read, and what tells whether it is still the same. */
interface Known {
  readonly stamp: string;
  readonly found: FoundJob;
}

type FoundJob =
  { readonly job: Job; readonly problem: null } | { readonly job: null; readonly problem: string };

/** Whoever works on the queue looks at it all the time: a file that is as it was is not read again. */
async function readJobs(folder: string, known: Map<string, Known>): Promise<readonly FoundJob[]> {
  let names: readonly string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw unreadable(folder, error);
  }
  const ids = names.flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -'.json'.length)] : []));
  for (const id of known.keys()) if (!ids.includes(id)) known.delete(id);
  const found = await Promise.all(ids.filter(isRunId).map((id) => readOne(folder, id, known)));
  return found.flatMap((each) => each ?? []);
}

async function readOne(folder: string, id: string, known: Map<string, Known>): Promise<FoundJob | null> {
  const path = join(folder, `${id}.json`);
  const stats = await stat(path).catch(() => null);
  // Forgotten while we looked.
  if (stats === null) return null;
  // Each change makes a new file.
  const stamp = `${stats.ino} ${stats.mtimeMs} ${stats.ctimeMs} ${stats.size}`;
  const before = known.get(id);
  if (before?.stamp === stamp) return before.found;
  const found: FoundJob = await readJob(path, id).then(
    (job) => ({ job, problem: null }),
    (error: unknown) => ({ job: null, problem: messageOf(error) }),
  );
  known.set(id, { stamp, found });
  return found;
}
