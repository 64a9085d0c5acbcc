/** When a trainer that gives no sign is taken to hang. */
import type { Signs } from './signs.ts';

/** How patient a watchdog is. */
export interface Patience {
  /** However quick everything was before, so long it waits. */
  readonly leastMs: number;
  /** It waits so many times the longest silence so far. */
  readonly factor: number;
  /** How often it looks. */
  readonly tickMs: number;
}

/** The longest that a first step of the largest networks took was minutes; an hour's computation is never worth a false alarm. */
export const HANG_MINUTES = 15;
const FACTOR = 50;
const LONGEST_TICK_MS = 10_000;
const LOOKS = 60;

/** The patience of so many minutes. */
export function patienceOf(minutes: number): Patience {
  const leastMs = minutes * 60_000;
  return { leastMs, factor: FACTOR, tickMs: Math.min(LONGEST_TICK_MS, leastMs / LOOKS) };
}

/** Looks at the signs once; the length of the silence in milliseconds if it is a hang, null otherwise. */
export type HangWatch = (signs: Signs) => number | null;

/**
 * A watch over signs. Time is counted in its own looks, not by a clock: in a machine that slept, or a process that was halted, the
 * watch was asleep too, and a clock that is set tells it nothing.
 */
export function hangWatch({ leastMs, factor, tickMs }: Patience): HangWatch {
  let before: number | null = null;
  let quietMs = 0;
  let longestMs = 0;
  return (signs) => {
    // A data set may be opened for hours and a disk may take long: there it is enough that the event loop turns.
    const now = signs.isComputing ? signs.progress : signs.progress + signs.alive;
    if (now !== before) {
      longestMs = Math.max(longestMs, quietMs);
      quietMs = 0;
      before = now;
      return null;
    }
    quietMs += tickMs;
    return quietMs >= Math.max(leastMs, factor * longestMs) ? quietMs : null;
  };
}
