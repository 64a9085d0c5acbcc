/** The checkpoints that are kept of a run, and how people name one of them. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { checkpointSteps, newestCheckpoint } from './checkpoints.ts';
import { betterOf, epochsIn } from './epochs-so-far.ts';
import { runsError } from './errors.ts';
import type { RunEvent } from './events.ts';
import type { StoredRun } from './summary.ts';
import { readEvents } from './supervise.ts';

/** A checkpoint that is kept. */
export interface KeptCheckpoint {
  readonly step: number;
  /** Whole epochs by then. */
  readonly epochs: number;
  /** Whether it is that of the epoch of highest accuracy on held-out data. */
  readonly isBest: boolean;
  readonly sizeBytes: number;
}

/**
 * The checkpoints of a run, the newest first.
 *
 * @param events - those of its log that count
 * @throws AppError `runs/unreadable`
 */
export async function keptCheckpoints(
  { paths }: StoredRun,
  events: readonly RunEvent[],
): Promise<readonly KeptCheckpoint[]> {
  const ended = epochsIn(events);
  const best = ended.reduce(betterOf, null);
  const found: KeptCheckpoint[] = [];
  for (const step of await checkpointSteps(paths.checkpoints)) {
    // A trainer at work throws old ones away.
    const file = await stat(join(paths.checkpoints, `${step}.ckpt`)).catch(() => null);
    if (file === null) continue;
    const epochs = ended.filter((epoch) => epoch.step <= step).length;
    found.push({ step, epochs, isBest: step === best?.step, sizeBytes: file.size });
  }
  return found;
}

const STEP = /^\d{1,12}$/;
const EPOCH = /^epoch:(\d{1,12})$/;

/**
 * The step of the checkpoint that is meant.
 *
 * @param at - `newest`, `best`, the number of a step, or `epoch:N` for the one after N epochs
 * @throws AppError `runs/bad-checkpoint`, `runs/no-checkpoint`, `runs/checkpoint-not-kept`, `runs/damaged-checkpoints`
 */
export async function findCheckpoint(run: StoredRun, at: string): Promise<number> {
  const { checkpoints } = run.paths;
  const kept = await checkpointSteps(checkpoints);
  if (at === 'newest') {
    const { checkpoint, problems } = await newestCheckpoint(checkpoints);
    if (checkpoint !== null) return checkpoint.snapshot.step;
    if (problems.length > 0) throw runsError('runs/damaged-checkpoints', { run: run.id, problems });
  }
  if (kept.length === 0) throw runsError('runs/no-checkpoint', { run: run.id });
  const step = STEP.test(at) ? Number(at) : await stepOf(run, at);
  if (step !== null && kept.includes(step)) return step;
  const meant = STEP.test(at) ? `step ${at}` : `${wordsOf(at)}${step === null ? '' : ` (step ${step})`}`;
  throw runsError('runs/checkpoint-not-kept', { run: run.id, at: meant, kept });
}

/** The step of the end of an epoch; null where there is no such epoch yet. */
async function stepOf(run: StoredRun, at: string): Promise<number | null> {
  const epochs = EPOCH.exec(at)?.[1];
  if (at !== 'best' && epochs === undefined) throw runsError('runs/bad-checkpoint', { at });
  const ended = epochsIn((await readEvents(run)).events);
  if (epochs === undefined) return ended.reduce(betterOf, null)?.step ?? null;
  return ended.find(({ epoch }) => epoch + 1 === Number(epochs))?.step ?? null;
}

const wordsOf = (at: string): string =>
  at === 'best' ? 'its best epoch' : `its state after ${at.slice('epoch:'.length)} epochs`;
