import { readTail } from './event-log.ts';
import { readAnnotations } from './annotations.ts';
import type { LatestEpoch, RunEvent, RunState, RunSummary } from './events.ts';
import { lastBeat, SILENCE_MS } from './heartbeat.ts';
import { holderOf } from './lock.ts';
import type { Holder } from './lock.ts';
import type { RunPaths } from './paths.ts';
import type { RunRecord } from './record.ts';

/** A run as it lies on the disk. */
export interface StoredRun {
  readonly id: string;
  readonly paths: RunPaths;
  readonly record: RunRecord;
}

const LOST =
  'The process that computed the run ended without a word. Resume the run to go on from its last checkpoint.';

/** What is known of a run from the end of its log and from signs of life. */
export async function summarize(run: StoredRun, now = Date.now()): Promise<RunSummary> {
  const { events } = await readTail(run.paths.events, isEnough);
  const { state, problem } = await stateOf(run.paths, events, now);
  const { id, kind, title, created, parent, origin, preset, seed, data } = run.record;
  const result = state === 'finished' ? events.find((event) => event.type === 'result') : undefined;
  return {
    run: id,
    kind,
    title,
    started: created,
    state,
    ...progressOf(events),
    parent: parent?.run ?? null,
    origin,
    preset,
    seed,
    data: data.name,
    annotations: await readAnnotations(run.paths.annotations),
    latest: latestEpoch(events),
    result: result?.result ?? null,
    problem,
  };
}

/** Whether the state, the latest step and the latest whole epoch are among the events. */
const isEnough = (events: readonly RunEvent[]): boolean =>
  events.some(({ type }) => type === 'step') && events.some(({ type }) => type === 'epoch');

/** @param events - the last first */
function latestEpoch(events: readonly RunEvent[]): LatestEpoch | null {
  const found = events.find((event) => event.type === 'epoch');
  return found === undefined ? null : { epoch: found.epoch, train: found.train, valid: found.valid };
}

/** @param events - the last first */
async function stateOf(
  paths: RunPaths,
  events: readonly RunEvent[],
  now: number,
): Promise<{ readonly state: RunState; readonly problem: string | null }> {
  const last = events.find((event) => event.type === 'state' || event.type === 'step');
  if (last === undefined) return { state: 'queued', problem: null };
  const state = last.type === 'state' ? last.state : 'running';
  if (isUnderWay(state) && !(await isAttended(paths, now))) return { state: 'lost', problem: LOST };
  const isSad = state === 'failed' || state === 'lost';
  return { state, problem: isSad && last.type === 'state' ? last.message : null };
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
export function isGone(paths: RunPaths, { isAlive }: Holder, now: number): boolean {
  if (isAlive !== null) return !isAlive;
  const beat = lastBeat(paths.heartbeat);
  return beat === null || Math.abs(now - beat.at) > SILENCE_MS;
}

/** @param events - the last first */
function progressOf(events: readonly RunEvent[]): { readonly step: number; readonly steps: number } {
  const step = events.find((event) => event.type === 'step');
  const latest = events.find(
    (event) => event.type === 'step' || (event.type === 'state' && event.resumedFrom !== undefined),
  );
  const resumedFrom = latest?.type === 'state' ? latest.resumedFrom : undefined;
  return { step: resumedFrom ?? step?.step ?? 0, steps: step?.steps ?? 0 };
}
