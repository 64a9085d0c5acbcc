/** Which data set is meant by a name or a path, and which reader opens it. */
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { AppError } from '../base/errors.ts';
import { isArchive, listArchive } from './archive.ts';
import { asUnreadable, diskFile } from './data-file.ts';
import type { DataFile } from './data-file.ts';
import { EMBEDDED, EMBEDDED_CORPORA } from './embedded.ts';
import { dataError } from './errors.ts';
import { findRegistered, isThere, registeredNames, requireThere } from './library/registered.ts';
import { listAround, listFolder, MOST_FILES } from './listing.ts';
import type { Listing } from './listing.ts';
import type { AnyReaderDef } from './reader.ts';
import { READERS } from './registry.ts';
import type { ReaderName } from './registry.ts';
import { TEXT_LAYOUT } from './text/corpus-files.ts';
import { isVisible, visibleFolders } from './trees/image-files.ts';
import { unlabelledImages } from './trees/unlabelled.ts';

/** Where data sets are looked for. */
export interface SetPlaces {
  /** The folder `resources` of the installation, which holds the embedded data sets. */
  readonly resourcesDir: string;
  /** The folder of the user's own data sets and of what is kept of them; null: neither is there. */
  readonly dataDir: string | null;
}

/** How the files of a set are to be read. */
export interface Reading {
  /** Null: the one that is found by looking at the files. */
  readonly reader: string | null;
  /** What the files do not say, as the reader's schema has it. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** A set as it is asked for; its files have not been looked at. */
export interface AskedSet extends Reading {
  /** The name that it was asked for by; null: its path. */
  readonly name: string | null;
  /** Absolute: of a folder, an archive, or a file of a set. */
  readonly path: string;
  readonly isEmbedded: boolean;
}

/** A set whose files have been looked at, not read. */
export interface LocatedSet {
  readonly asked: AskedSet;
  readonly reader: ReaderName;
  /** Whether that reader is found by looking at the files; otherwise it was asked for. */
  readonly isDetected: boolean;
  /** For a person: what the files are. */
  readonly summary: string;
  readonly listing: Listing;
  /** Whether the set is in a folder below the one that was asked for. */
  readonly isBelow: boolean;
  /** Whether an archive was asked for, in place of a folder or a file beside others. */
  readonly isArchiveFile: boolean;
}

/**
 * Finds out what is meant: an embedded set by its name, a registered one by its name, any other by its path.
 *
 * @param nameOrPath - a name wins over a folder of the same name in the working directory
 * @param places - where sets with names are
 * @param reading - how a set that is given by its path is to be read
 * @throws AppError `data/unknown-dataset`, `data/not-images`, `data/source-gone`, `data/unreadable`, `data/damaged-record`
 */
export async function askFor(nameOrPath: string, places: SetPlaces, reading: Reading): Promise<AskedSet> {
  const { resourcesDir, dataDir } = places;
  if (Object.hasOwn(EMBEDDED_CORPORA, nameOrPath)) throw dataError('data/not-images', { name: nameOrPath });
  const embedded = Object.hasOwn(EMBEDDED, nameOrPath) ? EMBEDDED[nameOrPath] : undefined;
  if (embedded !== undefined) {
    const { folder, reader, config } = embedded;
    return { name: nameOrPath, path: join(resourcesDir, folder), reader, config, isEmbedded: true };
  }
  const registered = dataDir === null ? null : await findRegistered(dataDir, nameOrPath);
  if (registered !== null) {
    const { name, path, reader, config } = registered;
    if (registered.is === 'words') throw dataError('data/not-images', { name });
    await requireThere(registered);
    return { name, path, reader, config, isEmbedded: false };
  }
  const path = resolve(nameOrPath);
  if (await isThere(path)) return { name: null, path, ...reading, isEmbedded: false };
  const own = dataDir === null ? [] : await registeredNames(dataDir);
  const names = [...Object.keys(EMBEDDED), ...Object.keys(EMBEDDED_CORPORA), ...own];
  throw dataError('data/unknown-dataset', { name: nameOrPath, path, names });
}

/**
 * Looks at the files of a set.
 *
 * @throws AppError `data/unknown-layout`, `data/not-a-folder`, `data/several-sets`, `data/unknown-reader`, `data/unreadable`, and what
 *   listing an archive throws
 */
export async function lookAt(asked: AskedSet): Promise<LocatedSet> {
  const { path, reader, isEmbedded } = asked;
  const wanted = reader === null ? null : knownReader(reader);
  // An embedded set is where it belongs and what it is said to be: what is wrong with its files, its reader says.
  if (isEmbedded && wanted !== null) {
    const about = { summary: READERS[wanted].title, isDetected: true, isBelow: false, isArchiveFile: false };
    return { asked, reader: wanted, listing: await listFolder(path), ...about };
  }
  const isFolder = await isFolderAt(path);
  const archive = isFolder ? null : diskFile(path);
  const isArchiveFile = archive !== null && isArchive(archive);
  const look = isFolder ? lookInFolder : isArchiveFile ? lookInArchive : lookAround;
  return { asked, isArchiveFile, ...(await look(path, wanted)) };
}

/** Whether there is a folder or a file. @throws AppError `data/unreadable`, for pipes and devices too: reading them may never end */
async function isFolderAt(path: string): Promise<boolean> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return true;
    if (found.isFile()) return false;
  } catch (error) {
    throw asUnreadable(path, error);
  }
  throw dataError('data/unreadable', { path, reason: 'it is neither a file nor a folder' });
}

