/**
 * Takes the runs of a bundle into the store. They are unpacked beside the others under a hidden name, checked to the last byte, and
 * renamed: a run is there whole or not at all, and one that is there is never touched.
 */
import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm, stat, statfs, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder, writeAll } from '../../../base/durable.ts';
import { AppError, messageOf } from '../../../base/errors.ts';
import { systemCode } from '../../../base/system-failure.ts';
import { runsError, unwritable } from '../../errors.ts';
import type { HomePaths } from '../../paths.ts';
import { leftoversIn, syncTree, temporaryName } from '../leftovers.ts';
import { bad, openBundle } from './bundle-entries.ts';
import type { OpenBundle } from './bundle-entries.ts';
import type { ManifestFile, ManifestRun } from './manifest.ts';
import { isContinuation } from './same-run.ts';
import { verifyRun } from './verify-run.ts';

/** What became of a run in a bundle. */
export interface ImportedRun {
  readonly run: string;
  readonly title: string;
  /** `here`: it was in the store already, as it is in the bundle or further; nothing was changed. */
  readonly outcome: 'imported' | 'here';
  readonly folder: string;
}

/** The store sweeps folders with this beginning when they are old. */
const TEMPORARY = '.new-import-';
/** What a disk keeps besides what is unpacked. */
const RESERVE_BYTES = 16 << 20;

/**
 * Imports a bundle.
 *
 * @param path - of the bundle
 * @returns what became of its runs, in the order of its manifest
 * @throws AppError `runs/bad-bundle`, `runs/newer-format`, `runs/other-run`, `runs/no-room`, `runs/unreadable`, `runs/unwritable`;
 *   then nothing of it is in the store, unless another process took the place of one of its runs meanwhile
 */
export async function importBundle(
  { runs }: Pick<HomePaths, 'runs'>,
  path: string,
): Promise<readonly ImportedRun[]> {
  const bundle = await openBundle(path);
  const temporary = join(runs, temporaryName(TEMPORARY));
  const unpacking: Unpacking = { bundle, path, runs, temporary };
  try {
    await mkdir(runs, { recursive: true });
    await sweep(runs);
    await requireRoom(unpacking);
    await mkdir(temporary);
    const found: ImportedRun[] = [];
    for (const run of bundle.manifest.runs) found.push(await prepare(run, unpacking));
    for (const run of found) if (run.outcome === 'imported') await place(run, unpacking);
    await syncFolder(runs);
    return found;
  } catch (error) {
    throw unwritable(runs, error);
  } finally {
    bundle.close();
    await rm(temporary, { recursive: true, force: true });
  }
}

interface Unpacking {
  readonly bundle: OpenBundle;
  readonly path: string;
  readonly runs: string;
  readonly temporary: string;
}

async function requireRoom({ bundle, path, runs }: Unpacking): Promise<void> {
  const { bavail, bsize } = await statfs(runs);
  const [neededBytes, freeBytes] = [bundle.totalBytes + RESERVE_BYTES, bavail * bsize];
  if (neededBytes > freeBytes) throw runsError('runs/no-room', { file: path, neededBytes, freeBytes });
}

/** Unpacks and checks a run. */
async function prepare(run: ManifestRun, unpacking: Unpacking): Promise<ImportedRun> {
  const { path, runs, temporary } = unpacking;
  const folder = join(temporary, run.run);
  await mkdir(folder);
  for (const file of run.files) await unpack({ run: run.run, file, folder }, unpacking);
  try {
    await verifyRun(folder, run);
  } catch (error) {
    // A newer format is no damage.
    if (error instanceof AppError && error.code === 'runs/newer-format') throw error;
    throw bad(path, `the run ${run.run} in it is damaged: ${wordsOf(error, folder)}`, error);
  }
  const final = join(runs, run.run);
  const isHere = await stat(final).then(
    () => true,
    () => false,
  );
  if (isHere) await requireSame(run.run, unpacking);
  return { run: run.run, title: run.title, outcome: isHere ? 'here' : 'imported', folder: final };
}

/** What a reader says, without the path of a folder that is gone by then, and without its remedy, which is for runs that are here. */
const wordsOf = (error: unknown, folder: string): string =>
  messageOf(error)
    .replaceAll(`${folder}/`, '')
    .replaceAll(/\s+/g, ' ')
    .replace(/\. [A-Z].*$/, '')
    .replace(/\.$/, '')
    .slice(0, 500);

interface Unpacked {
  readonly run: string;
  readonly file: ManifestFile;
  readonly folder: string;
}

/** Writes one file and checks its sum. */
async function unpack(
  { run, file, folder }: Unpacked,
  { bundle, path, temporary }: Unpacking,
): Promise<void> {
  const target = join(folder, file.path);
  await mkdir(dirname(target), { recursive: true });
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const handle = await open(target, 'wx');
  try {
    for await (const chunk of await bundle.content(run, file)) {
      sizeBytes += chunk.length;
      if (sizeBytes > file.sizeBytes) break;
      hash.update(chunk);
      await writeAll(handle, chunk);
    }
  } finally {
    await handle.close();
  }
  if (sizeBytes !== file.sizeBytes || hash.digest('hex') !== file.sha256) {
    throw bad(path, `${file.path} of the run ${run} is damaged: its SHA-256 is not the one in the manifest`);
  }
  // A sign of life: others sweep folders that nobody has touched for long.
  const now = new Date();
  await utimes(temporary, now, now);
}

async function requireSame(run: string, { path, runs, temporary }: Unpacking): Promise<void> {
  if (await isContinuation(join(runs, run), join(temporary, run))) return;
  throw runsError('runs/other-run', { run, file: path });
}

/** Brings a run that was checked to the disk and gives it its name. */
async function place({ run, folder }: ImportedRun, unpacking: Unpacking): Promise<void> {
  const from = join(unpacking.temporary, run);
  await syncTree(from);
  try {
    await rename(from, folder);
  } catch (error) {
    const code = systemCode(error);
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
    // Another process was quicker.
    await requireSame(run, unpacking);
  }
}

/** Removes what imports left that were killed on this machine; what was left by others, the store removes when it is old. */
async function sweep(runs: string): Promise<void> {
  for (const name of await leftoversIn(runs, TEMPORARY)) {
    await rm(join(runs, name), { recursive: true, force: true });
  }
}
