import type { Loop, Snapshot } from '../../main/train/index.ts';

/** Runs a loop to its end, or for so many events, and closes it. */
export async function runLoop<E, R>(
  loop: Loop<E, R>,
  stop = Infinity,
): Promise<{ readonly events: readonly E[]; readonly result: R | null; readonly snapshot: Snapshot }> {
  const running = loop.events();
  const events: E[] = [];
  let result: R | null = null;
  while (events.length < stop && result === null) {
    const { done, value } = await running.next();
    if (done === true) result = value;
    else events.push(value);
  }
  const snapshot = await loop.snapshot();
  await loop.dispose();
  return { events, result, snapshot };
}
