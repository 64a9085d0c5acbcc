/**
 * Where an export goes: it is made beside its place under a hidden name and moved there when it is whole and on the disk, so that
 * whoever looks finds all of it or nothing. What a killed export left behind, the next one to the same place removes.
 */
import { createHash } from 'node:crypto';
import { lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { syncFolder } from '../../base/durable.ts';
import { AppError } from '../../base/errors.ts';
import { systemCode } from '../../base/system-failure.ts';
import { runsError, unwritable } from '../errors.ts';
import { leftoversIn, syncTree, temporaryName } from './leftovers.ts';

/** The file that marks a folder as an export, and says what its tables mean. */
export const EXPORT_MARK = 'export.json';

/** Of a name that hidden names begin with as it is. */
const MOST_NAME_BYTES = 100;

/** How a place is filled. */
export interface Placing {
  readonly kind: 'file' | 'folder';
  /** Whether what is there already may be replaced: a file, or a folder that an export made. */
  readonly force: boolean;
}

/**
 * Fills a place in one step.
 *
 * @param out - a path; the folders above it are made
 * @param write - writes to the path that it is given, which does not exist or is an empty folder
 * @returns the whole path
 * @throws AppError `runs/target-exists`, `runs/unwritable`, and what `write` throws; the place is then as it was
 */
export async function fillPlace(
  out: string,
  { kind, force }: Placing,
  write: (path: string) => Promise<void>,
): Promise<string> {
  const path = resolve(out);
  const folder = dirname(path);
  const found = await lookAt(path);
  if (found !== 'nothing') refuse(path, { kind, force, found });
  const temporary = join(folder, temporaryName(hiddenName(path)));
  try {
    await mkdir(folder, { recursive: true });
    await sweep(path);
    if (kind === 'folder') await mkdir(temporary);
    await write(temporary);
    await syncTree(temporary);
    await move(temporary, path, found);
    await syncFolder(folder);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw unwritable(path, isWithin(error, temporary) ? error.cause : error);
  }
  return path;
}

/** Whether a write there failed: people know the place by its own name. */
const isWithin = (error: unknown, folder: string): error is AppError =>
  error instanceof AppError &&
  error.code === 'runs/unwritable' &&
  String(error.data['path']).startsWith(folder);

type Found = 'nothing' | 'file' | 'empty' | 'export' | 'folder';

async function lookAt(path: string): Promise<Found> {
  try {
    if (!(await lstat(path)).isDirectory()) return 'file';
    const names = await readdir(path);
    if (names.length === 0) return 'empty';
    return names.includes(EXPORT_MARK) ? 'export' : 'folder';
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return 'nothing';
    throw unwritable(path, error);
  }
}

function refuse(path: string, { kind, force, found }: Placing & { readonly found: Found }): void {
  if (found === 'empty' && kind === 'folder') return;
  const replaceable = kind === 'file' ? 'file' : 'export';
  if (found === replaceable && force) return;
  const fits = found === replaceable;
  const remedy = fits
    ? 'Name another place, or replace it with --force.'
    : found === 'folder' && kind === 'folder'
      ? 'It is a folder that no export made, which is never replaced; name another place.'
      : `It is a ${found === 'file' ? 'file' : 'folder'}, which a ${kind} never replaces; name another place.`;
  throw runsError('runs/target-exists', { path, remedy });
}

async function move(temporary: string, path: string, found: Found): Promise<void> {
  if (found === 'nothing' || found === 'file') return rename(temporary, path);
  // No system replaces a whole folder at once: the old one steps aside first.
  const old = `${temporary}.old`;
  await rename(path, old);
  try {
    await rename(temporary, path);
  } catch (error) {
    await rename(old, path);
    throw error;
  }
  await rm(old, { recursive: true, force: true });
}

/** File systems take some 255 bytes: for a longer name stands its sum. */
function hiddenName(path: string): string {
  const name = basename(path);
  const isShort = Buffer.byteLength(name) <= MOST_NAME_BYTES;
  return `.${isShort ? name : createHash('sha256').update(name).digest('hex')}.export-`;
}

/** Removes what exports to this place left that were killed on this machine. */
async function sweep(path: string): Promise<void> {
  const folder = dirname(path);
  for (const name of await leftoversIn(folder, hiddenName(path))) {
    // Killed between two renames: what stood there before stands there again.
    const isOld = name.endsWith('.old');
    if (isOld && (await lookAt(path)) === 'nothing') await rename(join(folder, name), path);
    else await rm(join(folder, name), { recursive: true, force: true });
  }
}
