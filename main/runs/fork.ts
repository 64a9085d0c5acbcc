/**
 * Runs that begin with what another run has computed. Such a run is whole from the start and needs that other run no more: it has
 * the checkpoint that it goes on from, a second time as `start.ckpt`, which is never thrown away, so that it can be run again; and
 * in its log what led there, so that its curve begins at the first step.
 */
import { link, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Snapshot } from '../train/index.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint-file.ts';
import { checkpointAt, checkpointSteps } from './checkpoints.ts';
import { writeDurably } from './durable.ts';
import { runsError } from './errors.ts';
import { encodeLine } from './event-line.ts';
import type { RunEvent, RunEventBody } from './events.ts';
import type { RunPaths } from './paths.ts';
import type { StoredRun } from './summary.ts';
import { withoutSuperseded } from './superseded.ts';
import { readEvents } from './supervise.ts';

/** Lines of a log that are written as one. */
const PORTION = 4096;

/** Where a run begins that does not begin at the first step. */
export interface Beginning {
  readonly snapshot: Snapshot;
  /** What led there, in order. */
  readonly events: readonly RunEvent[];
  /** A sentence for each part of the other run's log that is damaged. */
  readonly problems: readonly string[];
}

/** How long a run is to be. */
export interface RunLength {
  readonly steps: number;
  readonly epochs: number;
}

/**
 * What a run would begin with that goes on from a checkpoint of `run`.
 *
 * @throws AppError `runs/no-checkpoint`, `runs/checkpoint-not-kept`, `runs/damaged-checkpoint`, `runs/unreadable`
 */
export async function beginningAt(run: StoredRun, step: number): Promise<Beginning> {
  const kept = await checkpointSteps(run.paths.checkpoints);
  if (kept.length === 0) throw runsError('runs/no-checkpoint', { run: run.id });
  if (!kept.includes(step))
    throw runsError('runs/checkpoint-not-kept', { run: run.id, at: `step ${step}`, kept });
  const { snapshot } = await checkpointAt(run.paths.checkpoints, step);
  return { snapshot, ...(await leadingTo(run, step)) };
}

/**
 * What a run began with; null of one that began at the first step.
 *
 * @throws AppError `runs/damaged-checkpoint`, `runs/unreadable`
 */
export async function ownBeginning(run: StoredRun): Promise<Beginning | null> {
  const step = run.record.origin?.step ?? null;
  if (step === null) return null;
  const snapshot = await readCheckpoint(run.paths.start);
  return { snapshot, ...(await leadingTo(run, step)) };
}

/** Of all that happened only what the numbers are made of: states, engines and loads are of other processes than the new run's. */
const LEADING: readonly RunEvent['type'][] = ['step', 'epoch', 'alphas', 'alarm'];

async function leadingTo(run: StoredRun, step: number): Promise<Omit<Beginning, 'snapshot'>> {
  const { events, problems } = await readEvents(run);
  // What would count if the run itself went on from there.
  const there: RunEvent = {
    seq: 0,
    at: 0,
    type: 'state',
    state: 'starting',
    message: null,
    resumedFrom: step,
  };
  const leading = withoutSuperseded([...events, there]).filter(({ type }) => LEADING.includes(type));
  return { events: leading, problems };
}

/** The beginning of a run that is to be so long: that is what its lines say of the whole. */
export function withLength(beginning: Beginning, { steps, epochs }: RunLength): Beginning {
  const events = beginning.events.map((event) => {
    if (event.type === 'step') return { ...event, steps };
    return event.type === 'epoch' ? { ...event, epochs } : event;
  });
  return { ...beginning, events };
}

/**
 * Writes the files of a beginning into the folder of a run that is being made.
 *
 * @param queued - the last line of its log
 * @throws AppError `runs/unwritable`; what the file system says
 */
export async function writeBeginning(
  files: RunPaths,
  { snapshot, events }: Beginning,
  queued: { readonly at: number } & RunEventBody,
): Promise<void> {
  await mkdir(files.checkpoints, { recursive: true });
  const file = `${snapshot.step}.ckpt`;
  await writeCheckpoint(files.start, snapshot);
  try {
    await link(files.start, join(files.checkpoints, file));
  } catch {
    // Not every file system has links.
    await writeCheckpoint(join(files.checkpoints, file), snapshot);
  }
  const at = events.at(-1)?.at ?? queued.at;
  const saved = { at, type: 'checkpoint', step: snapshot.step, file } as const;
  const lines = [...events, saved, queued].map((event, seq) => ({ ...event, seq }));
  const portions: Uint8Array[] = [];
  for (let from = 0; from < lines.length; from += PORTION) {
    portions.push(Buffer.concat(lines.slice(from, from + PORTION).map(encodeLine)));
  }
  await writeDurably(files.events, portions);
}
