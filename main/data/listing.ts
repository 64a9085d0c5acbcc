import { closeSync, openSync, readSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import { messageOf } from '../base/errors.ts';
import { dataError } from './errors.ts';

/** Bytes of a file that detection may look at. */
const HEAD_BYTES = 4096;

/** The files of a folder, and how each begins. */
export interface Listing {
  readonly folder: string;
  /** Names of the regular files directly in the folder, links to files included, sorted by code unit. */
  readonly files: readonly string[];
  /** The first 4096 bytes of a file at most; of a gzip file, what they unpack to (nothing where it is damaged). */
  head(name: string): Uint8Array;
}

/**
 * Lists a folder for the readers' `detect`.
 *
 * @throws AppError `data/unreadable`, `data/not-a-folder`
 */
export async function listFolder(folder: string): Promise<Listing> {
  const files = await fileNames(folder);
  const heads = new Map<string, Uint8Array>();
  const head = (name: string): Uint8Array => {
    const known = heads.get(name);
    if (known !== undefined) return known;
    const bytes = unpackedHead(join(folder, name));
    heads.set(name, bytes);
    return bytes;
  };
  return { folder, files, head };
}

async function fileNames(folder: string): Promise<string[]> {
  try {
    if (!(await stat(folder)).isDirectory()) throw dataError('data/not-a-folder', { path: folder });
    const names: string[] = [];
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (entry.isFile() || (entry.isSymbolicLink() && (await leadsToFile(join(folder, entry.name))))) {
        names.push(entry.name);
      }
    }
    return names.sort();
  } catch (error) {
    throw asUnreadable(folder, error);
  }
}

async function leadsToFile(link: string): Promise<boolean> {
  try {
    return (await stat(link)).isFile();
  } catch {
    return false; // A link that leads nowhere is no file; a reader that needs it says that the file is missing.
  }
}

/** Wraps what the file system says about a path; errors that already have a sentence stay as they are. */
export function asUnreadable(path: string, error: unknown): Error {
  const isSystemError = error instanceof Error && 'syscall' in error;
  return isSystemError
    ? dataError('data/unreadable', { path, reason: messageOf(error) }, error)
    : asError(error);
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(messageOf(thrown));
}

/** Whether bytes begin as a gzip file does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function unpackedHead(path: string): Uint8Array {
  const buffer = new Uint8Array(HEAD_BYTES);
  let bytes: Uint8Array;
  try {
    const file = openSync(path, 'r');
    try {
      bytes = buffer.subarray(0, readSync(file, buffer, 0, HEAD_BYTES, 0));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw asUnreadable(path, error);
  }
  if (!isGzip(bytes)) return bytes;
  try {
    // Z_SYNC_FLUSH: the input stops in the middle of the stream, which is no error here.
    return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, HEAD_BYTES);
  } catch {
    return new Uint8Array(0); // Damaged: detection sees nothing in it, opening says what is wrong.
  }
}
