import { opendirSync, realpathSync, statSync } from 'node:fs';
import type { Dir, Dirent, Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { systemCode } from '../base/system-failure.ts';
import { asUnreadable, diskFile } from './data-file.ts';
import type { DataFile } from './data-file.ts';
import { dataError } from './errors.ts';
import { growingTexts } from './packed/growing.ts';
import { byCodePoints, first, namesOf, sortedOrder } from './packed/names.ts';
import type { Names } from './packed/names.ts';
import { createPauses } from './pauses.ts';

/** Sets that are a handful of files are not looked for in folders of more, file by file. */
export const MOST_FILES = 256;
const PACKED = '.gz';
/** What is asked of the system at once. */
const ENTRIES_AT_ONCE = 1024;

/** Where a file lies; what a table of images keeps of it. */
export interface FilePlace {
  /** The folder or archive that was opened. */
  readonly root: string;
  /** Within the root. */
  readonly name: string;
  /** In bytes, from the beginning of the root, which is an archive; null: it is a file of its own. */
  readonly start: number | null;
  readonly length: number;
}

/** A folder, on disk or in an archive: its files, how each begins, and its folders. Listed when it is first asked. */
export interface Listing {
  /** Its path. */
  readonly folder: string;
  /** Its path without links: where two are equal, it is the same folder. */
  readonly realPath: string;
  /** Whether it is in an archive, so that there is no path by which one of the files could be opened. */
  readonly isArchive: boolean;
  /**
   * Names of the regular files directly in the folder, links to files included, sorted by code points; none where there are more than
   * {@link MOST_FILES}. Of a file that is there both plain and as `.gz`, only the plain one.
   */
  readonly files: readonly string[];
  /** Names of all regular files directly in the folder, however many. */
  readonly names: Names;
  /** Names of the folders in it, sorted; links to folders included, but not those to a folder around it. */
  readonly folders: readonly string[];
  /** The file that was given instead of its folder, which says which of several sets is meant. */
  readonly focus: string | null;
  /** One of the files. @throws AppError `data/unreadable` */
  file(name: string): DataFile;
  /** Where one of the files is, without reading it; null: it is gone. @throws AppError `data/packed-archive` */
  locate(name: string): FilePlace | null;
  /** One of the folders. What is asked of it @throws AppError `data/unreadable` */
  within(name: string): Listing;
  /** A few of the files, whichever; quick in a folder of any size. @throws AppError `data/unreadable` */
  peek(count: number): readonly string[];
}

/** What a folder holds. */
interface Contents {
  readonly names: Names;
  readonly folders: readonly string[];
}

/** A folder on disk. */
interface Place {
  /** The folder that was opened. */
  readonly root: string;
  /** Path within it; empty for itself. */
  readonly inside: string;
  /** The folder and all around it up to the root, as they are without links. */
  readonly trail: readonly string[];
}

/**
 * Lists a folder for the readers.
 *
 * @throws AppError `data/unreadable`, `data/not-a-folder`
 */
export async function listFolder(folder: string): Promise<Listing> {
  try {
    if (!(await stat(folder)).isDirectory()) throw dataError('data/not-a-folder', { path: folder });
    const place = { root: folder, inside: '', trail: [realpathSync(folder)] };
    return listingOf(place, await contentsInTime(place));
  } catch (error) {
    throw asUnreadable(folder, error);
  }
}

/**
 * Lists the folder of a file that was given in its place.
 *
 * @throws AppError `data/unreadable`
 */
export async function listAround(path: string): Promise<Listing> {
  const listing = await listFolder(dirname(path));
  const name = basename(path);
  const isListed = listing.files.includes(name) || listing.names.count > MOST_FILES;
  return { ...listing, focus: isListed ? name : unpackedName(name) };
}

/** The names, sorted, without those of packed files that are there plain as well. */
function preferPlain(names: readonly string[]): string[] {
  const all = new Set(names);
  return names.filter((name) => unpackedName(name) === name || !all.has(unpackedName(name)));
}

const unpackedName = (name: string): string => (name.endsWith(PACKED) ? name.slice(0, -PACKED.length) : name);

/** The files of a listing by their names, where there are few. */
export const fewFiles = (names: Names): readonly string[] =>
  names.count > MOST_FILES ? [] : preferPlain([...names]);

/** Whether the file that was given, where one was, is among these. */
export const concerns = ({ focus }: Listing, names: readonly string[]): boolean =>
  focus === null || names.includes(focus);

function listingOf(place: Place, known: Contents | null): Listing {
  const { root, inside, trail } = place;
  const folder = join(root, inside);
  const opened = new Map<string, DataFile>();
  let held = known;
  const contents = (): Contents => (held ??= contentsOf(place));
  let few: readonly string[] | null = null;
  return {
    folder,
    realPath: trail.at(-1) ?? folder,
    isArchive: false,
    focus: null,
    get names() {
      return contents().names;
    },
    get folders() {
      return contents().folders;
    },
    get files() {
      return (few ??= fewFiles(contents().names));
    },
    file(name) {
      const found = opened.get(name) ?? diskFile(join(folder, name));
      if (opened.size >= MOST_FILES) opened.clear();
      opened.set(name, found);
      return found;
    },
    locate(name) {
      const facts = factsAt(join(folder, name));
      if (facts?.isFile() !== true) return null;
      return { root, name: inside === '' ? name : `${inside}/${name}`, start: null, length: facts.size };
    },
    within(name) {
      const real = realOf(join(trail.at(-1) ?? root, name));
      return listingOf({ root, inside: join(inside, name), trail: [...trail, real] }, null);
    },
    peek: (count) => (held === null ? someOf(place, count) : first(held.names, count)),
  };
}

/** Codes of the system for a path at which nothing can be: a link in a circle, a file as a folder, a name that is too long. */
const NOWHERE: readonly (string | null)[] = ['ELOOP', 'ENOTDIR', 'ENAMETOOLONG'];

/** What the file system says of a path; null: nothing is there, or a link that leads nowhere. @throws AppError `data/unreadable` */
function factsAt(path: string): Stats | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch (error) {
    if (NOWHERE.includes(systemCode(error))) return null;
    throw asUnreadable(path, error);
  }
}

