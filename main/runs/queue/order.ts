/** In which order jobs have their turn. */
import type { Job } from './job.ts';

/** The jobs that wait, the next one first: by priority, then as they were queued or moved. */
export function inOrder(jobs: readonly Job[]): readonly Job[] {
  return jobs
    .filter(({ state }) => state === 'waiting')
    .sort((a, b) => b.priority - a.priority || a.position - b.position || (a.id < b.id ? -1 : 1));
}

/** Where a job is to have its turn; before another one it gets the priority of that. */
export type Destination = 'first' | 'last' | { readonly before: Job };

/**
 * What must be changed so that `job` has its turn there. `first` and `last` are meant among those of its priority.
 *
 * @param jobs - all of them, `job` too
 * @returns the jobs that are not as they were
 */
export function moved(jobs: readonly Job[], job: Job, to: Destination): readonly Job[] {
  const priority = typeof to === 'string' ? job.priority : to.before.priority;
  const others = inOrder(jobs).filter((other) => other.id !== job.id && other.priority === priority);
  const at =
    to === 'first' ? 0 : to === 'last' ? others.length : others.findIndex(({ id }) => id === to.before.id);
  const earlier = others[at - 1]?.position;
  const later = others[at]?.position;
  const position = between(earlier, later);
  if (position !== null) return [{ ...job, priority, position }];
  // No number lies between the two any more: all are numbered anew.
  const ordered = [...others.slice(0, at), { ...job, priority }, ...others.slice(at)];
  return ordered
    .map((each, i) => ({ ...each, position: i + 1 }))
    .filter(
      (each) => each.id === job.id || jobs.find(({ id }) => id === each.id)?.position !== each.position,
    );
}

function between(earlier: number | undefined, later: number | undefined): number | null {
  if (earlier === undefined) return later === undefined ? 1 : later - 1;
  if (later === undefined) return earlier + 1;
  const middle = (earlier + later) / 2;
  return earlier < middle && middle < later ? middle : null;
}

/** The position behind all others. */
export function lastPosition(jobs: readonly Job[]): number {
  return jobs.reduce((last, { position }) => Math.max(last, position), 0) + 1;
}
