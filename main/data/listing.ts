import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { asUnreadable, diskFile } from './data-file.ts';
import type { DataFile } from './data-file.ts';
import { dataError } from './errors.ts';

/** Sets that are a handful of files are not looked for in folders of more, file by file. */
export const MOST_FILES = 256;
const PACKED = '.gz';

/** The files of a folder or of an archive, and how each begins. */
export interface Listing {
  /** Path of the folder or archive. */
  readonly folder: string;
  /** Whether it is an archive, so that there is no path by which one of the files could be opened. */
  readonly isArchive: boolean;
  /**
   * Names of the regular files directly in the folder, links to files included, sorted by code unit. Of a file that is there
   * both plain and as `.gz`, only the plain one.
   */
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
  const files = preferPlain(await fileNames(folder));
  const known = new Map<string, DataFile>();
  const file = (name: string): DataFile => {
    const found = known.get(name) ?? diskFile(join(folder, name));
    known.set(name, found);
    return found;
  };
  return { folder, isArchive: false, files, focus: null, file };
}

/**
 * Lists the folder of a file that was given in its place.
 *
 * @throws AppError `data/unreadable`
 */
export async function listAround(path: string): Promise<Listing> {
  const listing = await listFolder(dirname(path));
  const name = basename(path);
  return { ...listing, focus: listing.files.includes(name) ? name : unpackedName(name) };
}

/** The names, sorted, without those of packed files that are there plain as well. */
export function preferPlain(names: readonly string[]): string[] {
  const all = new Set(names);
  return names.filter((name) => unpackedName(name) === name || !all.has(unpackedName(name))).sort();
}

const unpackedName = (name: string): string => (name.endsWith(PACKED) ? name.slice(0, -PACKED.length) : name);

/** Whether the file that was given, where one was, is among these. */
export const concerns = ({ focus }: Listing, names: readonly string[]): boolean =>
  focus === null || names.includes(focus);

async function fileNames(folder: string): Promise<string[]> {
  try {
    if (!(await stat(folder)).isDirectory()) throw dataError('data/not-a-folder', { path: folder });
    const names: string[] = [];
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (entry.isFile() || (entry.isSymbolicLink() && (await leadsToFile(join(folder, entry.name))))) {
        names.push(entry.name);
      }
    }
    return names;
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