/** Sorts what a folder holds into files and folders. */
function collecting(place: Place): { take(entry: Dirent): void; contents(): Contents } {
  const files = growingTexts();
  const folders: string[] = [];
  return {
    take(entry) {
      const kind = kindOf(entry, place);
      if (kind === 'file') files.push(entry.name);
      if (kind === 'folder') folders.push(entry.name);
    },
    contents() {
      const texts = files.view();
      const order = sortedOrder(texts, null);
      const names = namesOf({ texts, order, from: 0, to: order.length });
      return { names, folders: folders.sort(byCodePoints) };
    },
  };
}

function contentsOf(place: Place): Contents {
  return reading(place, (folder) => {
    const found = collecting(place);
    for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) found.take(entry);
    return found.contents();
  });
}

/** The same, with pauses for others: a single folder may hold millions. */
async function contentsInTime(place: Place): Promise<Contents> {
  const pause = createPauses();
  const folder = openFolder(place);
  try {
    const found = collecting(place);
    for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) {
      found.take(entry);
      await pause();
    }
    return found.contents();
  } finally {
    folder.closeSync();
  }
}

function someOf(place: Place, count: number): readonly string[] {
  return reading(place, (folder) => {
    const names: string[] = [];
    for (let looked = 0; names.length < count && looked < ENTRIES_AT_ONCE; looked++) {
      const entry = folder.readSync();
      if (entry === null) break;
      if (kindOf(entry, place) === 'file') names.push(entry.name);
    }
    return names;
  });
}

const openFolder = ({ root, inside }: Place): Dir =>
  opendirSync(join(root, inside), { bufferSize: ENTRIES_AT_ONCE });

function reading<T>(place: Place, work: (folder: Dir) => T): T {
  try {
    const folder = openFolder(place);
    try {
      return work(folder);
    } finally {
      folder.closeSync();
    }
  } catch (error) {
    throw asUnreadable(join(place.root, place.inside), error);
  }
}

function kindOf(entry: Dirent, { root, inside, trail }: Place): 'file' | 'folder' | null {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  if (!entry.isSymbolicLink()) return null;
  const link = join(root, inside, entry.name);
  try {
    const target = statSync(link);
    if (target.isFile()) return 'file';
    return target.isDirectory() && !isAround(realpathSync(link), trail) ? 'folder' : null;
  } catch {
    return null; // A link that leads nowhere is no file; a reader that needs it says that the file is missing.
  }
}

/** Whether a folder is one of these or around one of them: going into it would never end. */
const isAround = (real: string, trail: readonly string[]): boolean =>
  trail.some((inner) => inner === real || inner.startsWith(join(real, sep)));

function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    throw asUnreadable(path, error);
  }
}
