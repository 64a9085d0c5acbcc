import { AppError } from '../base/errors.ts';
import { readFailure, writeFailure } from '../base/system-failure.ts';
import { outlookWords } from './memory.ts';
import type { MemoryOutlook } from './memory.ts';

/** What each error of this room carries; files and folders are paths. */
export interface RunsErrorFacts {
  'runs/bad-id': { readonly id: string };
  'runs/not-found': { readonly reference: string };
  'runs/none': { readonly folder: string };
  'runs/ambiguous': { readonly reference: string; readonly matches: readonly string[] };
  'runs/damaged-record': { readonly file: string; readonly problem: string };
  'runs/damaged-annotations': { readonly file: string; readonly problem: string };
  'runs/newer-format': { readonly file: string; readonly found: string; readonly known: number };
  'runs/locked': { readonly run: string; readonly pid: number; readonly host: string };
  'runs/unwritable': { readonly path: string; readonly reason: string; readonly remedy: string };
  'runs/unreadable': { readonly path: string; readonly reason: string };
  'runs/damaged-checkpoint': { readonly file: string; readonly problem: string };
  'runs/damaged-checkpoints': { readonly run: string; readonly problems: readonly string[] };
  'runs/no-checkpoint': { readonly run: string };
  'runs/diverged': {
    readonly value: string;
    readonly step: number;
    readonly epoch: number;
    readonly checkpoint: number | null;
  };
  'runs/out-of-memory': {
    readonly run: string;
    readonly memory: MemoryOutlook | null;
    readonly checkpoint: number | null;
  };
  'runs/not-resumable': { readonly run: string };
  'runs/under-way': { readonly run: string };
  'runs/not-running': { readonly run: string; readonly state: string };
}

/** The codes of this room's errors. */
export type RunsErrorCode = keyof RunsErrorFacts;

const MESSAGES: { readonly [C in RunsErrorCode]: (facts: RunsErrorFacts[C]) => string } = {
  'runs/bad-id': ({ id }) =>
    `"${id}" is not the id of a run: 26 letters and digits, or the first few of them, or "latest". List the runs to see their ids.`,
  'runs/not-found': ({ reference }) =>
    `There is no run whose id begins with "${reference}". List the runs to see their ids.`,
  'runs/none': ({ folder }) => `There is no run in ${folder} yet. Start a search first.`,
  'runs/ambiguous': ({ reference, matches }) =>
    `${String(matches.length)} runs have an id that begins with "${reference}": ${matches.slice(0, 5).join(', ')}. Give more of the id.`,
  'runs/damaged-record': ({ file, problem }) =>
    `${file} is damaged: ${problem}. The other files of the run are left as they are; restore this one from a copy.`,
  'runs/damaged-annotations': ({ file, problem }) =>
    `${file} is damaged: ${problem}. It holds the experiment, tags, star and note of the run, and nothing that was computed; restore it from a copy or remove it.`,
  'runs/newer-format': ({ file, found, known }) =>
    `${file} has format ${found}; this version of Dartboard reads up to ${String(known)}. Open it with a newer version.`,
  'runs/locked': ({ run, pid, host }) =>
    `The run ${run} is in use by process ${String(pid)} on ${host}. Stop it first, or wait until it ends.`,
  'runs/unwritable': ({ path, reason, remedy }) => `${path} cannot be written: ${reason}. ${remedy}`,
  'runs/unreadable': ({ path, reason }) =>
    `${path} cannot be read: ${reason}. Check the path and its permissions.`,
  'runs/damaged-checkpoint': ({ file, problem }) => `The checkpoint ${file} is damaged: ${problem}.`,
  'runs/damaged-checkpoints': ({ run, problems }) =>
    `The run ${run} cannot go on: ${problems.join(' ')} Start it anew with the same settings.`,
  'runs/no-checkpoint': ({ run }) => `The run ${run} has no checkpoint yet. Let it make its first epoch.`,
  'runs/diverged': ({ value, step, epoch, checkpoint }) =>
    `The loss became ${value} at step ${String(step)} (epoch ${String(epoch)}). The run is kept; ${
      checkpoint === null ? 'it has no checkpoint yet' : `its last checkpoint is step ${String(checkpoint)}`
    }. Try a lower learning rate or stronger gradient clipping.`,
  'runs/out-of-memory': ({ run, memory, checkpoint }) =>
    `The run did not get the memory that it asked for${memory === null ? '' : `: ${outlookWords(memory)}`}; ${goOnWords(run, checkpoint)}.`,
  'runs/not-resumable': ({ run }) => `The run ${run} is finished; there is nothing left to resume.`,
  'runs/under-way': ({ run }) => `The run ${run} is running already. Stop it first to start it anew.`,
  'runs/not-running': ({ run, state }) =>
    `The run ${run} is not running (${state}); there is nothing to stop.`,
};

/**
 * An error of this room, with its sentence made from the facts.
 *
 * @param code - which error
 * @param facts - what the sentence needs, kept as the error's `data`
 * @param cause - what was thrown below, if anything
 */
export function runsError<C extends RunsErrorCode>(
  code: C,
  facts: RunsErrorFacts[C],
  cause?: unknown,
): AppError {
  const trail = cause === undefined ? {} : { cause };
  return new AppError(code, MESSAGES[code](facts), { data: { ...facts }, ...trail });
}

/** What to do with a run that memory ran out for: a clause. A run keeps its settings, so another batch is another run. */
export function goOnWords(run: string, checkpoint: number | null): string {
  const where =
    checkpoint === null ? 'it has no checkpoint yet' : `its checkpoint of step ${String(checkpoint)} is kept`;
  return `${where}: start a smaller run, or free memory and go on with "dartboard runs resume ${run}"`;
}

/** The error for a write that failed; an AppError passes unchanged. */
export function unwritable(path: string, thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  return runsError('runs/unwritable', { path, ...writeFailure(thrown) }, thrown);
}

/** The error for a read that failed; an AppError passes unchanged. */
export function unreadable(path: string, thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  return runsError('runs/unreadable', { path, reason: readFailure(thrown) }, thrown);
}
