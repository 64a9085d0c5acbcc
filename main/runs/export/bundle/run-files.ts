/**
 * The files of a run as they go into a bundle: one moment of it, also while it is computed. The checkpoints are taken first and
 * the log last, up to its last whole line, so that the log tells of every checkpoint that goes along; lines and checkpoints that
 * are damaged stay behind.
 */
import { open, readdir, readFile, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../../base/errors.ts';
import { systemCode } from '../../../base/system-failure.ts';
import { readCheckpoint } from '../../checkpoint-file.ts';
import { unreadable } from '../../errors.ts';
import { decodeLine, encodeLine } from '../../event-line.ts';
import { isUnderWay, summarize } from '../../summary.ts';
import type { StoredRun } from '../../summary.ts';
import { lineBatches } from './line-batches.ts';
import {
  EVENTS,
  isRunFile,
  isVolatile,
  PRINTED,
  START,
  stepOfCheckpoint,
  WHILE_COMPUTED,
} from './file-names.ts';

/** Which checkpoints go along. */
export type CheckpointChoice = 'all' | 'newest' | 'none';

/** What goes along. */
export interface BundleChoice {
  readonly checkpoints: CheckpointChoice;
  /** Whether what the trainer printed goes along. */
  readonly logs: boolean;
  /** Is told what stays behind, a sentence each. */
  readonly onNote: (sentence: string) => void;
}

/** A file that goes along. */
export interface RunFile {
  /** Within the run's folder. */
  readonly path: string;
  /** Whether packing makes it smaller: numbers that were learnt it does not. */
  readonly isText: boolean;
  /** To be gone through before the next file is asked for. */
  readonly content: AsyncIterable<Uint8Array>;
}

/**
 * The files of a run that go along, always in the same order.
 *
 * @throws AppError `runs/unreadable`
 */
export async function* runFiles(run: StoredRun, choice: BundleChoice): AsyncGenerator<RunFile> {
  const { folder, events } = run.paths;
  try {
    const isRunning = isUnderWay((await summarize(run)).state);
    if (choice.checkpoints !== 'none') {
      yield* checkpointFiles(folder, { ...choice, isRunning });
      yield* startFile(folder, choice.onNote);
    }
    for (const path of await pathsIn(folder)) {
      if (isTakenElsewhere(path) || (path === PRINTED && !choice.logs)) continue;
      if (isRunFile(path)) yield { path, isText: true, content: wholeFile(join(folder, path)) };
      else if (!isVolatile(path))
        choice.onNote(`${join(folder, path)} was left out: it is no file of a run.`);
    }
    const content = soundLog(events, isRunning, choice.onNote);
    yield { path: EVENTS, isText: true, content };
  } catch (error) {
    throw unreadable(folder, error);
  }
}

const isTakenElsewhere = (path: string): boolean =>
  path === EVENTS || path === START || stepOfCheckpoint(path) !== null;

/** At once, as it may be replaced meanwhile; all of these files are small. */
async function* wholeFile(path: string): AsyncGenerator<Uint8Array> {
  yield await readFile(path);
}

/** How often a trainer may remove all checkpoints that were found before one was read. */
const MOST_ROUNDS = 20;

/** The newest first: those a trainer that goes on meanwhile removes last. */
async function* checkpointFiles(
  folder: string,
  { checkpoints, isRunning, onNote }: BundleChoice & { readonly isRunning: boolean },
): AsyncGenerator<RunFile> {
  const seen = new Set<string>();
  for (let round = 0, taken = 0; taken === 0 && round < (isRunning ? MOST_ROUNDS : 1); round++) {
    for (const path of (await pathsIn(folder)).filter((one) => stepOfCheckpoint(one) !== null).sort(byStep)) {
      if (seen.has(path)) continue;
      const file = await openSound(join(folder, path), onNote);
      if (file === 'gone') continue;
      seen.add(path);
      if (file === 'damaged') continue;
      yield* streamed(path, file);
      taken++;
      if (checkpoints === 'newest') return;
    }
  }
}

async function* startFile(folder: string, onNote: BundleChoice['onNote']): AsyncGenerator<RunFile> {
  const file = await openSound(join(folder, START), onNote);
  if (typeof file !== 'string') yield* streamed(START, file);
}

async function* streamed(path: string, file: FileHandle): AsyncGenerator<RunFile> {
  const content = file.createReadStream({ autoClose: false, start: 0 });
  // Who reads it is told of an error as well. Given up half read, as for a full disk, it would tell where nobody listens.
  content.on('error', () => undefined);
  try {
    yield { path, isText: false, content };
  } finally {
    content.destroy();
    await file.close();
  }
}

const byStep = (a: string, b: string): number => (stepOfCheckpoint(b) ?? 0) - (stepOfCheckpoint(a) ?? 0);

/** Opened before it is checked, so that it can be read also when its trainer has removed it by then. */
async function openSound(
  path: string,
  onNote: BundleChoice['onNote'],
): Promise<FileHandle | 'gone' | 'damaged'> {
  const file = await open(path, 'r').catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  });
  if (file === null) return 'gone';
  try {
    await readCheckpoint(path);
    return file;
  } catch (error) {
    await file.close();
    if (!(await isThere(path))) return 'gone';
    onNote(`${messageOf(error)} It was left out.`);
    return 'damaged';
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** The sound lines of the log. One of a run that is computed just now ends there: where it is unpacked, nobody computes it. */
async function* soundLog(
  path: string,
  isRunning: boolean,
  onNote: BundleChoice['onNote'],
): AsyncGenerator<Uint8Array> {
  const file = await open(path, 'r');
  const end = { seq: -1, step: 0, at: 0 };
  let damaged = 0;
  try {
    for await (const { lines } of lineBatches(file, (await file.stat()).size)) {
      const sound = lines.filter((line) => isSound(line, end));
      damaged += lines.length - sound.length;
      if (sound.length > 0) yield Buffer.concat(sound.flatMap((line) => [line, LINE_END]));
    }
  } finally {
    await file.close();
  }
  if (damaged > 0) onNote(`${path}: ${String(damaged)} damaged lines were left out.`);
  if (!isRunning) return;
  const { seq, step, at } = end;
  const message = `exported at step ${String(step)} ${WHILE_COMPUTED}`;
  yield encodeLine({ seq: seq + 1, at, type: 'state', state: 'interrupted', message });
}

/** Whether the line goes along; then the end of the log is noted. */
function isSound(line: Buffer, end: { seq: number; step: number; at: number }): boolean {
  const event = decodeLine(line);
  if (event === null || event.seq <= end.seq) return false;
  [end.seq, end.at] = [event.seq, event.at];
  if (event.type === 'step') end.step = event.step;
  return true;
}

const LINE_END = Buffer.from('\n');
const MOST_DEPTH = 3;

/** The paths of all files in a folder, sorted; what is neither file nor folder, such as a link, ends with a blank and so fits no name. */
async function pathsIn(folder: string, above = '', depth = 1): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const entry of await readdir(join(folder, above), { withFileTypes: true })) {
    const path = `${above}${entry.name}`;
    if (entry.isDirectory() && depth < MOST_DEPTH)
      paths.push(...(await pathsIn(folder, `${path}/`, depth + 1)));
    else paths.push(entry.isFile() ? path : `${path} `);
  }
  return paths.sort();
}
