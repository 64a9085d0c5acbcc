import { messageOf } from '../base/errors.ts';
import { NO_ANNOTATIONS, readAnnotations } from './annotations.ts';
import type { Annotations } from './annotations.ts';
import { digestLog } from './catalog/log-digest.ts';
import type { LogDigest } from './catalog/log-digest.ts';
import type { RunState, RunSummary } from './events.ts';
import { FIRST_BEAT_MS, lastBeat, SILENCE_MS } from './heartbeat.ts';
import { holderOf } from './lock.ts';
import type { Holder } from './lock.ts';
import type { RunPaths } from './paths.ts';
import type { RunRecord } from './record.ts';
import { hungError, readHangNote } from './watch/hang-note.ts';

/** A run as it lies on the disk. */
export interface StoredRun {
  readonly id: string;
  readonly paths: RunPaths;
  readonly record: RunRecord;
}

/** What a run's files say of it, and a sentence for each of them that does not say what it should. */
export interface ToldRun {
  /** As the log has it: signs of life are not looked at. */
  readonly summary: RunSummary;
  readonly problems: readonly string[];
  readonly digest: LogDigest;
}

const LOST =
  'The process that computed the run ended without a word. Resume the run to go on from its last checkpoint.';

/**
 * What is known of a run from the end of its log and from signs of life. A run whose annotations are damaged is a run of
 * which nothing was said: they matter to nothing that is computed, and the list of runs names the damage.
 *
 * @throws AppError `runs/unreadable`
 */
export async function summarize(run: StoredRun, now = Date.now()): Promise<RunSummary> {
  const { summary } = await tell(run);
  const present = await presentState(run.paths, summary, now);
  if (present.state === summary.state) return { ...summary, ...present };
  // Between our two looks its trainer may have said how it ended, and let go of it.
  const again = (await tell(run)).summary;
  return { ...again, ...(await presentState(run.paths, again, now)) };
}

/**
 * What the files of a run say.
 *
 * @param before - what its log said earlier, so that only what was added is read
 * @throws AppError `runs/unreadable`
 */
export async function tell(
  { id, paths, record }: StoredRun,
  before: LogDigest | null = null,
): Promise<ToldRun> {
  const digest = await digestLog(paths.events, before);
  const { annotations, problems } = await annotationsOf(paths);
  const { kind, title, created, parent, origin, preset, seed, data } = record;
  // A run that has started has told so; a log that tells nothing of it was damaged.
  const isCutOff = digest.state === null && record.starts.length > 0;
  const state = isCutOff ? 'lost' : (digest.state ?? 'queued');
  const summary = {
    run: id,
    kind,
    title,
    started: created,
    state,
    step: digest.step ?? 0,
    steps: digest.steps ?? 0,
    seconds: secondsOf(record, digest),
    parent: parent?.run ?? null,
    origin,
    preset,
    seed,
    data: data.name,
    annotations,
    latest: digest.epochs.at(-1)?.epoch ?? null,
    result: state === 'finished' ? digest.result : null,
    problem: isCutOff ? cutOff(paths) : state === 'failed' || state === 'lost' ? digest.message : null,
  };
  return { summary, problems, digest };
}

const cutOff = ({ events }: RunPaths): string =>
  `${events} is cut off: what it told of the run is lost. Resume the run to go on from its last checkpoint.`;

async function annotationsOf(
  paths: RunPaths,
): Promise<{ readonly annotations: Annotations; readonly problems: readonly string[] }> {
  try {
    return { annotations: await readAnnotations(paths.annotations), problems: [] };
  } catch (error) {
    return { annotations: NO_ANNOTATIONS, problems: [messageOf(error)] };
  }
}

/** From its first start to the latest line of its log; null of a run that never started. */
function secondsOf({ starts }: RunRecord, { at }: LogDigest): number | null {
  const first = starts[0];
  // A clock may have been set back in between.
  return first === undefined || at === null ? null : Math.max(0, (at - Date.parse(first.at)) / 1000);
}

/** The state of a run that its files say is `state`: one that is under way may have lost its process. */
export async function presentState(
  paths: RunPaths,
  { state, problem }: Pick<RunSummary, 'state' | 'problem'>,
  now: number,
): Promise<Pick<RunSummary, 'state' | 'problem'>> {
  const isLost = isUnderWay(state) && !(await isAttended(paths, now));
  if (!isLost) return { state, problem };
  const note = await readHangNote(paths.hang);
  return { state: 'lost', problem: note === null ? LOST : hungError(note).message };
}

/** Whether a run in this state has a process that computes it. */
export function isUnderWay(state: RunState): boolean {
  return state === 'starting' || state === 'running';
}

/** Whether a run that has ended so, or not begun, waits for nobody: no process writes it. */
export function isAtRest(state: RunState): boolean {
  return !isUnderWay(state) && state !== 'queued';
}

async function isAttended(paths: RunPaths, now: number): Promise<boolean> {
  const holder = await holderOf(paths.folder);
  return holder !== null && !isGone(paths, holder, now);
}

/** Whether the holder of a run's lock has ended; of one on another machine, whether it gave no sign for long. */
export function isGone(paths: RunPaths, { isAlive, since }: Holder, now: number): boolean {
  if (isAlive !== null) return !isAlive;
  // It may not have given its first sign yet: what lies there is then that of an earlier trainer.
  if (Math.abs(now - since) < FIRST_BEAT_MS) return false;
  const beat = lastBeat(paths.heartbeat);
  return beat === null || Math.abs(now - beat.at) > SILENCE_MS;
}
