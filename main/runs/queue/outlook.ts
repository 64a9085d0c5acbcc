/** What the queue looks like to a person: its jobs with their runs, and what each waits for. */
import { existsSync } from 'node:fs';
import { AppError } from '../../base/errors.ts';
import { systemCode } from '../../base/system-failure.ts';
import { unreadable } from '../errors.ts';
import type { RunSummary } from '../events.ts';
import { holderOf } from '../lock.ts';
import { runPaths } from '../paths.ts';
import type { HomePaths } from '../paths.ts';
import { readRecord } from '../record.ts';
import { isUnderWay, summarize } from '../summary.ts';
import type { StoredRun } from '../summary.ts';
import type { Job } from './job.ts';
import { inOrder } from './order.ts';
import type { QueueContents, QueueStore } from './queue-store.ts';
import { isHolderGone, workerFiles } from './worker-files.ts';

/** A job with what is known of it. */
export interface QueuedJob {
  readonly job: Job;
  readonly kind: 'search' | 'train' | 'evaluate';
  /** Of its run. */
  readonly title: string;
  /** Its run; null where that was removed. */
  readonly run: RunSummary | null;
  /** Why it is not started, if it waits for something else than a free device; null otherwise. */
  readonly waitsFor: string | null;
}

/** The queue as a person sees it. */
export interface QueueList {
  readonly paused: boolean;
  /** The process that works on it; null: none does. */
  readonly worker: { readonly pid: number; readonly host: string } | null;
  /** What runs, then what waits in its order, then what has ended, the latest first. */
  readonly jobs: readonly QueuedJob[];
  /** A sentence for each file that cannot be read. */
  readonly problems: readonly string[];
}

/** The queue as it is now. @throws AppError `runs/unreadable` */
export async function lookAtQueue(queue: QueueStore, { runs }: Pick<HomePaths, 'runs'>): Promise<QueueList> {
  const contents = await queue.read();
  const { jobs, paused, problems } = contents;
  const ended = jobs
    .filter(({ state }) => state !== 'running' && state !== 'waiting')
    .sort((a, b) => ((a.ended ?? '') < (b.ended ?? '') ? 1 : -1));
  const ordered = [...jobs.filter(({ state }) => state === 'running'), ...inOrder(jobs), ...ended];
  const found = await Promise.all(
    ordered.map((job) => describe(job, contents, runs).catch((error: unknown) => unreadableRun(job, error))),
  );
  const damaged = found.flatMap(({ problem }) => problem ?? []);
  return {
    paused,
    worker: await workerOf(queue),
    jobs: found.map(({ queued }) => queued),
    problems: [...problems, ...damaged],
  };
}

const REMOVED = 'its run was removed';

interface Described {
  readonly queued: QueuedJob;
  readonly problem: string | null;
}

async function describe(job: Job, contents: QueueContents, runs: string): Promise<Described> {
  const run = await openRun(runs, job.run);
  const queued: QueuedJob = {
    job,
    kind: job.kind === 'evaluation' ? 'evaluate' : (run?.record.kind ?? 'search'),
    title: run?.record.title ?? REMOVED,
    run: run === null ? null : await summarize(run),
    waitsFor: job.state !== 'waiting' ? null : run === null ? REMOVED : await obstacle(job, contents, runs),
  };
  return { queued, problem: null };
}

/** A damaged run costs its own job only. */
function unreadableRun(job: Job, error: unknown): Described {
  if (!(error instanceof AppError)) throw error;
  const kind = job.kind === 'evaluation' ? 'evaluate' : 'search';
  const waitsFor = job.state === 'waiting' ? error.message : null;
  const queued: QueuedJob = { job, kind, title: 'its run cannot be read', run: null, waitsFor };
  return { queued, problem: error.message };
}

async function workerOf({ folder }: QueueStore): Promise<QueueList['worker']> {
  const { lock, heartbeat } = workerFiles(folder);
  try {
    const holder = await holderOf(lock);
    if (holder === null || isHolderGone(holder, heartbeat)) return null;
    const { pid, host } = holder.mark;
    return { pid, host };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw unreadable(lock, error);
  }
}

/** What keeps a waiting job from being started; null: nothing but the lack of a device. */
export async function obstacle(
  { after, held }: Job,
  contents: QueueContents,
  runs: string,
): Promise<string | null> {
  if (held) return 'it is held back';
  const open = (await Promise.all(after.map((id) => needOf(id, contents, runs)))).flatMap(
    (need) => need ?? [],
  );
  if (open.length > 0) return open.join('; ');
  return contents.paused ? 'the queue is paused' : null;
}

/** What is missing of something that must be finished first; null: nothing. */
async function needOf(id: string, { jobs }: QueueContents, runs: string): Promise<string | null> {
  const job = jobs.find((each) => each.id === id);
  const isComing = job?.state === 'waiting' || job?.state === 'running';
  const broken = (how: string): string =>
    `${id}, which it waits for, ${how}: ${job === undefined ? 'resume' : 'retry'} that, or cancel this job`;
  if (job?.kind === 'evaluation') {
    if (job.state === 'finished') return null;
    return isComing ? `it waits for the evaluation ${id}` : broken(howEnded(job.state, job.problem));
  }
  try {
    return await needOfRun(id, { isComing, broken }, runs);
  } catch (error) {
    if (error instanceof AppError) return `it waits for ${id}, which cannot be read: ${error.message}`;
    throw error;
  }
}

interface Need {
  readonly isComing: boolean;
  readonly broken: (how: string) => string;
}

async function needOfRun(id: string, { isComing, broken }: Need, runs: string): Promise<string | null> {
  const run = await openRun(runs, id);
  if (run === null) return `the run ${id}, which it waits for, was removed: cancel this job`;
  const { state, problem } = await summarize(run);
  if (state === 'finished') return null;
  if (isComing || isUnderWay(state) || state === 'queued') return `it waits for ${id}`;
  return broken(howEnded(state, problem));
}

const howEnded = (state: string, problem: string | null): string =>
  `${state === 'interrupted' ? 'was stopped' : state === 'cancelled' ? 'was cancelled' : state === 'lost' ? 'was lost' : 'failed'}${
    problem === null ? '' : ` (${problem.replace(/\.$/, '')})`
  }`;

/** Whether a run was removed. */
export const isRemoved = (runs: string, id: string): boolean => !existsSync(runPaths(runs, id).record);

/** The run of that id; null if it was removed. @throws AppError as reading a record does */
export async function openRun(runs: string, id: string): Promise<StoredRun | null> {
  const paths = runPaths(runs, id);
  try {
    return { id, paths, record: await readRecord(paths.record, id) };
  } catch (error) {
    if (error instanceof Error && systemCode(error.cause) === 'ENOENT') return null;
    throw error;
  }
}
