/** A trainer's process that is watched, and hangs in its sixth step in the way that HANG says. Its first lives hang, later ones do not. */
import { homePaths, openStore, runToEnd, SYSTEM_CLOCK } from '../../main/runs/index.ts';
import { isStep, watched } from './arithmetic-loop.ts';

const WAYS: Readonly<Record<string, () => unknown>> = {
  none: () => undefined,
  /** As native code that never returns. */
  wait: () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0),
  loop: () => {
    for (let i = 0; ; i++) if (i < 0) return i;
  },
  /** The event loop turns, and nothing happens. */
  promise: () => new Promise(() => setInterval(() => undefined, 10)),
  /** Opening what is large takes longer than any patience, and is no hang. */
  slow: () => undefined,
};

const { HANG = 'none', WATCH_THREAD: thread = '', LEAST_MS = '600', LOAD_MS = '100' } = process.env;
const run = await openStore(homePaths()).find(process.argv[2] ?? '');
const patience = { leastMs: Number(LEAST_MS), factor: 3, tickMs: 20 };
const end = await runToEnd({
  run,
  prepare: async (opened, restore) => {
    if (HANG === 'slow') await new Promise((resolve) => setTimeout(resolve, 3 * patience.leastMs));
    return watched((event) => (isStep(event, 6) ? WAYS[HANG]?.() : undefined))(opened, restore);
  },
  stop: new AbortController().signal,
  clock: SYSTEM_CLOCK,
  watch: {
    thread,
    hangMinutes: 1,
    patience,
    loadEveryMs: Number(LOAD_MS),
    onProblem: (sentence) => void process.stderr.write(`${sentence}\n`),
  },
});
process.exit(end.state === 'finished' ? 0 : 1);
