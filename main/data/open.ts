import { resolve } from 'node:path';
import { systemCode } from '../base/system-failure.ts';
import { findEntry } from './cache/cache.ts';
import type { CacheOptions } from './cache/cache.ts';
import { cacheFolder } from './cache/contents.ts';
import type { Origin } from './cache/entry.ts';
import { begin, complete, read, unusableCache } from './complete.ts';
import type { Dataset } from './dataset.ts';
import { EMBEDDED } from './embedded.ts';
import { askFor, lookAt } from './locate.ts';
import type { AskedSet, LocatedSet, Reading, SetPlaces } from './locate.ts';
import type { OpenOptions } from './open-options.ts';

export type { OpenOptions, OpenProgress } from './open-options.ts';

/** A data set, and how it was opened. */
export interface OpenedSource {
  readonly dataset: Dataset;
  readonly reader: string;
  /** What the reader was told. */
  readonly config: Readonly<Record<string, unknown>>;
  /** For a person: what its files are. */
  readonly summary: string;
}

const GIB = 2 ** 30;
/** Most that decoded data sets take, where nothing else is said. */
export const CACHE_BYTES = 32 * GIB;
const AS_FOUND: Reading = { reader: null, config: {} };

/** The data sets that come with the program, each with a line for a person. */
export function namedDatasets(): readonly { readonly name: string; readonly title: string }[] {
  return Object.entries(EMBEDDED).map(([name, { title }]) => ({ name, title }));
}

/**
 * Opens a data set: an embedded or registered one by its name, any other by the path of its folder, of a tar archive with its folder,
 * or of one of its files, which also says which set is meant where several share a folder. The layout is found by looking at the
 * files. With a folder for the user's data, decoded images are kept there, and the next opening of the same files reads none of them.
 *
 * @param nameOrPath - a name wins over a folder of the same name in the working directory
 * @param options - where to look
 * @throws AppError `data/...`: unknown name, unreadable path, unknown layout, damaged files; the signal's reason
 */
export async function openDataset(nameOrPath: string, options: OpenOptions): Promise<Dataset> {
  return (await openAsked(await askFor(nameOrPath, options, AS_FOUND), options)).dataset;
}

/**
 * Opens the data set at a path as it is said to be.
 *
 * @param source - its path, and how it is to be read
 * @param options - where to look
 * @throws AppError as {@link openDataset}
 */
export async function openSource(
  { path, ...reading }: Reading & { readonly path: string },
  options: OpenOptions,
): Promise<OpenedSource> {
  return openAsked({ ...reading, path: resolve(path), name: null, isEmbedded: false }, options);
}

/**
 * Looks at a data set without reading it: which reader opens it, and what its files are.
 *
 * @throws AppError as {@link openDataset}, but for what only reading shows
 */
export async function locateDataset(nameOrPath: string, places: SetPlaces): Promise<LocatedSet> {
  return lookAt(await askFor(nameOrPath, places, AS_FOUND));
}

/**
 * Reads all files of a data set again, whatever the cache has of them.
 *
 * @returns the set as its files are now, with its identity
 * @throws AppError as {@link openDataset}
 */
export async function rereadDataset(nameOrPath: string, options: OpenOptions): Promise<Dataset> {
  const asked = await askFor(nameOrPath, options, AS_FOUND);
  return named(asked, await complete(await read(asked, options), null, options));
}

interface OpenedSet extends Origin {
  readonly dataset: Dataset;
}

async function openAsked(asked: AskedSet, options: OpenOptions): Promise<OpenedSource> {
  const cache = cacheOf(asked, options);
  const entry = cache === null ? null : await lookUp(cache, asked, options);
  const opened = entry ?? (await readAnew(asked, cache, options));
  const { reader, summary, dataset } = opened;
  return { reader, summary, config: asked.config, dataset: named(asked, dataset) };
}

const named = ({ name }: AskedSet, dataset: Dataset): Dataset =>
  name === null ? dataset : { ...dataset, name };

/** Where the set is kept; null: it is not. The embedded ones are opened faster than a cache is asked. */
function cacheOf(
  { isEmbedded }: AskedSet,
  { dataDir, cacheBytes = CACHE_BYTES }: OpenOptions,
): CacheOptions | null {
  if (isEmbedded || dataDir === null || cacheBytes === 0) return null;
  return { folder: cacheFolder(dataDir), capBytes: cacheBytes };
}

/** The entry of the cache, if it has one. A cache that cannot be read is as good as none. */
async function lookUp(
  cache: CacheOptions,
  asked: AskedSet,
  { signal, onNote }: OpenOptions,
): Promise<OpenedSet | null> {
  try {
    return await findEntry(cache, asked, signal);
  } catch (error) {
    if (systemCode(error) === null) throw error;
    onNote?.(unusableCache(cache.folder, error));
    return null;
  }
}

async function readAnew(
  asked: AskedSet,
  cache: CacheOptions | null,
  options: OpenOptions,
): Promise<OpenedSet> {
  const found = await read(asked, options);
  const draft = cache === null ? null : await begin(cache, options);
  try {
    return { ...found, dataset: await complete(found, draft, options) };
  } finally {
    await draft?.discard();
  }
}
