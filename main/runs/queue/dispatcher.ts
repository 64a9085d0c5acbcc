/**
 * Works on the queue: starts the next job when a device is free, and settles what became of those that run. One process does so
 * at a time; others stand by, and one of them goes on when it dies. What it must know is on the disk: jobs, runs, and who computes.
 */
import { mkdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, messageOf } from '../../base/errors.ts';
import { unwritable } from '../errors.ts';
import { beat, HEARTBEAT_MS } from '../heartbeat.ts';
import type { Place, PlaceRequest } from '../lanes/lanes.ts';
import type { LaunchedRun } from '../launcher.ts';
import { takeLock } from '../lock.ts';
import type { Lock } from '../lock.ts';
import { isUnderWay, summarize } from '../summary.ts';
import type { StoredRun } from '../summary.ts';
import type { Job } from './job.ts';
import { fate, lastEvent } from './fate.ts';
import type { Child, Fate } from './fate.ts';
import { inOrder } from './order.ts';
import { isRemoved, obstacle, openRun } from './outlook.ts';
import { endNow, endProcess } from './steering.ts';
import type { Steered } from './steering.ts';
import { isHolderGone, workerFiles } from './worker-files.ts';

/** How the queue is worked on. */
export interface DispatchOptions extends Steered {
  /** Starts the process of a job and hands the place over to it. */
  readonly start: (job: Job, run: StoredRun, place: Place) => Promise<LaunchedRun>;
  /** What a job asks of the devices. */
  readonly request: (job: Job, run: StoredRun) => PlaceRequest;
  /** Whether to wait for more when nothing is left to do. */
  readonly stay: boolean;
  /** Is told of a job whose state is another. */
  readonly onJob: (job: Job) => void;
  /** Is told what went wrong, where nobody waits for an answer. */
  readonly onProblem: (sentence: string) => void;
  /** Is told once that another process works on the queue. */
  readonly onStandBy: (pid: number, host: string) => void;
  /** The shortest pause between two looks. */
  readonly pauseMs?: number;
}

/** One that works on the queue. */
export interface Dispatcher {
  /** Resolves when it works no more. Rejects, if it does not stay, with what keeps it from working. */
  readonly ended: Promise<void>;
  /** Lets the processes that it started save themselves and end; their jobs wait again. No job is started any more. */
  stopJobs(): Promise<void>;
  /** Works no more; what it has started goes on by itself, and whoever works on the queue next finds it. */
  close(): Promise<void>;
}

/** Looking may take a twentieth of the time at most. */
const SHARE = 20;

/** Begins to work on the queue. */
export function startDispatcher(options: DispatchOptions): Dispatcher {
  const worker = new Worker(options);
  const closed = new AbortController();
  const ended = worker.work(closed.signal);
  // Whoever closes it has no interest in its failure; whoever waits for it is told.
  ended.catch(() => undefined);
  return {
    ended,
    stopJobs: () => worker.stopJobs(),
    close: async () => {
      closed.abort();
      await ended.catch(() => undefined);
    },
  };
}

/** A run that is damaged costs its own job only. What keeps everything from being written or read is thrown again. */
function failedBy(error: unknown): Fate {
  if (!(error instanceof AppError) || EVERYBODYS.includes(error.code)) throw error;
  return { state: 'failed', problem: error.message };
}

const EVERYBODYS: readonly string[] = ['runs/unwritable', 'runs/busy'];

class Worker {
  readonly #options: DispatchOptions;
  readonly #children = new Map<string, Child>();
  #lock: Lock | null = null;
  #beatAt = 0;
  #turns: Promise<unknown> = Promise.resolve();
  #isStopping = false;
  #isStandingBy = false;
  #lastProblem = '';

  constructor(options: DispatchOptions) {
    this.#options = options;
  }

