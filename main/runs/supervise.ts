import { setTimeout as sleep } from 'node:timers/promises';
import { createLogFollower, createLogReader } from './event-log.ts';
import type { RunEvent } from './events.ts';
import type { StoredRun } from './summary.ts';
import { withoutSuperseded } from './superseded.ts';

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
  const follower = createLogFollower(paths.events, from);
  for (let isOver = false; !isOver;) {
    isOver = until.aborted;
    for (let part = await follower.next(); part !== null; part = await follower.next()) yield* part;
    if (!isOver) await sleep(POLL_MS, undefined, { signal: until }).catch(() => undefined);
  }
}
