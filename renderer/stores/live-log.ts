import { markRaw, readonly, ref } from 'vue';
import type { Ref } from 'vue';
import type { Client } from '../../main/api/client.ts';
import type { StepPage } from '../../main/api/contract.ts';
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

/** Pages that are asked for at once: the host reads some while this one takes in another. */
const PAGES_ON_THE_WAY = 4;

/** While it fills, most of the time is the filling's. */
const FILL_REDRAW_MS = 400;

/**
 * Follows a run from its first step. What it told besides its steps comes at once, all of it; its steps come in columns, which is
 * quick even of a million; then each event as it happens.
 */
export function followRun(client: Client, run: string, onProblem: (thrown: unknown) => void): LiveLog {
  const log = createRunLog();
  const revision = ref(0);
  let timer: number | null = null;
  let stop: (() => void) | null = null;
  const state = { isOver: false, isOpening: false, mustTryAgain: false };
  const redraw = (delay = REDRAW_MS): void => {
    timer ??= window.setTimeout(() => {
      timer = null;
      revision.value += 1;
    }, delay);
  };
  const open = async (): Promise<void> => {
    const pageAt = pagesOf(client, run);
    // One after the other: what is told last is surely in the pages, or else followed.
    const told = await client.call('runs.told', { run });
    const first = await pageAt(0);
    if (state.isOver) return;
    log.fill(0, first);
    log.append(told.events, told.steps);
    redraw(0);
    const isWhole = await fillRest(first, {
      pageAt,
      isWanted: () => !state.isOver,
      take: (from, page) => {
        log.fill(from, page);
        redraw(FILL_REDRAW_MS);
      },
    });
    if (!isWhole) return;
    redraw();
    stop = client.follow(run, told.next, (more) => {
      log.append(more);
      redraw();
    });
  };
  const tryToOpen = (): void => {
    state.isOpening = true;
    open()
      .catch((thrown: unknown) => (state.isOver ? undefined : onProblem(thrown)))
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

const pagesOf =
  (client: Client, run: string) =>
  (from: number): Promise<StepPage> =>
    client.call('runs.steps', { run, from, limit: PAGE_ROWS });

/** Where pages of steps are from and go to. */
interface Filling {
  readonly pageAt: (from: number) => Promise<StepPage>;
  readonly isWanted: () => boolean;
  readonly take: (from: number, page: StepPage) => void;
}

/** Takes in the pages behind the first, in order; false: nobody wanted all of them. */
async function fillRest(first: StepPage, { pageAt, isWanted, take }: Filling): Promise<boolean> {
  const pages = Math.max(1, Math.ceil(first.total / PAGE_ROWS));
  const froms = Array.from({ length: pages - 1 }, (_, i) => (i + 1) * PAGE_ROWS);
  const onTheWay = froms.slice(0, PAGES_ON_THE_WAY).map(pageAt);
  try {
    for (const [i, from] of froms.entries()) {
      const page = await onTheWay.shift();
      const ahead = froms[i + PAGES_ON_THE_WAY];
      if (page === undefined || !isWanted()) return false;
      if (ahead !== undefined) onTheWay.push(pageAt(ahead));
      take(from, page);
    }
    return isWanted();
  } finally {
    // One that failed is told of once: those behind it fail with it.
    void Promise.allSettled(onTheWay);
  }
}
