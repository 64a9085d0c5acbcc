/** What is done with registered sets: found again, moved, removed. */
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { systemCode } from '../../base/system-failure.ts';
import { isEmbedded } from '../embedded.ts';
import { dataError } from '../errors.ts';
import { requireElsewhere } from './add.ts';
import type { AddContext } from './add.ts';
import { removeFolder } from './claim.ts';
import { openContent } from './content.ts';
import { setPaths } from './paths.ts';
import { findRegistered, registeredNames, writeRecord, writing } from './registered.ts';
import type { RegisteredSet } from './registered.ts';
import { splitNames } from './splits.ts';

/** The registered set of that name. @throws AppError `data/not-registered` */
export async function requireRegistered(dataDir: string, name: string): Promise<RegisteredSet> {
  const found = await findRegistered(dataDir, name);
  if (found !== null) return found;
  if (isEmbedded(name)) throw dataError('data/embedded', { name });
  throw dataError('data/not-registered', { name, names: await registeredNames(dataDir) });
}

/**
 * Tells where the files of a referenced set are now: only where they hold the same content.
 *
 * @throws AppError `data/other-content`, `data/not-registered`, `data/among-own`, and as opening does
 */
export async function relocateSet(name: string, path: string, context: AddContext): Promise<RegisteredSet> {
  const { dataDir } = context.opening;
  const set = await requireRegistered(dataDir, name);
  if (set.source.kind === 'owned') throw dataError('data/owned-files', { name, folder: set.path });
  const place = resolve(path);
  await requireElsewhere(dataDir, place);
  const { id } = await openContent({ ...set, path: place }, context);
  if (id !== set.id)
    throw dataError('data/other-content', { name, path: place, expected: set.id, found: id });
  const moved: RegisteredSet = { ...set, source: { kind: 'referenced', path: place }, path: place };
  await writeRecord(dataDir, moved);
  return moved;
}

/** What a set takes on the disk of its own. */
export interface Holdings {
  /** Bytes of the files that were copied or fetched. */
  readonly fileBytes: number;
  readonly splits: readonly string[];
}

/** What would go with a set. */
export async function holdingsOf(dataDir: string, name: string): Promise<Holdings> {
  return {
    fileBytes: await folderBytes(setPaths(dataDir, name).files),
    splits: await splitNames(dataDir, name),
  };
}

/** Forgets a set, and removes what was copied or fetched for it. Files that were only referenced stay. @throws AppError `data/unwritable` */
export async function removeSet(dataDir: string, name: string): Promise<void> {
  const { folder } = setPaths(dataDir, name);
  await writing(folder, () => removeFolder(dataDir, name));
}

async function folderBytes(folder: string): Promise<number> {
  let bytes = 0;
  try {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      bytes += entry.isDirectory() ? await folderBytes(path) : (await stat(path)).size;
    }
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
  return bytes;
}
