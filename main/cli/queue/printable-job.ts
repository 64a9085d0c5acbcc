import type { QueuedJob } from '../../runs/index.ts';

/** A job as scripts get it. */
export function printableJob({ job, kind, title, run, waitsFor }: QueuedJob): object {
  const { id, mustStop: _, startedAfter: __, ...rest } = job;
  return { job: id, ...rest, kind, title, waitsFor, step: run?.step ?? null, steps: run?.steps ?? null };
}
