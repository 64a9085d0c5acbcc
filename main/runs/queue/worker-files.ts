import { join } from 'node:path';
import { FIRST_BEAT_MS, lastBeat, SILENCE_MS } from '../heartbeat.ts';
import type { Holder } from '../lock.ts';

/** Where the lock and the signs of life lie of the process that works on the queue in `folder`. */
export function workerFiles(folder: string): { readonly lock: string; readonly heartbeat: string } {
  const lock = join(folder, 'worker');
  return { lock, heartbeat: join(lock, 'heartbeat') };
}

/** Whether that process has ended. Of one on another machine one knows only how long ago it gave a sign of life. */
export function isHolderGone({ isAlive, since }: Holder, heartbeat: string): boolean {
  if (isAlive !== null) return !isAlive;
  // One that has just begun may not have given any; the sign that is there is of the one before.
  if (Math.abs(Date.now() - since) < FIRST_BEAT_MS) return false;
  const last = lastBeat(heartbeat);
  return last === null || Math.abs(Date.now() - last.at) > SILENCE_MS;
}
