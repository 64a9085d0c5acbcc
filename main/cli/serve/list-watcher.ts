import { messageOf } from '../../base/errors.ts';
import type { RunList } from '../../runs/index.ts';

/** Tells of changes in the list of runs, whoever makes them. */
export interface ListWatcher {
  /** Tells the newcomer the present list, and then every change. */
  listen(listener: (list: RunList) => void): () => void;
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
 * Watches a list by reading it, because runs are also written by other processes, and on file systems that tell nobody of
 * changes. As long as nobody listens, nothing is read.
 */
export function watchList(read: () => Promise<RunList>, options: ListWatcherOptions): ListWatcher {
  const { onProblem, pauseMs = 500 } = options;
  /** What each listener was told last, as a text. */
  const told = new Map<(list: RunList) => void, string>();
  let timer: NodeJS.Timeout | null = null;
  const state = { isLooking: false, isClosed: false };
  /** How often somebody asked for an early look. */
  let wishes = 0;

  const look = async (): Promise<void> => {
    const list = await read();
    const text = JSON.stringify(list);
    for (const [listener, last] of [...told]) {
      if (last === text || !told.has(listener)) continue;
      told.set(listener, text);
      listener(list);
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
      told.set(listener, '');
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
