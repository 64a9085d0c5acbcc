/** What a person does with the jobs of the queue. */
import { assertNever } from '../../base/assert.ts';
import { AppError } from '../../base/errors.ts';
import { systemCode } from '../../base/system-failure.ts';
import { SYSTEM_CLOCK } from '../clock.ts';
import { runsError } from '../errors.ts';
import type { Lanes } from '../lanes/lanes.ts';
import type { HomePaths } from '../paths.ts';
import { summarize } from '../summary.ts';
import { requestStop } from '../requests.ts';
import { openWriter } from '../writer.ts';
import type { Job } from './job.ts';
import { lastPosition, moved } from './order.ts';
import { openRun } from './outlook.ts';
import type { QueueContents, QueueStore } from './queue-store.ts';

/** What a job is queued with, besides what it is. */
export interface QueueOptions {
  readonly priority: number;
  /** Ids of runs and jobs that must be finished first. */
  readonly after: readonly string[];
  readonly retries: number;
}

/** What is queued: a run that was made and has not begun, or goes on; or the evaluation of a run. */
export type Queueable =
  | { readonly kind: 'run'; readonly run: string }
  | { readonly kind: 'evaluation'; readonly id: string; readonly run: string; readonly data: string | null };

/**
 * Puts jobs at the end of their priority, in this order. A run that was in the queue before waits again.
 *
 * @throws AppError `runs/queued-already`, `runs/unwritable`
 */
export async function enqueue(
  queue: QueueStore,
  wanted: readonly Queueable[],
  options: QueueOptions,
): Promise<readonly Job[]> {
  const added = new Date().toISOString();
  const jobs: Job[] = [];
  await queue.change((now) => {
    const first = lastPosition(now.jobs);
    for (const each of wanted) {
      const id = each.kind === 'run' ? each.run : each.id;
      const before = now.jobs.find((job) => job.id === id);
      if (before?.state === 'waiting' || before?.state === 'running')
        throw runsError('runs/queued-already', { job: id });
      const data = each.kind === 'run' ? null : each.data;
      const { kind, run } = each;
      jobs.push({ ...NEW, id, kind, run, data, added, ...options, position: first + jobs.length });
    }
    return { put: jobs };
  });
  return jobs;
}

const NEW = {
  held: false,
  state: 'waiting',
  problem: null,
  mustStop: false,
  startedAfter: null,
  started: null,
  ended: null,
} as const satisfies Partial<Job>;

/** What a person may ask for. `first` and `last` are meant among the jobs of one priority. */
export type Steering =
  | { readonly action: 'pause' | 'resume' }
  | { readonly action: 'hold' | 'release'; readonly job: string }
  | { readonly action: 'cancel'; readonly job: string }
  | { readonly action: 'retry'; readonly job: string }
  | { readonly action: 'priority'; readonly job: string; readonly priority: number }
  | {
      readonly action: 'move';
      readonly job: string;
      readonly to: 'first' | 'last' | { readonly before: string };
    }
  /** Forgets the jobs that are finished or cancelled, except those that others wait for. Their runs stay. */
  | { readonly action: 'clear' };

/** What is steered. */
export interface Steered {
  readonly queue: QueueStore;
  readonly home: Pick<HomePaths, 'runs'>;
  readonly lanes: Lanes;
}

/**
 * Does what a person asks for.
 *
 * @returns the job that it was about, as it is then; null where it was about the whole queue
 * @throws AppError `runs/no-job`, `runs/ambiguous-job`, `runs/bad-steering`, `runs/unwritable`, `runs/unreadable`
 */
export async function steer(steered: Steered, steering: Steering): Promise<Job | null> {
  const { queue } = steered;
  switch (steering.action) {
    case 'pause':
    case 'resume':
      await queue.change(() => ({ paused: steering.action === 'pause' }));
      return null;
    case 'clear':
      await queue.change(({ jobs }) => ({ drop: forgettable(jobs) }));
      return null;
    case 'cancel':
      return cancel(steered, steering.job);
    case 'hold':
    case 'release':
    case 'priority':
    case 'move':
    case 'retry':
      return changeJob(queue, steering.job, (job, now) => changed(job, now, steering));
    default:
      return assertNever(steering);
  }
}

type SteeringOfJob = Exclude<Steering, { readonly action: 'pause' | 'resume' | 'clear' | 'cancel' }>;

function changed(job: Job, { jobs }: QueueContents, steering: SteeringOfJob): readonly Job[] {
  if (steering.action === 'retry') return [retried(job)];
  if (job.state !== 'waiting') throw refusal(job, `${stateWords(job)}, so it has no turn to wait for`);
  switch (steering.action) {
    case 'hold':
    case 'release':
      return [{ ...job, held: steering.action === 'hold' }];
    case 'priority':
      return [{ ...job, priority: steering.priority, position: lastPosition(jobs) }];
    case 'move': {
      const { to } = steering;
      if (typeof to === 'string') return moved(jobs, job, to);
      const before = findJob(jobs, to.before);
      if (before.id === job.id) throw refusal(job, 'cannot be moved before itself');
      if (before.state !== 'waiting')
        throw refusal(before, `${stateWords(before)}; nothing can be moved before it`);
      return moved(jobs, job, { before });
    }
    default:
      return assertNever(steering);
  }
}

