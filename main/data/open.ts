import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { AppError } from '../base/errors.ts';
import { isArchive, listArchive } from './archive.ts';
import { asUnreadable, diskFile } from './data-file.ts';
import type { DataFile } from './data-file.ts';
import { makeDataset } from './dataset.ts';
import type { Dataset, DatasetParts } from './dataset.ts';
import { EMBEDDED } from './embedded.ts';
import { dataError } from './errors.ts';
import { listAround, listFolder, MOST_FILES } from './listing.ts';
import type { Listing } from './listing.ts';
import type { AnyReaderDef } from './reader.ts';
import { READERS } from './registry.ts';

/** Where data sets are looked for. */
export interface OpenOptions {
  /** The folder `resources` of the installation, which holds the embedded data sets. */
  readonly resourcesDir: string;
  /** The folder of the user's own data sets and of what is kept of them; null: neither is there. */
  readonly dataDir: string | null;
}

/** The data sets that {@link openDataset} knows by name, each with a line for a person. */
export function namedDatasets(): readonly { readonly name: string; readonly title: string }[] {
  return Object.entries(EMBEDDED).map(([name, { title }]) => ({ name, title }));
}

/**
 * Opens a data set: an embedded one by its name, any other by the path of its folder, of a tar archive with its folder, or of
 * one of its files, which also says which set is meant where several share a folder. The layout is found by looking at the
 * files.
 *
 * @param nameOrPath - a name wins over a folder of the same name in the working directory
 * @throws AppError `data/...`: unknown name, unreadable path, unknown layout, damaged files
 */
export async function openDataset(nameOrPath: string, { resourcesDir }: OpenOptions): Promise<Dataset> {
  const embedded = Object.hasOwn(EMBEDDED, nameOrPath) ? EMBEDDED[nameOrPath] : undefined;
  if (embedded !== undefined) {
    const reader: AnyReaderDef = READERS[embedded.reader];
    const listing = await listFolder(join(resourcesDir, embedded.folder));
    return complete(await reader.open(listing, reader.config.parse(embedded.config)));
  }
  const path = resolve(nameOrPath);
  const kind = await kindOf(path);
  if (kind === null) {
    throw dataError('data/unknown-dataset', { name: nameOrPath, path, names: Object.keys(EMBEDDED) });
  }
  const { listing, reader } = kind === 'folder' ? await lookInFolder(path) : await lookAtFile(path);
  return complete(await reader.open(listing, reader.config.parse({})));
}

function complete(parts: DatasetParts): Dataset {
  if (parts.kind === 'decoded') return makeDataset(parts);
  throw new Error('internal: encoded images cannot be opened yet');
}

async function kindOf(path: string): Promise<'folder' | 'file' | null> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return null;
    throw asUnreadable(path, error);
  }
}

/** A listing, and who can open it. */
interface Found {
  readonly listing: Listing;
  readonly reader: AnyReaderDef;
}

const LAYOUTS: readonly AnyReaderDef[] = Object.values(READERS);

function recognize(listing: Listing): Found | null {
  const reader = LAYOUTS.find((candidate) => candidate.detect(listing) !== null);
  return reader === undefined ? null : { listing, reader };
}

const unknownLayout = (folder: string): AppError =>
  dataError('data/unknown-layout', { folder, layouts: LAYOUTS.map(({ title }) => title) });

/** The data set that the files of a folder are, or else the one of an archive there. */
async function lookInFolder(folder: string): Promise<Found> {
  const listing = await listFolder(folder);
  const found = recognize(listing);
  if (found !== null) return found;
  const archives =
    listing.files.length > MOST_FILES
      ? []
      : listing.files.map((name) => listing.file(name)).filter(isArchive);
  const [archive, another] = archives;
  if (archive === undefined) throw unknownLayout(folder);
  if (another !== undefined) {
    const found = archives.map(({ path }) => path);
    throw dataError('data/several-sets', { folder, found, isArchive: false });
  }
  return lookInArchive(archive);
}

async function lookAtFile(path: string): Promise<Found> {
  const file = diskFile(path);
  if (isArchive(file)) return lookInArchive(file);
  const found = recognize(await listAround(path));
  if (found === null) throw dataError('data/not-a-folder', { path });
  return found;
}

/** The data set of an archive, however deep its folder is: archives are made of the folder itself, or of one around it. */
async function lookInArchive(archive: DataFile): Promise<Found> {
  const { path } = archive;
  const listings = await listArchive(archive);
  const sets = [...listings].flatMap(([folder, listing]) => {
    const found = recognize(listing);
    return found === null ? [] : [{ ...found, folder }];
  });
  const [set, another] = sets;
  if (set === undefined) throw unknownLayout(path);
  if (another === undefined) return set;
  const found = sets.map(({ folder }) => (folder === '' ? path : `${path}/${folder}`));
  throw dataError('data/several-sets', { folder: path, found, isArchive: true });
}
