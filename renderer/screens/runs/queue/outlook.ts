/** When the jobs of the queue are likely to begin and to end, by how long such runs took so far. */
import type { Computing, ListedRun, QueuedJob, QueueList } from '../../../../main/api/contract.ts';

/** What is expected of a job, in milliseconds since 1970. Null: nothing is known. */
export interface JobOutlook {
  readonly begins: number | null;
  readonly ends: number | null;
}

/** What an outlook is made of. */
export interface OutlookFacts {
  readonly queue: QueueList;
  readonly runs: readonly ListedRun[];
  readonly devices: readonly Computing[];
  readonly now: number;
}

/** The outlook of every job that computes or waits, by its id. Jobs that wait for something else than a device have none. */
export function queueOutlook(facts: OutlookFacts): ReadonlyMap<string, JobOutlook> {
  const { queue, runs, devices, now } = facts;
  const outlooks = new Map(
    devices.map(({ id }) => [id, { begins: null, ends: computingUntil(id, facts) }] as const),
  );
  const known = new Map<string, JobOutlook>(outlooks);
  // One that computes for an unknown time keeps its device for an unknown time.
  const lanes = devices.length === 0 ? [now] : [...outlooks.values()].map(({ ends }) => ends);
  for (const waiting of queue.jobs.filter(
    ({ job, waitsFor }) => job.state === 'waiting' && waitsFor === null,
  )) {
    const lane = earliest(lanes);
    if (lane === null) continue;
    const begins = lanes[lane] ?? null;
    const seconds = secondsOf(waiting, runs);
    const ends = begins === null || seconds === null ? null : begins + 1000 * seconds;
    lanes[lane] = ends;
    known.set(waiting.job.id, { begins, ends });
  }
  return known;
}

function computingUntil(id: string, { queue, runs, now }: OutlookFacts): number | null {
  const job = queue.jobs.find((one) => one.job.id === id);
  const run = job?.run ?? runs.find((one) => one.run === id) ?? null;
  const seconds = job?.kind === 'evaluate' || run === null ? null : restOf(run, runs);
  return seconds === null ? null : now + 1000 * seconds;
}

/** How long a job will take; null of an evaluation, whose pace nobody keeps. */
function secondsOf({ kind, run }: QueuedJob, runs: readonly ListedRun[]): number | null {
  return kind === 'evaluate' || run === null ? null : restOf(run, runs);
}

/** The place of the one that is free first; null where none is known to be. */
function earliest(lanes: readonly (number | null)[]): number | null {
  const known = lanes.flatMap((end, i) => (end === null ? [] : [{ end, i }]));
  return known.sort((a, b) => a.end - b.end)[0]?.i ?? null;
}

type Facts = Pick<ListedRun, 'kind' | 'preset' | 'data' | 'step' | 'steps' | 'seconds'>;

/** A run is too young to tell its own pace before it has made so many steps. */
const STEPS_TO_TELL = 20;

/** How long a run will still take, by its own pace or else by that of finished ones of its kind, preset and data. */
function restOf(
  { kind, preset, data, step, steps, seconds }: Facts,
  runs: readonly ListedRun[],
): number | null {
  if (steps > 0 && step >= STEPS_TO_TELL && seconds !== null) return (seconds * (steps - step)) / step;
  const alike = runs.filter(
    (run) =>
      run.state === 'finished' &&
      run.kind === kind &&
      run.preset === preset &&
      run.data === data &&
      run.seconds !== null,
  );
  const times = alike.map((run) => run.seconds ?? 0).sort((a, b) => a - b);
  const usual = times[Math.floor(times.length / 2)];
  return usual === undefined ? null : steps > 0 ? (usual * (steps - step)) / steps : usual;
}

/** The job before which another stands after being moved by `by` places among those that wait; null: no such place. */
export function destination(
  waiting: readonly QueuedJob[],
  id: string,
  by: -1 | 1,
): 'last' | { readonly before: string } | null {
  const at = waiting.findIndex(({ job }) => job.id === id);
  if (at < 0) return null;
  const next = waiting[by < 0 ? at - 1 : at + 2];
  if (next !== undefined) return { before: next.job.id };
  return by > 0 && at < waiting.length - 1 ? 'last' : null;
}
