/** From what a reader gives to a data set, whose pixels are kept where that is possible. */
import { systemCode, writeFailure } from '../base/system-failure.ts';
import { beginEntry } from './cache/cache.ts';
import type { CacheOptions, EntryDraft, EntryPlace } from './cache/cache.ts';
import type { Origin } from './cache/entry.ts';
import { fingerprintOf } from './cache/fingerprint.ts';
import type { Reach } from './cache/fingerprint.ts';
import { placed } from './cache/stored.ts';
import type { StoredPart, StoredSet } from './cache/stored.ts';
import { asUnreadable } from './data-file.ts';
import { makeDataset } from './dataset.ts';
import type { Dataset, DatasetParts, DecodedParts } from './dataset.ts';
import { dataError } from './errors.ts';
import type { ImageSet } from './image-set.ts';
import { ingest } from './ingest/ingest.ts';
import type { Listing } from './listing.ts';
import { lookAt } from './locate.ts';
import type { AskedSet, LocatedSet } from './locate.ts';
import type { OpenOptions } from './open-options.ts';
import type { AnyReaderDef } from './reader.ts';
import { READERS } from './registry.ts';

/** What a reader found, and where it was. */
export interface ReadSet extends Origin {
  readonly parts: DatasetParts;
  readonly place: EntryPlace;
}

/**
 * Has the files of a set read by its reader.
 *
 * @throws AppError `data/...`; the signal's reason
 */
export async function read(asked: AskedSet, { onProgress, signal }: OpenOptions): Promise<ReadSet> {
  onProgress?.({ phase: 'reading', done: 0, total: null });
  const { path, config } = asked;
  const print = (reach: Reach): Promise<string> => fingerprintAt(path, reach, signal);
  // Before anything is listed or read: files that change meanwhile have another fingerprint the next time.
  const before = { file: await print('file'), folder: await print('folder') };
  const { found, parts, wentDeeper } = await readOnce(asked, signal);
  signal?.throwIfAborted();
  const { reader, isDetected, summary, isArchiveFile } = found;
  const about = { reader, isDetected, summary };
  const place = { path, config, reader };
  if (!wentDeeper) {
    const reach = isArchiveFile ? 'file' : 'folder';
    return { ...about, parts, place: { ...place, reach, fingerprint: before[reach] } };
  }
  // Only now it is known that folders below count too. What came since they were listed would be missing for good, so once more.
  const fingerprint = await print('tree');
  const again = await readOnce(asked, signal);
  signal?.throwIfAborted();
  return { ...about, parts: again.parts, place: { ...place, reach: 'tree', fingerprint } };
}

/** What a reader made of the files of a set. */
export interface ReadOnce {
  readonly found: LocatedSet;
  readonly parts: DatasetParts;
  /** Whether folders in the set's folder were looked at. */
  readonly wentDeeper: boolean;
}

/** Has the files of a set read once by its reader. @throws AppError `data/...`; the signal's reason */
export async function readOnce(asked: AskedSet, signal?: AbortSignal): Promise<ReadOnce> {
  const found = await lookAt(asked);
  const config = configOf(found);
  const { listing, went } = watched(endingWith(found.listing, signal));
  const definition: AnyReaderDef = READERS[found.reader];
  const parts = await definition.open(listing, config).catch((error: unknown) => {
    // However a reader has put it.
    signal?.throwIfAborted();
    throw error;
  });
  return { found, parts, wentDeeper: found.isBelow || went.deeper };
}

function configOf({ reader, asked }: LocatedSet): unknown {
  const definition: AnyReaderDef = READERS[reader];
  const parsed = definition.config.safeParse(asked.config);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const at = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  throw dataError('data/bad-config', { reader, problem: `${at}${issue?.message ?? 'not its settings'}` });
}

async function fingerprintAt(path: string, reach: Reach, signal?: AbortSignal): Promise<string> {
  try {
    return await fingerprintOf({ path, reach }, signal);
  } catch (error) {
    throw asUnreadable(path, error);
  }
}

/** A folder of which nothing more can be asked once the signal says so: folders of millions of files end in time. */
function endingWith(listing: Listing, signal: AbortSignal | undefined): Listing {
  if (signal === undefined) return listing;
  return {
    ...listing,
    file: (name) => {
      signal.throwIfAborted();
      return listing.file(name);
    },
    locate: (name) => {
      signal.throwIfAborted();
      return listing.locate(name);
    },
    within: (name) => {
      signal.throwIfAborted();
      return endingWith(listing.within(name), signal);
    },
  };
}

