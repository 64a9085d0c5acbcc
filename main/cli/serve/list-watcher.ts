import { setImmediate as turn } from 'node:timers/promises';
import { messageOf } from '../../base/errors.ts';
import type { RunListChange } from '../../runs/index.ts';

/** Is told of the list of runs: the whole of it first, then what changed. */
export type ListListener = (change: RunListChange) => void;

/** Tells of changes in the list of runs, whoever makes them. */
export interface ListWatcher {
  /** Tells the newcomer the present list, and then every change. */
  listen(listener: ListListener): () => void;
  /** Looks at once instead of after the usual pause. */
  refresh(): void;
  /** Looks no more. */
  close(): void;
}

/** How the list is watched. */
export interface ListWatcherOptions {
  readonly onProblem: (sentence: string) => void;
  /** The shortest pause between two looks. */
  readonly pauseMs?: number;
}

/** Looking may take a twentieth of the time at most: with many runs it costs more, and happens less often. */
const SHARE = 20;

/**
 * Watches a list by reading what changed in it, because runs are also written by other processes, and on file systems that tell nobody of
 * changes. As long as nobody listens, nothing is read.
 */
export function watchList(
  read: (since: number | null) => Promise<RunListChange>,
  options: ListWatcherOptions,
): ListWatcher {
  const { onProblem, pauseMs = 500 } = options;
  /** What each listener knows; null: nothing yet. */
  const told = new Map<ListListener, Known | null>();
  let timer: NodeJS.Timeout | null = null;
  const state = { isLooking: false, isClosed: false };
  /** How often somebody asked for an early look. */
  let wishes = 0;

  const look = async (): Promise<void> => {
    const revisions = new Set([...told.values()].map((known) => known?.revision ?? null));
    for (const since of revisions) {
      const change = await read(since);
      const next = { revision: change.revision, problems: change.problems.join('\n') };
      for (const [listener, known] of [...told]) {
        // Who came or went meanwhile has a turn of its own, or none.
        if ((known?.revision ?? null) !== since || !told.has(listener)) continue;
        told.set(listener, next);
        if (isNews(change, known)) await tellInPortions(listener, change, () => told.has(listener));
      }
    }
  };
  const run = async (): Promise<void> => {
    if (state.isLooking) {
      wishes += 1;
      return;
    }
    if (timer !== null) clearTimeout(timer);
    timer = null;
    state.isLooking = true;
    const wishesBefore = wishes;
    const startMs = performance.now();
    await look().catch((thrown: unknown) => onProblem(messageOf(thrown)));
    state.isLooking = false;
    if (told.size === 0 || state.isClosed) return;
    const pause = wishes > wishesBefore ? 0 : Math.max(pauseMs, SHARE * (performance.now() - startMs));
    timer = setTimeout(() => void run(), pause);
  };
  return {
    listen: (listener) => {
      told.set(listener, null);
      if (!state.isClosed) void run();
      return () => {
        told.delete(listener);
        if (told.size === 0 && timer !== null) clearTimeout(timer);
      };
    },
    refresh: () => {
      if (told.size > 0 && !state.isClosed) void run();
    },
    close: () => {
      state.isClosed = true;
      told.clear();
      if (timer !== null) clearTimeout(timer);
    },
  };
}

/** So many runs of a list are read by a page within a frame. */
const PORTION = 250;

/** Tells a long list in portions, each a change of its own: no message holds its receiver up, or who else waits for the channel. */
async function tellInPortions(
  listener: ListListener,
  { changed, ...change }: RunListChange,
  isWanted: () => boolean,
): Promise<void> {
  listener({ ...change, changed: changed.slice(0, PORTION) });
  for (let at = PORTION; at < changed.length; at += PORTION) {
    await turn();
    if (!isWanted()) return;
    listener({ ...change, isWhole: false, removed: [], changed: changed.slice(at, at + PORTION) });
  }
}

interface Known {
  readonly revision: number;
  readonly problems: string;
}

const isNews = ({ isWhole, changed, removed, problems }: RunListChange, known: Known | null): boolean =>
  isWhole || changed.length > 0 || removed.length > 0 || problems.join('\n') !== known?.problems;
