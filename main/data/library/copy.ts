import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { constants, copyFile, mkdir, open, readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { syncFolder, writeAll } from '../../base/durable.ts';
import { systemCode } from '../../base/system-failure.ts';
import { asUnreadable } from '../data-file.ts';
import { writing } from './registered.ts';

/** Larger files are copied by so much at a time, unless the file system copies them in one step. */
const CHUNK_BYTES = 2 ** 23;

/** Who watches a copying. */
export interface CopyOptions {
  /** Ends it; null: nobody does. */
  readonly signal: AbortSignal | null;
  /** Is told how many bytes of how many are copied. */
  readonly onCopied: (done: number, total: number) => void;
}

interface SourceFile {
  /** Within the folder that is copied. */
  readonly name: string;
  readonly sizeBytes: number;
}

/**
 * Copies a file, or all files of a folder and the folders in it, to the disk. Links are copied as what they lead to; those
 * that lead nowhere, or to a folder that they are in, are left out.
 *
 * @param source - a file or folder
 * @param target - a folder, which is made
 * @returns where in `target` the copy of the source is; empty: `target` itself
 * @throws AppError `data/unreadable`, `data/unwritable`; the signal's reason
 */
export async function copyInto(
  source: string,
  target: string,
  { signal, onCopied }: CopyOptions,
): Promise<string> {
  const isFolder = (await reading(source, () => stat(source))).isDirectory();
  const files = isFolder
    ? await filesIn({ root: source, within: '', trail: [await realpath(source)] }, signal)
    : [{ name: '', sizeBytes: (await reading(source, () => stat(source))).size }];
  const total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const within = isFolder ? '' : basename(source);
  const made = new Set<string>();
  let done = 0;
  for (const { name, sizeBytes } of files) {
    signal?.throwIfAborted();
    const to = join(target, within, name);
    await writing(to, async () => {
      const folder = join(to, '..');
      if (!made.has(folder)) await mkdir(folder, { recursive: true });
      made.add(folder);
      await copyDurably(join(source, name), to, {
        signal,
        onBytes: (bytes) => {
          if (bytes < sizeBytes) onCopied(done + bytes, total);
        },
      });
    });
    done += sizeBytes;
    onCopied(done, total);
  }
  for (const folder of made) await writing(folder, () => syncFolder(folder));
  return within;
}

/** What is said of one file while it is copied. */
interface CopyWatch {
  readonly signal: AbortSignal | null;
  /** Is told how many bytes of it are copied. */
  readonly onBytes: (done: number) => void;
}

async function copyDurably(from: string, to: string, watch: CopyWatch): Promise<void> {
  const { size, mode } = await reading(from, () => stat(from));
  if (size > CHUNK_BYTES && !(await cloned(from, to))) await copyInChunks(from, to, { mode, ...watch });
  else if (size <= CHUNK_BYTES) await copyFile(from, to, constants.COPYFILE_FICLONE);
  const file = await open(to, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes a copy that shares its bytes with the file, which takes no time. @returns whether the file system can */
async function cloned(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE_FORCE);
    return true;
  } catch {
    return false; // What else may be wrong, copying says.
  }
}

async function copyInChunks(
  from: string,
  to: string,
  { mode, ...watch }: CopyWatch & { readonly mode: number },
): Promise<void> {
  const source = await reading(from, () => open(from, 'r'));
  try {
    const target = await open(to, 'w', mode);
    const read = (chunk: Uint8Array, at: number) =>
      reading(from, () => source.read(chunk, 0, chunk.length, at));
    await pump(read, target, watch).finally(() => target.close());
  } finally {
    await source.close();
  }
}

async function pump(
  read: (chunk: Uint8Array, at: number) => Promise<{ readonly bytesRead: number }>,
  target: FileHandle,
  { signal, onBytes }: CopyWatch,
): Promise<void> {
  const chunk = new Uint8Array(CHUNK_BYTES);
  for (let done = 0; ;) {
    signal?.throwIfAborted();
    const { bytesRead } = await read(chunk, done);
    if (bytesRead === 0) return;
    await writeAll(target, chunk.subarray(0, bytesRead));
    done += bytesRead;
    onBytes(done);
  }
}

/** A folder that is gone through. */
interface Walked {
  /** The folder that is copied. */
  readonly root: string;
  /** Within it. */
  readonly within: string;
  /** The folder and all around it up to the root, as they are without links. */
  readonly trail: readonly string[];
}

/** The files below a folder, links followed as far as the readers follow them. */
async function filesIn(
  { root, within, trail }: Walked,
  signal: AbortSignal | null,
  found: SourceFile[] = [],
): Promise<readonly SourceFile[]> {
  const here = join(root, within);
  for (const entry of await reading(here, () => readdir(here, { withFileTypes: true }))) {
    signal?.throwIfAborted();
    const name = join(within, entry.name);
    const target = await targetOf(join(root, name));
    if (target?.isFile() === true) found.push({ name, sizeBytes: target.size });
    if (target?.isDirectory() !== true) continue;
    const real = await reading(here, () => realpath(join(root, name)));
    if (!trail.some((around) => around === real || around.startsWith(join(real, sep))))
      await filesIn({ root, within: name, trail: [...trail, real] }, signal, found);
  }
  return found;
}

/** What is at a path, or where its link leads; null: nowhere. */
async function targetOf(path: string): Promise<Stats | null> {
  try {
    return await stat(path);
  } catch (error) {
    if (['ENOENT', 'ELOOP'].includes(systemCode(error) ?? '')) return null;
    throw asUnreadable(path, error);
  }
}

async function reading<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw asUnreadable(path, error);
  }
}