/** A folder that notes whether folders in it are looked at. What is in an archive changes only with the archive. */
function watched(listing: Listing): { readonly listing: Listing; readonly went: { deeper: boolean } } {
  const went = { deeper: false };
  if (listing.isArchive) return { listing, went };
  const within = (name: string): Listing => {
    went.deeper = true;
    return listing.within(name);
  };
  return { listing: { ...listing, within }, went };
}

/** Begins an entry of the cache; null where that cannot be written. */
export async function begin(cache: CacheOptions, { onNote }: OpenOptions): Promise<EntryDraft | null> {
  try {
    return await beginEntry(cache);
  } catch (error) {
    if (systemCode(error) === null) throw error;
    onNote?.(unusableCache(cache.folder, error));
    return null;
  }
}

/** Says that a set was opened without the cache. */
export function unusableCache(folder: string, error: unknown): string {
  const { reason, remedy } = writeFailure(error);
  return `The cache of data sets, ${folder}, cannot be used: ${reason}. The set is opened without it, which takes as long the next time. ${remedy}`;
}

/**
 * Makes a data set of what was read.
 *
 * @param found - what was read
 * @param draft - where pixels are kept; null: decoded ones in memory, others in their files
 * @param options - who is told
 * @throws AppError `data/no-usable-images`, `data/empty-class`; the signal's reason
 */
export async function complete(
  { parts, place, ...about }: ReadSet,
  draft: EntryDraft | null,
  options: OpenOptions,
): Promise<Dataset> {
  const keep = async (set: StoredSet): Promise<Dataset | null> =>
    draft === null ? null : kept(() => draft.keep(place, set, about), draft.cacheFolder, options);
  if (parts.kind === 'encoded') {
    const taken = await ingest(parts, {
      draft,
      onImage: (done, total) => options.onProgress?.({ phase: 'images', done, total }),
      onUnwritable: (error) => options.onNote?.(unusableCache(draft?.cacheFolder ?? '', error)),
      signal: options.signal,
    });
    return (await keep(taken.kept ?? taken.fed)) ?? placed(taken.fed, null);
  }
  const dataset = makeDataset(parts);
  const stored = draft === null ? null : await storePixels(parts, dataset, { draft, options });
  return (stored === null ? null : await keep(stored)) ?? dataset;
}

interface Storing {
  readonly draft: EntryDraft;
  readonly options: OpenOptions;
}

/** Writes decoded pixels; null where that cannot be, so that they stay in memory. */
async function storePixels(
  { train, test }: DecodedParts,
  dataset: Dataset,
  { draft, options: { onProgress, onNote, signal } }: Storing,
): Promise<StoredSet | null> {
  const total = train.images.length + test.images.length;
  onProgress?.({ phase: 'storing', done: 0, total });
  try {
    if (!(await draft.reserve(total))) {
      onNote?.(noRoom(draft.cacheFolder, total));
      return null;
    }
    for (const { images } of [train, test]) {
      await draft.pixels.append(images);
      signal?.throwIfAborted();
    }
  } catch (error) {
    if (systemCode(error) === null) throw error;
    onNote?.(unusableCache(draft.cacheFolder, error));
    return null;
  }
  onProgress?.({ phase: 'storing', done: total, total });
  const part = (set: ImageSet, firstByte: number): StoredPart => ({
    ...set,
    pixels: { kind: 'stored', firstByte, starts: null },
  });
  return { ...dataset, train: part(dataset.train, 0), test: part(dataset.test, train.images.length) };
}

const noRoom = (folder: string, bytes: number): string =>
  `The decoded images take ${String(Math.ceil(bytes / 2 ** 20))} MiB, for which the cache of data sets, ${folder}, has no room. They stay in memory, and are decoded again the next time. DARTBOARD_CACHE_GB sets how much the cache may take.`;

/** Makes the entry; null where the disk does not take it. */
async function kept(
  keep: () => Promise<{ readonly dataset: Dataset }>,
  cacheFolder: string,
  { onNote }: OpenOptions,
): Promise<Dataset | null> {
  try {
    return (await keep()).dataset;
  } catch (error) {
    if (systemCode(error) === null) throw error;
    onNote?.(unusableCache(cacheFolder, error));
    return null;
  }
}
