import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../base/system-failure.ts';
import { unwritable } from './errors.ts';
import type { RunPaths } from './paths.ts';

/** What a file is called until it is complete. */
const TEMPORARY = /\.tmp-\d+(?:-\d+)?$/;
/** Much longer than writing a small file takes. */
const ABANDONED_MS = 10 * 60_000;

/**
 * Removes what a trainer that was killed left half written. Only for who holds the run's lock: nobody else writes checkpoints, but
 * what people say of a run may be written at any time, so in the run's own folder only what is old goes.
 *
 * @throws AppError `runs/unwritable`
 */
export async function sweepLeftOver({ folder, checkpoints }: RunPaths, now: number): Promise<void> {
  try {
    for (const name of await temporariesIn(checkpoints)) await rm(join(checkpoints, name), { force: true });
    for (const name of await temporariesIn(folder)) {
      const path = join(folder, name);
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: now }));
      // A clock may have been set back.
      if (Math.abs(now - mtimeMs) > ABANDONED_MS) await rm(path, { force: true });
    }
  } catch (error) {
    throw unwritable(folder, error);
  }
}

async function temporariesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => TEMPORARY.test(name));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}
