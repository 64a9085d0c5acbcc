import { Worker } from 'node:worker_threads';
import { messageOf } from '../../base/errors.ts';
import type { Load } from '../events.ts';
import type { Patience } from './hang-watch.ts';
import { patienceOf } from './hang-watch.ts';
import { loadSchema } from './protocol.ts';
import type { WatchRequest, WatchSetup } from './protocol.ts';
import { signGiver, signMemory } from './signs.ts';
import type { SignGiver } from './signs.ts';

/** How often the load is looked at. */
const LOAD_MS = 10_000;
const ALIVE_MS = 1_000;
/** A thread that does not end by itself in that time is ended. */
const END_MS = 1_000;

/** How a trainer is watched. */
export interface WatchOptions {
  /** The bundled `thread.ts`. */
  readonly thread: string;
  /** A trainer that gives no sign for so long is ended; 0: never. */
  readonly hangMinutes: number;
  /** Instead of what follows from the minutes: for tests. */
  readonly patience?: Patience;
  /** Instead of about ten seconds: for tests. */
  readonly loadEveryMs?: number;
  /** Is told in a sentence when the watch itself fails; the run goes on. */
  readonly onProblem: (sentence: string) => void;
}

/** A trainer's watch over itself. */
export interface Watch extends SignGiver {
  close(): Promise<void>;
}

/** Nobody watches; signs go nowhere. */
export function unwatched(): Watch {
  return { ...signGiver(signMemory()), close: async () => undefined };
}

/**
 * Starts the thread that watches this process.
 *
 * @param on - which run it computes, where the note of a hang goes, and who is told of the load
 */
export function startWatch(
  { thread, hangMinutes, patience, loadEveryMs = LOAD_MS, onProblem }: WatchOptions,
  on: { readonly run: string; readonly note: string; readonly onLoad: (load: Load) => void },
): Watch {
  const memory = signMemory();
  const signs = signGiver(memory);
  const setup: WatchSetup = {
    memory,
    patience: hangMinutes === 0 ? null : (patience ?? patienceOf(hangMinutes)),
    run: on.run,
    note: on.note,
  };
  const worker = new Worker(thread, { workerData: setup });
  const ask = (request: WatchRequest): void => worker.postMessage(request);
  let isOver = false;
  worker.on('message', (message: unknown) => {
    if (!isOver) on.onLoad(loadSchema.parse(message));
  });
  worker.on('error', (error: unknown) => {
    onProblem(
      `The run is not watched any more, and goes on: the thread that looks for hangs and measures the load failed (${messageOf(error)}).`,
    );
  });
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  worker.unref();
  const aliveMs = Math.min(ALIVE_MS, (setup.patience?.leastMs ?? Infinity) / 4);
  const timers = [setInterval(signs.alive, aliveMs), setInterval(() => ask('load'), loadEveryMs)];
  for (const timer of timers) timer.unref();
  return {
    ...signs,
    async close() {
      isOver = true;
      for (const timer of timers) clearInterval(timer);
      ask('end');
      // Otherwise the wait would not keep the process.
      const late = setTimeout(() => void worker.terminate(), END_MS);
      await ended;
      clearTimeout(late);
    },
  };
}