/** The name of a reader, if there is one of that name. @throws AppError `data/unknown-reader` */
function knownReader(name: string): ReaderName {
  const found = NAMES.find((known) => known === name);
  if (found === undefined)
    throw dataError('data/unknown-reader', { reader: name, known: [...NAMES, TEXT_LAYOUT.name] });
  return found;
}

type Found = Pick<LocatedSet, 'listing' | 'reader' | 'isDetected' | 'summary' | 'isBelow'>;

const isReaderName = (name: string): name is ReaderName => Object.hasOwn(READERS, name);
const NAMES: readonly ReaderName[] = Object.keys(READERS).filter(isReaderName);
const LAYOUTS: readonly Pick<AnyReaderDef, 'title'>[] = [...Object.values(READERS), TEXT_LAYOUT];

function recognize(listing: Listing, wanted: ReaderName | null): Found | null {
  const detect = (name: ReaderName): Found | null => {
    const reader: AnyReaderDef = READERS[name];
    const match = reader.detect(listing);
    const about = { isDetected: true, isBelow: false };
    return match === null ? null : { listing, reader: name, summary: match.summary, ...about };
  };
  for (const name of NAMES) {
    const found = detect(name);
    if (found === null) continue;
    if (wanted === null || wanted === name) return found;
    const asked = detect(wanted);
    return asked === null ? null : { ...asked, isDetected: false };
  }
  return null;
}

const unknownLayout = (folder: string): AppError =>
  dataError('data/unknown-layout', { folder, layouts: LAYOUTS.map(({ title }) => title) });

const lookInFolder = async (folder: string, wanted: ReaderName | null): Promise<Found> =>
  inFolder(await listFolder(folder), wanted);

/** The data set that the files of a folder are, or else the one of an archive there, or of the folder that is alone in it. */
async function inFolder(listing: Listing, wanted: ReaderName | null): Promise<Found> {
  const { folder } = listing;
  const found = recognize(listing, wanted);
  if (found !== null) return found;
  const archives =
    listing.files.length > MOST_FILES
      ? []
      : listing.files.map((name) => listing.file(name)).filter(isArchive);
  const [archive, another] = archives;
  if (archive === undefined) {
    const only = onlyFolder(listing);
    if (only === null) throw unlabelledImages(listing) ?? unknownLayout(folder);
    return { ...(await inFolder(only, wanted)), isBelow: true };
  }
  if (another !== undefined) {
    const found = archives.map(({ path }) => path);
    throw dataError('data/several-sets', { folder, found, isArchive: false });
  }
  return inArchive(archive, wanted);
}

/** The folder that is all that somebody put into one; null: it is not so. */
function onlyFolder(listing: Listing): Listing | null {
  const [only, another] = visibleFolders(listing);
  if (only === undefined || another !== undefined || [...listing.names].some(isVisible)) return null;
  return listing.within(only);
}

async function lookAround(path: string, wanted: ReaderName | null): Promise<Found> {
  const found = recognize(await listAround(path), wanted);
  if (found === null) throw dataError('data/not-a-folder', { path });
  return found;
}

const lookInArchive = (path: string, wanted: ReaderName | null): Promise<Found> =>
  inArchive(diskFile(path), wanted);

/** The data set of an archive, however deep its folder is: archives are made of the folder itself, or of one around it. */
async function inArchive(archive: DataFile, wanted: ReaderName | null): Promise<Found> {
  const { path } = archive;
  const top = await listArchive(archive);
  const sets = [...setsBelow(top, wanted)];
  const [set, another] = sets;
  if (set === undefined) throw unlabelledImages(top) ?? unknownLayout(path);
  if (another === undefined) return set;
  const found = sets.map(({ listing }) => listing.folder);
  throw dataError('data/several-sets', { folder: path, found, isArchive: true });
}

/** The sets of a folder or, if it is none itself, of the folders in it. */
function* setsBelow(listing: Listing, wanted: ReaderName | null): Generator<Found, void, void> {
  const found = recognize(listing, wanted);
  if (found !== null) yield found;
  else for (const name of listing.folders) yield* setsBelow(listing.within(name), wanted);
}
