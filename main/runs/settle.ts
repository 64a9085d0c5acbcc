/** How a trainer's process ended that did not say so itself. */
import { open } from 'node:fs/promises';
import { checkpointSteps } from './checkpoints.ts';
import { SYSTEM_CLOCK } from './clock.ts';
import { goOnWords } from './errors.ts';
import type { RunState } from './events.ts';
import { lastBeat } from './heartbeat.ts';
import type { Heartbeat } from './heartbeat.ts';
import type { TrainerExit } from './launcher.ts';
import { outlookWords } from './memory.ts';
import { readRecord } from './record.ts';
import { isAtRest, summarize } from './summary.ts';
import type { StoredRun } from './summary.ts';
import { hungError, readHangNote, removeHangNote } from './watch/hang-note.ts';
import { hasRisen } from './watch/oom-kills.ts';
import { openWriter } from './writer.ts';

/** Why a run was lost: what its log says of it. */
interface Loss {
  readonly code: string;
  readonly message: string;
}

/**
 * Closes the log of a run whose trainer's process has ended: if it ended without saying how, that is logged.
 *
 * @param isKilledHere - whether this process killed it
 * @returns how the run ended
 * @throws AppError `runs/locked` if another process computes the run by now
 */
export async function settle(run: StoredRun, exit: TrainerExit, isKilledHere = false): Promise<RunState> {
  const { state } = await summarize(run);
  if (isAtRest(state) && state !== 'lost') return state;
  // The next one to write the run gives signs of life of its own.
  const beat = lastBeat(run.paths.heartbeat);
  const writer = await openWriter(run, SYSTEM_CLOCK);
  try {
    // Now that nobody else writes it: another process may have said how it ended, or gone on with it and ended it.
    const { state: told } = await summarize(run);
    if (isAtRest(told)) return told;
    const { code, message } = await lossOf(run, { exit, isKilledHere, beat });
    await writer.append({ type: 'state', state: 'lost', message, code });
    await removeHangNote(run.paths.hang);
  } finally {
    await writer.close();
  }
  return 'lost';
}

interface Traces {
  readonly exit: TrainerExit;
  readonly isKilledHere: boolean;
  readonly beat: Heartbeat | null;
}

const GO_ON = 'Resume the run to go on from its last checkpoint.';
const LOST = 'runs/lost';

async function lossOf(run: StoredRun, { exit, isKilledHere, beat }: Traces): Promise<Loss> {
  if (isKilledHere) {
    return { code: LOST, message: `The process that computed the run was ended at once, as asked. ${GO_ON}` };
  }
  const note = await readHangNote(run.paths.hang);
  if (note !== null) {
    const { code, message } = hungError(note);
    return { code, message };
  }
  if (exit.signal === 'SIGKILL') return killed(run, beat);
  return ended(run, exit);
}

/** What the last lines that a process printed give away. */
const LAST_WORDS: readonly (readonly [RegExp, string])[] = [
  [/JavaScript heap out of memory|Array buffer allocation failed/, ', for it ran out of memory'],
  [/std::bad_alloc/, ', for it did not get the memory that it asked for'],
];
const LAST_BYTES = 16 << 10;

/** What a signal means that a process does not survive. */
const SIGNALS: Readonly<Record<string, string>> = {
  SIGSEGV: 'crashed (SIGSEGV)',
  SIGBUS: 'crashed (SIGBUS: a file or the memory that it used went away)',
  SIGILL: 'crashed (SIGILL: an instruction that this processor does not know)',
  SIGFPE: 'crashed (SIGFPE)',
  SIGABRT: 'gave up (SIGABRT)',
};

async function ended({ paths }: StoredRun, { code, signal }: TrainerExit): Promise<Loss> {
  const words = await lastWords(paths.log);
  const why = LAST_WORDS.find(([pattern]) => pattern.test(words))?.[1] ?? '';
  const how =
    signal === null
      ? `ended with exit code ${code ?? 'unknown'}`
      : (SIGNALS[signal] ?? `ended by the signal ${signal}`);
  const message = `The process that computed the run ${how}${why}; what it printed is in ${paths.log}. ${GO_ON}`;
  return { code: why === '' ? LOST : 'runs/out-of-memory', message };
}

/** The end of what a process printed; nothing if that cannot be read. */
async function lastWords(path: string): Promise<string> {
  const file = await open(path, 'r').catch(() => null);
  if (file === null) return '';
  try {
    const { size } = await file.stat();
    const length = Math.min(size, LAST_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Nobody here killed it: then mostly the system did, for lack of memory. Whether it did, only its own count tells. */
async function killed({ id, paths }: StoredRun, beat: Heartbeat | null): Promise<Loss> {
  const oom = beat?.oom ?? null;
  const isSystem = oom !== null && (await hasRisen(oom));
  // As it is now: its trainer has noted there what it needs.
  const { starts } = await readRecord(paths.record, id);
  const memory = starts.at(-1)?.environment.memory ?? null;
  const facts = memory === null ? '' : `: ${outlookWords(memory)}`;
  const [newest = null] = await checkpointSteps(paths.checkpoints);
  const who = isSystem
    ? 'by the system for lack of memory'
    : '(SIGKILL), perhaps by the system for lack of memory';
  return {
    code: isSystem ? 'runs/out-of-memory' : LOST,
    message: `The process that computed the run was killed ${who}${facts}; ${goOnWords(id, newest)}.`,
  };
}
