import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { SYSTEM_CLOCK } from './clock.ts';
import { checkpointSteps } from './checkpoints.ts';
import { goOnWords, runsError, unwritable } from './errors.ts';
import { createLogReader } from './event-log.ts';
import type { RunEvent, RunState } from './events.ts';
import type { TrainerExit } from './launcher.ts';
import { outlookWords } from './memory.ts';
import { readRecord } from './record.ts';
import { isAtRest, isUnderWay, summarize } from './summary.ts';
import type { StoredRun } from './summary.ts';
import { withoutSuperseded } from './superseded.ts';
import { openWriter } from './writer.ts';

const POLL_MS = 100;

/** The events of a run, and a sentence for each part of the log that is damaged. */
export interface RunEvents {
  readonly events: readonly RunEvent[];
  readonly problems: readonly string[];
}

/**
 * Reads the events of a run that count: those of steps that were computed again after a resume are left out.
 *
 * @throws AppError `runs/unreadable`
 */
export async function readEvents({ paths }: StoredRun): Promise<RunEvents> {
  const { events, damagedLines } = await createLogReader(paths.events).next();
  const problems = damagedLines.map((line) => `${paths.events}: line ${line} is damaged and was left out.`);
  return { events: withoutSuperseded(events), problems };
}

/** Where to begin, and when to end. */
export interface FollowOptions {
  /** Only events with this number or a later one. */
  readonly from: number;
  /** Aborted when no more events will be logged, or are wanted: what is logged by then is still handed out. */
  readonly until: AbortSignal;
}

/**
 * Hands out the events of a run as they are logged, by whatever process.
 *
 * @throws AppError `runs/unreadable`
 */
export async function* followEvents(
  { paths }: StoredRun,
  { from, until }: FollowOptions,
): AsyncGenerator<RunEvent> {
  const reader = createLogReader(paths.events);
  for (let isOver = false; !isOver;) {
    isOver = until.aborted;
    for (const event of (await reader.next()).events) if (event.seq >= from) yield event;
    if (!isOver) await sleep(POLL_MS, undefined, { signal: until }).catch(() => undefined);
  }
}

/**
 * Asks the trainer of a run to write a checkpoint and end; it does so after its present step, whoever launched it.
 *
 * @throws AppError `runs/not-running`, `runs/unwritable`
 */
export async function requestStop(run: StoredRun): Promise<void> {
  const { state } = await summarize(run);
  if (!isUnderWay(state)) throw runsError('runs/not-running', { run: run.id, state });
  try {
    await writeFile(run.paths.stop, '');
  } catch (error) {
    throw unwritable(run.paths.stop, error);
  }
}

/**
 * Closes the log of a run whose trainer's process has ended: if it ended without saying how, that is logged.
 *
 * @param isKilledHere - whether this process killed it
 * @returns how the run ended
 * @throws AppError `runs/locked` if another process computes the run by now
 */
export async function settle(run: StoredRun, exit: TrainerExit, isKilledHere = false): Promise<RunState> {
  const { state } = await summarize(run);
  if (isAtRest(state) && state !== 'lost') return state;
  const writer = await openWriter(run, SYSTEM_CLOCK);
  try {
    await writer.append({
      type: 'state',
      state: 'lost',
      message: await exitSentence(run, exit, isKilledHere),
    });
  } finally {
    await writer.close();
  }
  return 'lost';
}

async function exitSentence(
  run: StoredRun,
  { code, signal }: TrainerExit,
  isKilledHere: boolean,
): Promise<string> {
  const goOn = 'Resume the run to go on from its last checkpoint.';
  if (isKilledHere) return `The process that computed the run was ended at once, as asked. ${goOn}`;
  if (signal === 'SIGKILL') return killedSentence(run);
  const how = signal === null ? `with exit code ${code ?? 'unknown'}` : `by the signal ${signal}`;
  return `The process that computed the run ended ${how}; what it printed is in ${run.paths.log}. ${goOn}`;
}

/** Nobody here killed it: then mostly the system did, for lack of memory. Who it was cannot be known. */
async function killedSentence({ id, paths }: StoredRun): Promise<string> {
  // As it is now: its trainer has noted there what it needs.
  const { starts } = await readRecord(paths.record, id);
  const memory = starts.at(-1)?.environment.memory ?? null;
  const facts = memory === null ? '' : `: ${outlookWords(memory)}`;
  const [newest = null] = await checkpointSteps(paths.checkpoints);
  return `The process that computed the run was killed (SIGKILL), perhaps by the system for lack of memory${facts}; ${goOnWords(id, newest)}.`;
}