function retried(job: Job): Job {
  if (job.state === 'failed' || job.state === 'cancelled') return { ...job, ...NEW };
  throw refusal(job, `${stateWords(job)}; there is nothing to retry`);
}

async function changeJob(
  queue: QueueStore,
  reference: string,
  change: (job: Job, now: QueueContents) => readonly Job[],
): Promise<Job> {
  const found: { id: string } = { id: '' };
  const after = await queue.change((now) => {
    const job = findJob(now.jobs, reference);
    found.id = job.id;
    return { put: change(job, now) };
  });
  return findJob(after.jobs, found.id);
}

/** The job that is meant: by its id, the beginning of one, or `latest`. @throws AppError `runs/no-job`, `runs/ambiguous-job` */
export function findJob(jobs: readonly Job[], given: string): Job {
  const reference = given.trim().toLowerCase();
  const matches =
    reference === 'latest'
      ? [...jobs].sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, 1)
      : jobs.filter(({ id }) => reference !== '' && id.startsWith(reference));
  const [first, ...others] = matches;
  if (first === undefined) throw runsError('runs/no-job', { reference: given });
  if (others.length > 0)
    throw runsError('runs/ambiguous-job', { reference: given, matches: matches.map(({ id }) => id) });
  return first;
}

async function cancel({ queue, home, lanes }: Steered, reference: string): Promise<Job> {
  const job = await changeJob(queue, reference, (found) => {
    if (found.state === 'running') return [{ ...found, mustStop: true }];
    if (found.state !== 'waiting') throw refusal(found, `${stateWords(found)}; there is nothing to cancel`);
    const ended = new Date().toISOString();
    return [{ ...found, state: 'cancelled', problem: 'it was cancelled while it waited', ended }];
  });
  if (job.state === 'running') {
    await endNow({ queue, home, lanes }, job);
    return job;
  }
  if (job.kind === 'run') await closeUnbegun(home.runs, job.run);
  return job;
}

/** The run waits for nobody any more; it can be begun all the same, with `resume` or `retry`. One that is damaged is left alone. */
async function closeUnbegun(runs: string, id: string): Promise<void> {
  try {
    const run = await openRun(runs, id);
    if (run === null || (await summarize(run)).state !== 'queued') return;
    const writer = await openWriter(run, SYSTEM_CLOCK);
    try {
      await writer.append({ type: 'state', state: 'interrupted', message: 'cancelled before it began' });
    } finally {
      await writer.close();
    }
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'runs/damaged-record')) throw error;
  }
}

/** Asks the process of a running job to end. */
export async function endNow({ home, lanes }: Steered, job: Job): Promise<void> {
  if (job.kind === 'evaluation') {
    const computing = (await lanes.occupants()).find(({ id }) => id === job.id);
    if (computing !== undefined) endProcess(computing.pid);
    return;
  }
  const run = await openRun(home.runs, job.run);
  try {
    if (run !== null) await requestStop(run);
  } catch (error) {
    // Its trainer has not begun yet, or has just ended: whoever works on the queue asks again as long as it must stop.
    if (!(error instanceof AppError && error.code === 'runs/not-running')) throw error;
  }
}

/** Ends a process, which may have ended just now. */
export function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch (error) {
    if (systemCode(error) !== 'ESRCH') throw error;
  }
}

/**
 * Says how a queued evaluation ended; its own process does so.
 *
 * @param problem - why it failed; null if it did not
 * @throws AppError `runs/unwritable`
 */
export async function endEvaluation(queue: QueueStore, id: string, problem: string | null): Promise<void> {
  await queue.change(({ jobs }) => {
    const job = jobs.find((each) => each.id === id);
    if (job?.state !== 'running') return {};
    const state = problem === null ? 'finished' : 'failed';
    return { put: [{ ...job, state, problem, mustStop: false, ended: new Date().toISOString() }] };
  });
}

/**
 * Forgets the job of a run that somebody goes on with outside the queue, where the queue had done with it. Whatever waits for the
 * run looks at the run itself.
 *
 * @throws AppError `runs/unwritable`, `runs/unreadable`
 */
export async function forgetEnded(queue: QueueStore, run: string): Promise<void> {
  const isEnded = ({ id, state }: Job): boolean =>
    id === run && (state === 'failed' || state === 'cancelled');
  if (!(await queue.read()).jobs.some(isEnded)) return;
  await queue.change(({ jobs }) => ({ drop: jobs.filter(isEnded).map(({ id }) => id) }));
}

/** What nobody needs any more. */
function forgettable(jobs: readonly Job[]): readonly string[] {
  const needed = new Set(jobs.filter(({ state }) => state === 'waiting').flatMap(({ after }) => after));
  return jobs
    .filter(({ state, id }) => (state === 'finished' || state === 'cancelled') && !needed.has(id))
    .map(({ id }) => id);
}

const refusal = (job: Job, problem: string): AppError =>
  runsError('runs/bad-steering', { job: job.id, problem });

function stateWords({ state }: Job): string {
  if (state === 'waiting') return 'waits already';
  if (state === 'running') return 'is running';
  return state === 'failed' ? 'has failed' : `is ${state}`;
}
