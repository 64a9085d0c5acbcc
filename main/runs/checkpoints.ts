/** The checkpoints of a run: a file each, named by its step; which are kept, and which is the newest sound one. */
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError, messageOf } from '../base/errors.ts';
import { systemCode } from '../base/system-failure.ts';
import type { Snapshot } from '../train/index.ts';
import type { Care } from './care.ts';
import { looksWhole, readCheckpoint, writeCheckpoint } from './checkpoint-file.ts';
import { unreadable, unwritable } from './errors.ts';

const NAME = /^(\d+)\.ckpt$/;
const DAMAGED = /^(\d+)\.ckpt\.damaged$/;
/** Damaged checkpoints are kept for whoever looks for the cause, but they may be large: the newest two tell enough. */
const DAMAGED_KEPT = 2;
/** A trainer at work throws old checkpoints away while another process reads: then that one looks again. */
const LOOKS = 5;

/** A checkpoint that was read. */
export interface Checkpoint {
  readonly file: string;
  readonly snapshot: Snapshot;
}

/** What was found when the newest checkpoint was asked for. */
export interface NewestCheckpoint {
  /** The newest that is sound; null if there is none. */
  readonly checkpoint: Checkpoint | null;
  /** A sentence for each newer one that is damaged. */
  readonly problems: readonly string[];
}

/** Which checkpoints stay when one is added. */
export interface Keeping {
  /** How many of the newest. */
  readonly keep: Care['keep'];
  /** The step of the best epoch, whose checkpoint stays as well; null: there is none. */
  readonly best: number | null;
}

/** The steps that have a checkpoint in `folder`, newest first; a missing folder has none. */
export async function checkpointSteps(folder: string): Promise<readonly number[]> {
  return stepsOf(folder, NAME);
}

async function stepsOf(folder: string, pattern: RegExp): Promise<readonly number[]> {
  try {
    const names = await readdir(folder);
    return names
      .flatMap((name) => pattern.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => b - a);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw unreadable(folder, error);
  }
}

/**
 * The newest sound checkpoint in `folder`.
 *
 * @throws AppError `runs/newer-format`: what a newer version wrote is not passed over for an older state
 */
export async function newestCheckpoint(folder: string): Promise<NewestCheckpoint> {
  for (let look = 1; ; look++) {
    const { isGone, ...found } = await firstSound(folder);
    if (found.checkpoint !== null || !isGone || look === LOOKS) return found;
  }
}

async function firstSound(folder: string): Promise<NewestCheckpoint & { readonly isGone: boolean }> {
  const problems: string[] = [];
  let isGone = false;
  for (const step of await checkpointSteps(folder)) {
    try {
      return { checkpoint: await checkpointAt(folder, step), problems, isGone };
    } catch (error) {
      if (error instanceof AppError && error.code === 'runs/newer-format') throw error;
      if (isMissing(error)) isGone = true;
      else problems.push(messageOf(error));
    }
  }
  return { checkpoint: null, problems, isGone };
}

/** The checkpoint of a step. @throws AppError as {@link readCheckpoint} */
export async function checkpointAt(folder: string, step: number): Promise<Checkpoint> {
  const file = fileOf(folder, step);
  return { file, snapshot: await readCheckpoint(file) };
}

const isMissing = (error: unknown): boolean =>
  error instanceof AppError && error.code === 'runs/unreadable' && systemCode(error.cause) === 'ENOENT';

/**
 * Writes the checkpoint of a snapshot; once it is safe, those go that need not be kept.
 *
 * @returns its file name
 * @throws AppError `runs/unwritable`; the earlier checkpoints are then as they were
 */
export async function addCheckpoint(folder: string, snapshot: Snapshot, keeping: Keeping): Promise<string> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw unwritable(folder, error);
  }
  const file = fileOf(folder, snapshot.step);
  await writeCheckpoint(file, snapshot);
  const { keep } = keeping;
  try {
    if (keep !== 'all') await prune(folder, { ...keeping, keep, newest: snapshot.step });
  } catch (error) {
    throw unwritable(folder, error);
  }
  return basename(file);
}

/** Throws checkpoints away. One that is damaged is none: it is set aside, and does not count as one of those that are kept. */
async function prune(
  folder: string,
  { keep, best, newest }: { readonly keep: number; readonly best: number | null; readonly newest: number },
): Promise<void> {
  const older = (await checkpointSteps(folder)).filter((step) => step < newest);
  let kept = 1;
  for (const step of older) {
    const file = fileOf(folder, step);
    // One that cannot be read just now may be sound: it neither counts nor goes.
    const isWhole = await looksWhole(file).catch(() => null);
    if (isWhole === false) await setAside(folder, step);
    else if (isWhole === true && kept++ >= keep && step !== best) await rm(file, { force: true });
  }
  await limitDamaged(folder);
}

/** Sets damaged checkpoints that are newer than `step` aside, so that nothing takes them for the newest again. */
export async function setAsideAfter(folder: string, step: number): Promise<void> {
  const newer = (await checkpointSteps(folder)).filter((other) => other > step);
  for (const other of newer) await setAside(folder, other);
  await limitDamaged(folder);
}

async function setAside(folder: string, step: number): Promise<void> {
  await rename(fileOf(folder, step), `${fileOf(folder, step)}.damaged`);
}

async function limitDamaged(folder: string): Promise<void> {
  const old = (await stepsOf(folder, DAMAGED)).slice(DAMAGED_KEPT);
  for (const step of old) await rm(`${fileOf(folder, step)}.damaged`, { force: true });
}

function fileOf(folder: string, step: number): string {
  return join(folder, `${step}.ckpt`);
}
