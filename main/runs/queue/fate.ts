/** What became of a job that was started, perhaps by a process that is no more. */
import { existsSync } from 'node:fs';
import { assertNever } from '../../base/assert.ts';
import { AppError } from '../../base/errors.ts';
import { readTail } from '../event-log.ts';
import type { RunState } from '../events.ts';
import { evaluationFile } from '../evaluations.ts';
import type { LaunchedRun, TrainerExit } from '../launcher.ts';
import type { Place } from '../lanes/lanes.ts';
import { summarize } from '../summary.ts';
import type { StoredRun } from '../summary.ts';
import { settle } from '../settle.ts';
import type { Job, JobState } from './job.ts';

/** The process of a job, where this process has started it. */
export interface Child {
  readonly job: Job;
  readonly launched: LaunchedRun;
  readonly place: Place;
  /** Null as long as it runs. */
  exit: TrainerExit | null;
}

/** The state that a job has now, and why. */
export interface Fate {
  readonly state: JobState;
  readonly problem: string | null;
  /** Whether it goes on by itself although its process died. */
  readonly isRetry?: boolean;
}

/** What is known of a job whose process this one did not start, or which has ended. */
export interface Circumstances {
  readonly job: Job;
  /** Null: it was removed. */
  readonly run: StoredRun | null;
  readonly child: Child | null;
  /** Whether a process of it lives. */
  readonly isComputed: boolean;
  /** Whether it was this process that ended it, to go on later. */
  readonly isStopping: boolean;
}

/** What became of a job; null: it is still computed. */
export async function fate(seen: Circumstances): Promise<Fate | null> {
  const { job, run, child, isComputed } = seen;
  if (run === null) return { state: 'failed', problem: 'Its run was removed.' };
  if (child === null && isComputed) return null;
  return job.kind === 'evaluation' ? fateOfEvaluation(seen, run) : fateOfRun(seen, run);
}

/** The process of an evaluation says itself how it ended: here it has not. */
function fateOfEvaluation({ job, child, isStopping }: Circumstances, run: StoredRun): Fate {
  if (existsSync(evaluationFile(run.paths, job.id))) return { state: 'finished', problem: null };
  if (job.mustStop) return CANCELLED;
  // It has left nothing behind: whoever started it is no more, and it begins anew.
  if (child === null || isStopping) return WAITING;
  const { code = null, signal = null } = child.exit ?? {};
  const how = signal === null ? `with exit code ${code ?? 'unknown'}` : `by the signal ${signal}`;
  return {
    state: 'failed',
    problem: `The process that evaluated the run ended ${how}; what it printed is in ${run.paths.log}.`,
  };
}

async function fateOfRun({ job, child, isStopping }: Circumstances, run: StoredRun): Promise<Fate | null> {
  const state = await settled(run, job, child);
  // A process of somebody else computes it.
  if (state === null || state === 'starting' || state === 'running') return null;
  // Whoever was to start it died in that moment.
  if (child === null && (await lastEvent(run)) <= (job.startedAfter ?? -1)) return WAITING;
  const { problem, step } = await summarize(run);
  switch (state) {
    case 'finished':
      return { state: 'finished', problem: null };
    case 'interrupted':
      if (job.mustStop) return CANCELLED;
      return isStopping ? WAITING : { state: 'cancelled', problem: `It was stopped at step ${step}.` };
    case 'lost':
      return job.retries > 0 ? { ...WAITING, isRetry: true } : { state: 'failed', problem };
    case 'failed':
      return { state: 'failed', problem };
    // Nobody has begun it: whoever was to do so died in that moment.
    case 'queued':
      return WAITING;
    default:
      return assertNever(state);
  }
}

const WAITING: Fate = { state: 'waiting', problem: null };
const CANCELLED: Fate = { state: 'cancelled', problem: 'It was cancelled while it was running.' };

/** The state of a run without a process, which its log says from now on; null: a process of somebody else computes it. */
async function settled(run: StoredRun, { startedAfter }: Job, child: Child | null): Promise<RunState | null> {
  const { state } = await summarize(run);
  const hasBegun = (await lastEvent(run)) > (startedAfter ?? -1);
  if (child === null && !(state === 'lost' && hasBegun)) return state;
  try {
    return await settle(run, child?.exit ?? { code: null, signal: null });
  } catch (error) {
    if (error instanceof AppError && error.code === 'runs/locked') return null;
    throw error;
  }
}

/** The number of the last event of a run's log. */
export async function lastEvent({ paths }: StoredRun): Promise<number> {
  const { events } = await readTail(paths.events, (found) => found.length > 0);
  return events[0]?.seq ?? -1;
}
