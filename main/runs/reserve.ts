/** Space that a trainer at work holds, so that on a disk that becomes full it can still say why it ends. */
import { rm, writeFile } from 'node:fs/promises';
import { unwritable } from './errors.ts';

/** For the events that are pending, the reason, and a last heartbeat. */
const BYTES = 64 << 10;

/** Holds the space, where there is some: to begin a run it is not needed. */
export async function holdReserve(path: string): Promise<void> {
  // No zeros, which some file systems do not store.
  await writeFile(path, Buffer.alloc(BYTES, ' ')).catch(() => rm(path, { force: true }));
}

/** Gives it back. @throws AppError `runs/unwritable` */
export async function releaseReserve(path: string): Promise<void> {
  try {
    await rm(path, { force: true });
  } catch (error) {
    throw unwritable(path, error);
  }
}
