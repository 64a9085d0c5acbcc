import { markRaw, readonly, ref } from 'vue';
import type { Ref } from 'vue';
import type { Client } from '../../main/api/client.ts';
import { createRunLog } from './run-log.ts';
import type { RunLog } from './run-log.ts';

/** A run's log that keeps growing while the run does. */
export interface LiveLog {
  /** One object for ever: millions of numbers are not to be watched, nor copied. */
  readonly log: RunLog;
  /** How often the log has grown; whoever draws it reads this first. */
  readonly revision: Readonly<Ref<number>>;
  end(): void;
}

/** Often enough to be live, seldom enough to leave the page to the person: a fast run makes hundreds of steps a second. */
const REDRAW_MS = 120;

/** Rows that come in one message: less than a megabyte, so that taking it in holds the page up for some milliseconds only. */
const PAGE_ROWS = 10_000;

/**
 * Follows a run from its first step. What it told so far comes in columns, which is quick even of a million steps; then each event
 * as it happens.
 */
export function followRun(client: Client, run: string, onProblem: (thrown: unknown) => void): LiveLog {
  const log = createRunLog();
  const revision = ref(0);
  let timer: number | null = null;
  let stop: (() => void) | null = null;
  const state = { isOver: false, isOpening: false, mustTryAgain: false };
  const redraw = (): void => {
    timer ??= window.setTimeout(() => {
      timer = null;
      revision.value += 1;
    }, REDRAW_MS);
  };
  const open = async (): Promise<void> => {
    const { events, next } = await client.call('runs.told', { run });
    for (let from = 0; !state.isOver; from += PAGE_ROWS) {
      const page = await client.call('runs.steps', { run, from, limit: PAGE_ROWS });
      log.fill(from, page);
      redraw();
      if (from + page.rows >= page.total) break;
    }
    if (state.isOver) return;
    log.append(events);
    redraw();
    stop = client.follow(run, next, (more) => {
      log.append(more);
      redraw();
    });
  };
  const tryToOpen = (): void => {
    state.isOpening = true;
    open()
      .catch((thrown: unknown) => {
        if (!state.isOver) onProblem(thrown);
      })
      .finally(() => (state.isOpening = false));
  };
  // A host that was lost meanwhile and is there again is asked again.
  const leave = client.onState((connection) => {
    if (connection !== 'open') state.mustTryAgain = stop === null;
    else if (state.mustTryAgain && !state.isOpening) {
      state.mustTryAgain = false;
      tryToOpen();
    }
  });
  tryToOpen();
  return markRaw({
    log,
    revision: readonly(revision),
    end: () => {
      state.isOver = true;
      leave();
      stop?.();
      if (timer !== null) window.clearTimeout(timer);
    },
  });
}
