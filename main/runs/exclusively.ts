import { mkdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { runsError, unwritable } from './errors.ts';
import { takeLock } from './lock.ts';
import type { Holder } from './lock.ts';

const POLL_MS = 10;
/** What is done under such a lock takes milliseconds: a process that holds it for so long was stopped, or its disk hangs. */
const MOST_MS = 30_000;

/**
 * Does what only one process at a time may do: reading and changing files that several processes change. The lock of a process
 * that died is no obstacle.
 *
 * @param folder - where the lock lies; made if it does not exist
 * @throws AppError `runs/busy`, `runs/unwritable`, and whatever `work` throws
 */
export async function exclusively<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw unwritable(folder, error);
  }
  const since = performance.now();
  for (;;) {
    const taken = await takeLock(folder, async (holder) => isLeft(holder));
    if ('lock' in taken) {
      try {
        return await work();
      } finally {
        await taken.lock.release();
      }
    }
    const { pid, host } = taken.holder.mark;
    if (performance.now() - since > MOST_MS) throw runsError('runs/busy', { folder, pid, host });
    // Not all at once again: those who wait for each other would meet time after time.
    await sleep(POLL_MS * (0.5 + Math.random()));
  }
}

/** Into a process of another machine one cannot look: its lock counts as long as it is young. */
function isLeft({ isAlive, since }: Holder): boolean {
  return isAlive === null ? Date.now() - since > 2 * MOST_MS : !isAlive;
}
