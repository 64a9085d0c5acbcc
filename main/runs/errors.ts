import { AppError } from '../base/errors.ts';
import { readFailure, writeFailure } from '../base/system-failure.ts';
import { bytesWords, outlookWords } from './memory.ts';
import type { MemoryOutlook } from './memory.ts';

/** What each error of this room carries; files and folders are paths. */
export interface RunsErrorFacts {
  'runs/bad-id': { readonly id: string };
  'runs/not-found': { readonly reference: string };
  'runs/none': { readonly folder: string };
  'runs/ambiguous': { readonly reference: string; readonly matches: readonly string[] };
  'runs/damaged-record': { readonly file: string; readonly problem: string };
  'runs/damaged-annotations': { readonly file: string; readonly problem: string };
  'runs/bad-annotations': { readonly problem: string };
  'runs/newer-format': { readonly file: string; readonly found: string; readonly known: number };
  'runs/exists': { readonly run: string; readonly folder: string };
  'runs/not-in-trash': { readonly reference: string };
  'runs/locked': { readonly run: string; readonly pid: number; readonly host: string };
  'runs/unwritable': { readonly path: string; readonly reason: string; readonly remedy: string };
  'runs/unreadable': { readonly path: string; readonly reason: string };
  'runs/damaged-checkpoint': { readonly file: string; readonly problem: string };
  'runs/damaged-checkpoints': { readonly run: string; readonly problems: readonly string[] };
  'runs/no-checkpoint': { readonly run: string };
  'runs/bad-checkpoint': { readonly at: string };
  /** `at` is what was asked for, in words. */
  'runs/checkpoint-not-kept': { readonly run: string; readonly at: string; readonly kept: readonly number[] };
  'runs/diverged': {
    readonly run: string;
    /** `NaN` or `infinite`. */
    readonly value: string;
    /** Which variable of the state; null: the loss. */
    readonly variable: string | null;
    readonly step: number;
    readonly epoch: number;
    readonly checkpoint: { readonly step: number; readonly epoch: number | null } | null;
  };
  'runs/hung': {
    readonly run: string;
    readonly minutes: number;
    /** The last step that was finished. */
    readonly step: number;
    /** Since when nothing moved: ISO 8601, UTC. */
    readonly since: string;
    readonly isComputing: boolean;
  };
  'runs/out-of-memory': {
    readonly run: string;
    readonly memory: MemoryOutlook | null;
    readonly checkpoint: number | null;
  };
  'runs/not-resumable': { readonly run: string };
  'runs/busy': { readonly folder: string; readonly pid: number; readonly host: string };
  'runs/damaged-job': { readonly file: string; readonly problem: string };
  'runs/damaged-evaluation': { readonly file: string; readonly problem: string };
  'runs/damaged-queue': { readonly file: string; readonly problem: string };
  'runs/no-job': { readonly reference: string };
  'runs/ambiguous-job': { readonly reference: string; readonly matches: readonly string[] };
  'runs/queued-already': { readonly job: string };
  'runs/bad-steering': { readonly job: string; readonly problem: string };
  'runs/under-way': { readonly run: string };
  'runs/not-running': { readonly run: string; readonly state: string };
  'runs/target-exists': { readonly path: string; readonly remedy: string };
  'runs/target-in-store': { readonly path: string; readonly store: string };
  'runs/nothing-to-export': { readonly run: string; readonly what: string };
  'runs/one-run-only': { readonly format: string; readonly runs: number };
  'runs/bad-bundle': { readonly file: string; readonly problem: string };
  'runs/other-run': { readonly run: string; readonly file: string };
  'runs/no-room': { readonly file: string; readonly neededBytes: number; readonly freeBytes: number };
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
  'runs/bad-annotations': ({ problem }) =>
    `This cannot be said of a run: ${problem}. Names of experiments and tags are one line of at most 100 letters.`,
  'runs/newer-format': ({ file, found, known }) =>
    `${file} has format ${found}; this version of Dartboard reads up to ${String(known)}. Open it with a newer version.`,
  'runs/exists': ({ run, folder }) =>
    `There is a run ${run} already, in ${folder}. Remove that one first if the other is wanted.`,
  'runs/not-in-trash': ({ reference }) =>
    `No run in the trash has an id that begins with "${reference}". See what lies there with "dartboard runs trash list".`,
  'runs/locked': ({ run, pid, host }) =>
    `The run ${run} is in use by process ${String(pid)} on ${host}. Stop it first, or wait until it ends.`,
  'runs/unwritable': ({ path, reason, remedy }) => `${path} cannot be written: ${reason}. ${remedy}`,
  'runs/unreadable': ({ path, reason }) =>
    `${path} cannot be read: ${reason}. Check the path and its permissions.`,
  'runs/damaged-checkpoint': ({ file, problem }) => `The checkpoint ${file} is damaged: ${problem}.`,
  'runs/damaged-checkpoints': ({ run, problems }) =>
    `The run ${run} cannot go on: ${problems.join(' ')} Start it anew with the same settings.`,
  'runs/no-checkpoint': ({ run }) => `The run ${run} has no checkpoint yet. Let it make its first epoch.`,
  'runs/bad-checkpoint': ({ at }) =>
    `"${at}" names no checkpoint: give newest, best, the number of a step such as 120, or epoch:N for the state after N epochs.`,
  'runs/checkpoint-not-kept': ({ run, at, kept }) =>
    `The run ${run} keeps no checkpoint of ${at}; kept are those of ${kept.length === 1 ? 'step' : 'the steps'} ${[...kept].reverse().join(', ')}. A run that is started with --keep all keeps every one.`,
  'runs/diverged': ({ value, variable, step, epoch, checkpoint }) => {
    const what = variable === null ? 'The loss' : `The variable "${variable}"`;
    const where = `${what} became ${value} at step ${String(step)} (epoch ${String(epoch)}). The run is kept;`;
    const change = 'with a lower learning rate or stronger gradient clipping';
    if (checkpoint === null) return `${where} it has no checkpoint yet. Start another one ${change}.`;
    const inEpoch = checkpoint.epoch === null ? '' : ` (epoch ${String(checkpoint.epoch)})`;
    return `${where} its last checkpoint is step ${String(checkpoint.step)}${inEpoch}. Resumed, it would end the same: fork it from there ${change}.`;
  },
  'runs/hung': ({ run, minutes, step, since, isComputing }) => {
    const what = isComputing ? 'The computation of the run' : 'The process that computed the run';
    return `${what} made no progress for ${minutesWords(minutes)}, since ${since} and step ${String(step)}, and was ended. Go on with "dartboard runs resume ${run}". If it was only slow, set DARTBOARD_HANG_MINUTES to a longer time, or to 0 to wait for ever.`;
  },
  'runs/out-of-memory': ({ run, memory, checkpoint }) =>
    `The run did not get the memory that it asked for${memory === null ? '' : `: ${outlookWords(memory)}`}; ${goOnWords(run, checkpoint)}.`,
  'runs/not-resumable': ({ run }) => `The run ${run} is finished; there is nothing left to resume.`,
  'runs/busy': ({ folder, pid, host }) =>
    `Process ${String(pid)} on ${host} has held ${folder} for long. It hangs or was stopped: end it, then do this again.`,
  'runs/damaged-job': ({ file, problem }) =>
    `${file} is damaged: ${problem}. The job is left alone, and its run is not touched; restore the file from a copy, or remove it and queue the run again.`,
  'runs/damaged-evaluation': ({ file, problem }) =>
    `${file} is damaged: ${problem}. The run itself is not touched; evaluate it again.`,
  'runs/damaged-queue': ({ file, problem }) =>
    `${file} is damaged: ${problem}. It says whether the queue is paused, which it is taken to be; pause or resume the queue to write it anew.`,
  'runs/no-job': ({ reference }) =>
    `There is no job whose id begins with "${reference}". List the queue to see the ids.`,
  'runs/ambiguous-job': ({ reference, matches }) =>
    `${String(matches.length)} jobs have an id that begins with "${reference}": ${matches.slice(0, 5).join(', ')}. Give more of the id.`,
  'runs/queued-already': ({ job }) => `The run ${job} is in the queue already.`,
  'runs/bad-steering': ({ job, problem }) => `The job ${job} ${problem}.`,
  'runs/under-way': ({ run }) => `The run ${run} is running already. Stop it first to start it anew.`,
  'runs/not-running': ({ run, state }) =>
    `The run ${run} is not running (${state}); there is nothing to stop or to save.`,
  'runs/target-exists': ({ path, remedy }) => `${path} exists already. ${remedy}`,
  'runs/target-in-store': ({ path, store }) =>
    `${path} lies within ${store}, where runs are kept and nothing else. Name another place.`,
  'runs/nothing-to-export': ({ run, what }) =>
    `The run ${run} has no ${what} yet. Let it make its first epoch.`,
  'runs/one-run-only': ({ format, runs }) =>
    `The format ${format} holds one run, and ${String(runs)} were named. Export them one by one.`,
  'runs/bad-bundle': ({ file, problem }) =>
    `${file} cannot be imported: ${problem}. Nothing was taken from it; get it again from where it was made.`,
  'runs/other-run': ({ run, file }) =>
    `The run ${run} is here already, and the one in ${file} went on in another way. Nothing was changed; remove the run here first to have the other.`,
  'runs/no-room': ({ file, neededBytes, freeBytes }) =>
    `${file} needs ${bytesWords(neededBytes)} when it is unpacked, and only ${bytesWords(freeBytes)} are free. Free some space, then go on.`,
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

const minutesWords = (minutes: number): string =>
  minutes < 1
    ? `${String(Math.max(1, Math.round(minutes * 60)))} seconds`
    : `${String(Math.round(minutes))} minutes`;

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
