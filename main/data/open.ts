import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Dataset } from './dataset.ts';
import { EMBEDDED } from './embedded.ts';
import { dataError } from './errors.ts';
import { asUnreadable, listFolder } from './listing.ts';
import type { AnyReaderDef } from './reader.ts';
import { READERS } from './registry.ts';

/** Where data sets are looked for. */
export interface OpenOptions {
  /** The folder `resources` of the installation, which holds the embedded data sets. */
  readonly resourcesDir: string;
}

/** The data sets that {@link openDataset} knows by name, each with a line for a person. */
export function namedDatasets(): readonly { readonly name: string; readonly title: string }[] {
  return Object.entries(EMBEDDED).map(([name, { title }]) => ({ name, title }));
}

/**
 * Opens a data set: an embedded one by its name, any other by the path of its folder, whose layout is found by looking
 * at the files.
 *
 * @param nameOrPath - a name wins over a folder of the same name in the working directory
 * @throws AppError `data/...`: unknown name, unreadable path, unknown layout, damaged files
 */
export async function openDataset(nameOrPath: string, { resourcesDir }: OpenOptions): Promise<Dataset> {
  const embedded = Object.hasOwn(EMBEDDED, nameOrPath) ? EMBEDDED[nameOrPath] : undefined;
  if (embedded !== undefined) {
    const reader: AnyReaderDef = READERS[embedded.reader];
    return reader.open(join(resourcesDir, embedded.folder), reader.config.parse(embedded.config));
  }
  const folder = resolve(nameOrPath);
  if (!(await exists(folder))) {
    throw dataError('data/unknown-dataset', { name: nameOrPath, path: folder, names: Object.keys(EMBEDDED) });
  }
  const listing = await listFolder(folder);
  const readers: readonly AnyReaderDef[] = Object.values(READERS);
  const reader = readers.find((candidate) => candidate.detect(listing) !== null);
  if (reader === undefined) {
    throw dataError('data/unknown-layout', { folder, layouts: readers.map(({ title }) => title) });
  }
  return reader.open(folder, reader.config.parse({}));
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return false;
    throw asUnreadable(path, error);
  }
}
