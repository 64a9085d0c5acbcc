import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { asUnreadable, diskFile } from './data-file.ts';
import type { DataFile } from './data-file.ts';
import { dataError } from './errors.ts';

/** Sets that are a handful of files are not looked for in folders of more, file by file. */
export const MOST_FILES = 256;

/** The files of a folder or of an archive, and how each begins. */
export interface Listing {
  /** Path of the folder or archive. */
  readonly folder: string;
  /** Names of the regular files directly in the folder, links to files included, sorted by code unit. */
  readonly files: readonly string[];
  /** The file that was given instead of its folder, which says which of several sets is meant. */
  readonly focus: string | null;
  /** One of the files. @throws AppError `data/unreadable` */
  file(name: string): DataFile;
}

/**
 * Lists a folder for the readers.
 *
 * @throws AppError `data/unreadable`, `data/not-a-folder`
 */
export async function listFolder(folder: string): Promise<Listing> {
  const files = await fileNames(folder);
  const known = new Map<string, DataFile>();
  const file = (name: string): DataFile => {
    const found = known.get(name) ?? diskFile(join(folder, name));
    known.set(name, found);
    return found;
  };
  return { folder, files, focus: null, file };
}

/**
 * Lists the folder of a file that was given in its place.
 *
 * @throws AppError `data/unreadable`
 */
export async function listAround(path: string): Promise<Listing> {
  return { ...(await listFolder(dirname(path))), focus: basename(path) };
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
