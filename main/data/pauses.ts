import { setImmediate } from 'node:timers/promises';

const WORK_MS = 10;

/** Lets others have the thread for a moment, whenever a few milliseconds have passed since the last time. */
export type Pauses = () => Promise<void>;

/** For one long work that is made of many small steps. */
export function createPauses(): Pauses {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < WORK_MS) return;
    await setImmediate();
    since = performance.now();
  };
}