  async work(closed: AbortSignal): Promise<void> {
    const { stay, pauseMs = 500 } = this.#options;
    try {
      while (!closed.aborted) {
        const began = performance.now();
        const isIdle = await this.#turn();
        if (isIdle && !stay) return;
        const pause = Math.max(pauseMs, SHARE * (performance.now() - began));
        await sleep(pause, undefined, { signal: closed }).catch(() => undefined);
      }
    } finally {
      for (const { launched } of this.#children.values()) launched.leave();
      await this.#lock?.release();
      this.#lock = null;
    }
  }

  async stopJobs(): Promise<void> {
    this.#isStopping = true;
    // A job that is just being started is a child by then.
    await this.#turns.catch(() => undefined);
    const children = [...this.#children.values()].filter(({ exit }) => exit === null);
    for (const { launched, job } of children) {
      if (job.kind === 'run') launched.stop();
      else endProcess(launched.pid);
    }
    await Promise.all(children.map(({ launched }) => launched.ended.catch(() => undefined)));
    await this.#turn();
  }

  /** One look at the queue, after any other that is under way. @returns whether nothing is left to do */
  #turn(): Promise<boolean> {
    const turn = this.#turns.catch(() => undefined).then(() => this.#look());
    this.#turns = turn;
    return turn;
  }

  async #look(): Promise<boolean> {
    try {
      if (await this.#isInCharge()) {
        await this.#followAll();
        await this.#startNext();
      }
      this.#lastProblem = '';
      // One that stays asks nobody whether something is left.
      return !this.#options.stay && (await this.#isIdle());
    } catch (error) {
      if (!this.#options.stay) throw error;
      // Such as a full disk: it is told once, and tried again.
      const problem = messageOf(error);
      if (problem !== this.#lastProblem) this.#options.onProblem(problem);
      this.#lastProblem = problem;
      return false;
    }
  }

  async #isInCharge(): Promise<boolean> {
    const { lock: folder, heartbeat } = workerFiles(this.#options.queue.folder);
    if (this.#lock === null) {
      await mkdir(folder, { recursive: true }).catch((error: unknown) => {
        throw unwritable(folder, error);
      });
      const taken = await takeLock(folder, async (holder) => isHolderGone(holder, heartbeat));
      if ('holder' in taken) {
        const { pid, host } = taken.holder.mark;
        if (!this.#isStandingBy) this.#options.onStandBy(pid, host);
        this.#isStandingBy = true;
        return false;
      }
      this.#lock = taken.lock;
      this.#isStandingBy = false;
    }
    if (Date.now() - this.#beatAt < HEARTBEAT_MS) return true;
    this.#beatAt = Date.now();
    beat(heartbeat, this.#beatAt);
    return true;
  }

  async #followAll(): Promise<void> {
    const { jobs } = await this.#options.queue.read();
    for (const job of jobs) if (job.state === 'running') await this.#follow(job);
    for (const [id, child] of this.#children) {
      const job = jobs.find((each) => each.id === id);
      if (child.exit === null || job?.state === 'running') continue;
      // The process of an evaluation has said itself how it ended.
      await this.#forget(id);
      if (job !== undefined) this.#options.onJob(job);
    }
  }

  async #follow(job: Job): Promise<void> {
    const { home, lanes } = this.#options;
    const child = this.#children.get(job.id) ?? null;
    const isOver = child !== null && child.exit !== null;
    if (job.mustStop && !isOver) await endNow(this.#options, job);
    if (child !== null && !isOver) return;
    const isComputed = (await lanes.occupants()).some(({ id }) => id === job.id);
    const isStopping = this.#isStopping;
    const became = await openRun(home.runs, job.run)
      .then((run) => fate({ job, run, child, isComputed, isStopping }))
      .catch((error: unknown) => (isComputed && child === null ? null : failedBy(error)));
    if (became === null) return;
    await this.#settle(job, became);
    await this.#forget(job.id);
  }

  async #forget(id: string): Promise<void> {
    await this.#children.get(id)?.place.release();
    this.#children.delete(id);
  }

  async #settle({ id }: Job, { state, problem, isRetry = false }: Fate): Promise<void> {
    const ended = state === 'waiting' ? null : new Date().toISOString();
    const { onJob, queue } = this.#options;
    const told: { job: Job | null } = { job: null };
    await queue.change(({ jobs }) => {
      const job = jobs.find((each) => each.id === id);
      // Its own process has said how it ended, or somebody has forgotten it.
      if (job?.state !== 'running') return {};
      const retries = job.retries - (isRetry ? 1 : 0);
      told.job = { ...job, state, problem, ended, mustStop: false, retries };
      return { put: [told.job] };
    });
    if (told.job !== null) onJob(told.job);
  }

  async #startNext(): Promise<void> {
    const { queue, home, lanes, request } = this.#options;
    const now = await queue.read();
    for (const job of inOrder(now.jobs)) {
      if (this.#isStopping) return;
      const isGone = !job.held && !now.paused && isRemoved(home.runs, job.run);
      if (!isGone && (await obstacle(job, now, home.runs)) !== null) continue;
      const other = await this.#withoutTurn(job);
      const run = other === null ? await openRun(home.runs, job.run) : null;
      if (other !== null) await this.#give(job, other);
      if (run === null) continue;
      const place = await lanes.tryTake(request(job, run));
      // The next one is not to overtake this one because it needs fewer devices.
      if (place === null) return;
      await this.#start(job, run, place);
    }
  }

  /** What becomes of a waiting job that is not to be started any more; null: it has its turn still. */
  async #withoutTurn({ kind, run: id }: Job): Promise<Fate | null> {
    const { runs } = this.#options.home;
    if (isRemoved(runs, id)) return { state: 'failed', problem: 'Its run was removed.' };
    try {
      const run = await openRun(runs, id);
      if (run === null || kind === 'evaluation') return null;
      const { state } = await summarize(run);
      // Somebody else has begun it, or has even come to its end.
      if (state === 'finished') return { state, problem: null };
      return isUnderWay(state) ? { state: 'running', problem: null } : null;
    } catch (error) {
      return failedBy(error);
    }
  }

  async #start(job: Job, run: StoredRun, place: Place): Promise<void> {
    const startedAfter = job.kind === 'run' ? await lastEvent(run) : null;
    try {
      const given = await this.#give(job, { state: 'running', problem: null }, startedAfter);
      if (given === null) {
        await place.release();
        return;
      }
      const launched = await this.#options.start(given, run, place);
      const child: Child = { job: given, launched, place, exit: null };
      this.#children.set(job.id, child);
      launched.ended.then(
        (exit) => (child.exit = exit),
        () => (child.exit = { code: null, signal: null }),
      );
    } catch (error) {
      await place.release();
      await this.#settle(job, { state: 'failed', problem: messageOf(error) });
    }
  }

