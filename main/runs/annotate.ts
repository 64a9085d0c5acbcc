/** Changing what people say of a run. Two processes may do so at the same time: neither loses what the other said. */
import { mkdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemCode } from '../base/system-failure.ts';
import { annotationsSchema, changed, readAnnotations, writeAnnotations } from './annotations.ts';
import type { Annotations, AnnotationsChange } from './annotations.ts';
import { runsError, unwritable } from './errors.ts';
import { takeLock } from './lock.ts';
import type { Holder, Lock } from './lock.ts';
import type { StoredRun } from './summary.ts';

/** The folder of the lock, in that of the run; it is there only while somebody writes. */
const LOCK = 'annotations.lock';
const POLL_MS = 20;
/** Much longer than anybody writes a small file. */
const PATIENCE_MS = 10_000;

/**
 * Changes what is said of a run: reads it, changes it and writes it, alone.
 *
 * @returns what is said of it now
 * @throws AppError `runs/bad-annotations`, `runs/damaged-annotations`, `runs/unwritable`, `runs/unreadable`
 */
export async function annotate({ paths }: StoredRun, change: AnnotationsChange): Promise<Annotations> {
  const folder = join(paths.folder, LOCK);
  const lock = await take(folder, paths.annotations);
  try {
    const before = await readAnnotations(paths.annotations);
    const after = changed(before, change);
    const checked = annotationsSchema.safeParse(after);
    if (!checked.success) {
      const issue = checked.error.issues[0];
      const problem = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'no annotations'}`;
      throw runsError('runs/bad-annotations', { problem }, checked.error);
    }
    // A file that says the same as before would only look changed.
    if (JSON.stringify(checked.data) !== JSON.stringify(before)) {
      await writeAnnotations(paths.annotations, checked.data);
    }
    return checked.data;
  } finally {
    await lock.release();
    await leave(folder);
  }
}

async function take(folder: string, file: string): Promise<Lock> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const taken = await tryToTake(folder, file);
    if ('lock' in taken) return taken.lock;
    if (Date.now() > until) {
      const reason = `${taken.who} has been at it for ${PATIENCE_MS / 1000} seconds`;
      throw runsError('runs/unwritable', { path: file, reason, remedy: 'Try again later.' });
    }
    await sleep(POLL_MS);
  }
}

async function tryToTake(
  folder: string,
  file: string,
): Promise<{ readonly lock: Lock } | { readonly who: string }> {
  try {
    // Not with the folders above it: those of a run that was moved away must not come back.
    await mkdir(folder);
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw unwritable(file, error);
  }
  try {
    const taken = await takeLock(folder, async (holder) => isLeft(holder));
    if ('lock' in taken) return taken;
    const { pid, host } = taken.holder.mark;
    return { who: `process ${pid} on ${host}` };
  } catch (error) {
    if (!isGone(error)) throw error;
    // Whoever held the lock has removed its folder between our two looks.
    return { who: 'another process' };
  }
}

/** Whether a folder was not there. */
function isGone(error: unknown): boolean {
  return systemCode(error) === 'ENOENT' || (error instanceof Error && systemCode(error.cause) === 'ENOENT');
}

/** A process on another machine cannot be seen: if it took the lock long ago, it died with it. */
function isLeft({ isAlive, since }: Holder): boolean {
  return isAlive === null ? Math.abs(Date.now() - since) > PATIENCE_MS : !isAlive;
}

/** Removes the folder of the lock, unless somebody else has taken it by now. */
async function leave(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch {
    // It is in use, or already gone; one that stays is empty and harms nobody.
  }
}
