/** How long to wait before each further start of what ended by accident, in milliseconds. */
const PAUSES_MS = [0, 500, 2000] as const;
/** What ends more often than that within the time would do so for ever. */
const WITHIN_MS = 60_000;

/** Says whether and when something that ended by accident is started again. */
export interface Restarts {
  /** How long to wait before the next start, in milliseconds; null: it has ended too often of late. */
  next(): number | null;
}

/** @param now - milliseconds of a clock that never goes back */
export function createRestarts(now: () => number): Restarts {
  let starts: readonly number[] = [];
  return {
    next() {
      starts = starts.filter((at) => now() - at < WITHIN_MS);
      const pauseMs = PAUSES_MS[starts.length];
      if (pauseMs === undefined) return null;
      starts = [...starts, now()];
      return pauseMs;
    },
  };
}
