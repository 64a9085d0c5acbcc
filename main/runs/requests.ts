/** What somebody asks of a trainer at work: files in the run's folder, so that it does not matter who launched it. */
import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { systemCode } from '../base/system-failure.ts';
import { writeDurably } from './durable.ts';
import { runsError, unreadable, unwritable } from './errors.ts';
import type { RunPaths } from './paths.ts';
import { isUnderWay, summarize } from './summary.ts';
import type { StoredRun } from './summary.ts';

/** When a run that is asked to stop does so: after its present step, or after its present epoch. */
export type StopAt = 'step' | 'epoch';

/**
 * Asks the trainer of a run to write a checkpoint and end, whoever launched it. A later request takes the place of an earlier one.
 *
 * @throws AppError `runs/not-running`, `runs/unwritable`
 */
export async function requestStop(
  run: StoredRun,
  { at }: { readonly at: StopAt } = { at: 'step' },
): Promise<void> {
  await requireTrainer(run);
  await writeDurably(run.paths.stop, [at === 'epoch' ? at : '']);
}

/**
 * Asks the trainer of a run for a checkpoint after its present step; it goes on then. {@link isSaveWanted} tells when it is there.
 *
 * @throws AppError `runs/not-running`, `runs/unwritable`
 */
export async function requestSave(run: StoredRun): Promise<void> {
  await requireTrainer(run);
  await writeDurably(run.paths.save, ['']);
}

async function requireTrainer(run: StoredRun): Promise<void> {
  const { state } = await summarize(run);
  if (!isUnderWay(state)) throw runsError('runs/not-running', { run: run.id, state });
}

/** When the trainer is to stop; null: nobody asks. Earlier versions ask with an empty file. */
export function wantedStop({ stop }: RunPaths): StopAt | null {
  if (!existsSync(stop)) return null;
  try {
    return readFileSync(stop, 'utf8').trim() === 'epoch' ? 'epoch' : 'step';
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw unreadable(stop, error);
  }
}

/** Whether somebody waits for a checkpoint. */
export function isSaveWanted({ save }: RunPaths): boolean {
  return existsSync(save);
}

/** Lets who asked for a checkpoint know that it is there. */
export async function saveDone({ save }: RunPaths): Promise<void> {
  try {
    await rm(save, { force: true });
  } catch (error) {
    throw unwritable(save, error);
  }
}
