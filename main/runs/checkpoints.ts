import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { messageOf } from '../base/errors.ts';
import type { Snapshot } from '../train/index.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint-file.ts';
import { systemCode } from '../base/system-failure.ts';
import { unreadable, unwritable } from './errors.ts';

/** How many checkpoints of a run are kept: the newest, and the one before in case that the newest is damaged. */
const KEPT = 2;
const NAME = /^(\d+)\.ckpt$/;

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

/** The steps that have a checkpoint in `folder`, newest first; a missing folder has none. */
export async function checkpointSteps(folder: string): Promise<readonly number[]> {
  try {
    const names = await readdir(folder);
    return names
      .flatMap((name) => NAME.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => b - a);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw unreadable(folder, error);
  }
}

/** The newest sound checkpoint in `folder`. */
export async function newestCheckpoint(folder: string): Promise<NewestCheckpoint> {
  const problems: string[] = [];
  for (const step of await checkpointSteps(folder)) {
    const file = fileOf(folder, step);
    try {
      return { checkpoint: { file, snapshot: await readCheckpoint(file) }, problems };
    } catch (error) {
      problems.push(messageOf(error));
    }
  }
  return { checkpoint: null, problems };
}

/**
 * Writes the checkpoint of a snapshot; older ones than the last two go once it is safe.
 *
 * @returns its file name
 * @throws AppError `runs/unwritable`; the earlier checkpoints are then as they were
 */
export async function addCheckpoint(folder: string, snapshot: Snapshot): Promise<string> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw unwritable(folder, error);
  }
  const file = fileOf(folder, snapshot.step);
  await writeCheckpoint(file, snapshot);
  const old = (await checkpointSteps(folder)).filter((step) => step <= snapshot.step).slice(KEPT);
  await Promise.all(old.map((step) => rm(fileOf(folder, step), { force: true })));
  return basename(file);
}

/** Sets damaged checkpoints that are newer than `step` aside, so that nothing takes them for the newest again. */
export async function setAsideAfter(folder: string, step: number): Promise<void> {
  const newer = (await checkpointSteps(folder)).filter((other) => other > step);
  await Promise.all(newer.map((other) => rename(fileOf(folder, other), `${fileOf(folder, other)}.damaged`)));
}

function fileOf(folder: string, step: number): string {
  return join(folder, `${step}.ckpt`);
}