  /** Gives a waiting job another state, unless somebody was faster. @returns the job as it is then, or null */
  async #give(
    { id }: Job,
    { state, problem }: Fate,
    startedAfter: number | null = null,
  ): Promise<Job | null> {
    const at = new Date().toISOString();
    const told: { job: Job | null } = { job: null };
    await this.#options.queue.change(({ jobs, paused }) => {
      const job = jobs.find((each) => each.id === id);
      if (job?.state !== 'waiting' || job.held || paused) return {};
      const ended = state === 'running' ? null : at;
      told.job = { ...job, state, problem, startedAfter, started: at, ended };
      return { put: [told.job] };
    });
    if (told.job !== null) this.#options.onJob(told.job);
    return told.job;
  }

  async #isIdle(): Promise<boolean> {
    if (this.#children.size > 0) return false;
    const { queue, home } = this.#options;
    const now = await queue.read();
    if (now.jobs.some(({ state }) => state === 'running')) return false;
    for (const job of inOrder(now.jobs)) if ((await obstacle(job, now, home.runs)) === null) return false;
    // A job may wait for a run that is computed outside the queue.
    return !(await this.#mayComeFree());
  }

  async #mayComeFree(): Promise<boolean> {
    const { queue, home } = this.#options;
    const { jobs, paused } = await queue.read();
    if (paused) return false;
    for (const { after, held } of inOrder(jobs)) {
      if (held) continue;
      for (const id of after) {
        const run = await openRun(home.runs, id).catch(() => null);
        if (run !== null && isUnderWay((await summarize(run)).state)) return true;
      }
    }
    return false;
  }
}
