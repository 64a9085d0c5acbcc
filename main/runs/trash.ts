/**
 * Where removed runs lie until the trash is emptied. A run moves there and back as a whole folder, by one renaming; `trash.json`
 * in it says when it was removed and how large it is.
 */
import { lstat, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { z } from 'zod';
import { syncFolder } from '../base/durable.ts';
import { systemCode } from '../base/system-failure.ts';
import { writeDurably } from './durable.ts';
import { runsError, unreadable, unwritable } from './errors.ts';
import { filesOf, isRunId } from './paths.ts';
import type { HomePaths } from './paths.ts';
import { readRecord } from './record.ts';
import type { RunRecord } from './record.ts';

/** A run that was removed. */
export interface TrashedRun {
  readonly run: string;
  /** Null where the record cannot be read. */
  readonly title: string | null;
  readonly kind: RunRecord['kind'] | null;
  /** When it was removed: ISO 8601, UTC. */
  readonly removed: string;
  /** What deleting it frees. */
  readonly sizeBytes: number;
  /** Where it lies now. */
  readonly folder: string;
}

/** What lies in the trash. */
export interface TrashList {
  /** What was removed last comes first. */
  readonly runs: readonly TrashedRun[];
  /** What emptying frees, remains of an emptying that was interrupted included. */
  readonly totalBytes: number;
}

/** What emptying the trash did. */
export interface Emptied {
  readonly runs: readonly string[];
  readonly freedBytes: number;
}

/** The runs that were removed. */
export interface Trash {
  /** @throws AppError `runs/unreadable` */
  list(): Promise<TrashList>;
  /**
   * Puts a run back.
   *
   * @param reference - its id, or the beginning of it; of several with this id the one that was removed last
   * @returns its id
   * @throws AppError `runs/not-in-trash`, `runs/ambiguous`, `runs/exists`, `runs/unwritable`
   */
  restore(reference: string): Promise<string>;
  /**
   * Deletes runs for good. When it is interrupted, no run is left that could be taken for a whole one, and the next emptying
   * deletes the remains.
   *
   * @param chosen - as `list` gave them; empty: only remains
   * @throws AppError `runs/unwritable`
   */
  empty(chosen: readonly TrashedRun[]): Promise<Emptied>;
  /** What removing the run in that folder, and emptying the trash, would free. @throws AppError `runs/unreadable` */
  sizeOf(folder: string): Promise<number>;
}

const noteSchema = z.object({
  format: z.literal(1),
  run: z.string(),
  removed: z.iso.datetime(),
  sizeBytes: z.number().nonnegative(),
});

const NOTE = 'trash.json';
const ENTRY = /^([0-7][0-9a-z]{25})(?:\.\d+)?$/;
const REMAINS = '.emptying-';

/** The trash of these folders. */
export function openTrash({ runs, trash }: Pick<HomePaths, 'runs' | 'trash'>): Trash {
  const folders = [trash, trashBeside(runs)];
  return {
    list: () => listTrash(folders),
    restore: async (reference) => {
      const found = resolve(reference, (await listTrash(folders)).runs);
      await putBack(found, runs);
      return found.run;
    },
    empty: async (chosen) => {
      const remainsBytes = await sizeOfRemains(folders);
      for (const { folder } of chosen) await doom(folder);
      await deleteRemains(folders);
      const freedBytes = chosen.reduce((sum, { sizeBytes }) => sum + sizeBytes, remainsBytes);
      return { runs: chosen.map(({ run }) => run), freedBytes };
    },
    sizeOf: folderSize,
  };
}

/** Where removed runs go if the runs lie on another file system than the rest of the user's data. */
const trashBeside = (runs: string): string => join(runs, '.trash');

/**
 * Moves the folder of a run that nobody else writes to the trash.
 *
 * @param moved - the run, its size and the time
 * @returns where it lies now
 * @throws AppError `runs/unwritable`; the run is then where it was
 */
export async function moveToTrash(
  { runs, trash }: Pick<HomePaths, 'runs' | 'trash'>,
  { run, sizeBytes, now }: { readonly run: string; readonly sizeBytes: number; readonly now: number },
): Promise<string> {
  const from = join(runs, run);
  const note = join(from, NOTE);
  const removed = new Date(now).toISOString();
  const text = `${JSON.stringify({ format: 1, run, removed, sizeBytes }, null, 2)}\n`;
  // On a full disk there is no room for it, and removing must go on: without it, the same is measured later.
  // One that a restoring left that was killed would tell of another time.
  await writeDurably(note, [text]).catch(() => rm(note, { force: true }).catch(() => undefined));
  try {
    const folder = await moveInto(trash, from, run).catch((error: unknown) => {
      if (systemCode(error) !== 'EXDEV') throw error;
      return moveInto(trashBeside(runs), from, run);
    });
    await syncFolder(runs);
    return folder;
  } catch (error) {
    await rm(note, { force: true });
    throw unwritable(from, error);
  }
}

/** A run that came back, or was imported, may be removed again while its former self lies in the trash. */
async function moveInto(trash: string, from: string, run: string): Promise<string> {
  await mkdir(trash, { recursive: true });
  for (let copy = 1; ; copy++) {
    const folder = join(trash, copy === 1 ? run : `${run}.${copy}`);
    try {
      await rename(from, folder);
      await syncFolder(trash);
      return folder;
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  }
}

/** Whether a folder could not be renamed because the new name is that of another one. */
const isTaken = (error: unknown): boolean => ['ENOTEMPTY', 'EEXIST'].includes(systemCode(error) ?? '');

async function listTrash(folders: readonly string[]): Promise<TrashList> {
  const found: TrashedRun[] = [];
  for (const trash of folders) {
    for (const name of await namesIn(trash)) {
      const run = ENTRY.exec(name)?.[1];
      if (run !== undefined && isRunId(run)) found.push(await describe(join(trash, name), run));
    }
  }
  const remainsBytes = await sizeOfRemains(folders);
  const totalBytes = found.reduce((sum, { sizeBytes }) => sum + sizeBytes, remainsBytes);
  return { runs: found.sort((a, b) => (a.removed < b.removed ? 1 : -1)), totalBytes };
}

async function remainsIn(trash: string): Promise<readonly string[]> {
  const names = await namesIn(trash);
  return names.filter((name) => name.startsWith(REMAINS)).map((name) => join(trash, name));
}

async function sizeOfRemains(folders: readonly string[]): Promise<number> {
  const remains = (await Promise.all(folders.map(remainsIn))).flat();
  return (await Promise.all(remains.map(folderSize))).reduce((sum, size) => sum + size, 0);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw unreadable(folder, error);
  }
}

async function describe(folder: string, run: string): Promise<TrashedRun> {
  const note = await noteIn(folder);
  // Earlier versions left none.
  const removed = note?.removed ?? (await lstat(folder)).ctime.toISOString();
  const sizeBytes = note?.sizeBytes ?? (await folderSize(folder));
  const record = await readRecord(filesOf(folder).record, run).catch(() => null);
  return { run, title: record?.title ?? null, kind: record?.kind ?? null, removed, sizeBytes, folder };
}

async function noteIn(folder: string): Promise<z.infer<typeof noteSchema> | null> {
  try {
    return noteSchema.parse(JSON.parse(await readFile(join(folder, NOTE), 'utf8')));
  } catch {
    // Nothing depends on it: what it says is measured then.
    return null;
  }
}

/** The run in the trash that a reference means. */
function resolve(reference: string, runs: readonly TrashedRun[]): TrashedRun {
  const wanted = reference.trim().toLowerCase();
  const matches = runs.filter(({ run }) => wanted !== '' && run.startsWith(wanted));
  const [first] = matches;
  if (first === undefined) throw runsError('runs/not-in-trash', { reference });
  const ids = [...new Set(matches.map(({ run }) => run))];
  if (ids.length > 1) throw runsError('runs/ambiguous', { reference, matches: ids });
  return first;
}

/** The runs in the trash that references mean: every one with such an id. @throws AppError `runs/not-in-trash`, `runs/ambiguous` */
export function resolveTrashed(
  references: readonly string[],
  runs: readonly TrashedRun[],
): readonly TrashedRun[] {
  const ids = new Set(references.map((reference) => resolve(reference, runs).run));
  return runs.filter(({ run }) => ids.has(run));
}

async function putBack({ run, folder }: TrashedRun, runs: string): Promise<void> {
  const back = join(runs, run);
  try {
    await mkdir(runs, { recursive: true });
    // An empty folder would be replaced; a run's never is one.
    if ((await namesIn(back)).length > 0) throw runsError('runs/exists', { run, folder: back });
    await rename(folder, back);
    await rm(join(back, NOTE), { force: true });
    await syncFolder(runs);
  } catch (error) {
    if (isTaken(error)) throw runsError('runs/exists', { run, folder: back }, error);
    throw unwritable(back, error);
  }
}

/** Gives a folder a name under which nobody takes it for a run. */
async function doom(folder: string): Promise<void> {
  const parent = join(folder, '..');
  try {
    await rename(folder, join(parent, `${REMAINS}${ulid()}`));
  } catch (error) {
    // Another process was faster.
    if (systemCode(error) !== 'ENOENT') throw unwritable(folder, error);
  }
}

async function deleteRemains(folders: readonly string[]): Promise<void> {
  for (const trash of folders) {
    for (const remains of await remainsIn(trash)) {
      try {
        await rm(remains, { recursive: true, force: true, maxRetries: 3 });
      } catch (error) {
        throw unwritable(remains, error);
      }
    }
  }
}

/** What deleting a folder frees; what another process deletes meanwhile does not count. */
export async function folderSize(folder: string): Promise<number> {
  try {
    const sizes = (await readdir(folder, { withFileTypes: true })).map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? folderSize(path) : fileSize(path);
    });
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return 0;
    throw unreadable(folder, error);
  }
}

async function fileSize(path: string): Promise<number> {
  try {
    return (await lstat(path)).size;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return 0;
    throw error;
  }
}
