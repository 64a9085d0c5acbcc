/**
 * Decoded data sets on disk, so that a set is decoded once: `<folder>/<where>.<reach>.<fingerprint>.<reader>`. An entry is made under
 * another name and renamed, so it is whole or not there, also with several processes at work; and as its name has the fingerprint of
 * the files it is made of, what is behind a name never changes.
 */
import { createHash } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../../base/durable.ts';
import { systemCode } from '../../base/system-failure.ts';
import { ENTRY_VERSION, PIXELS, readEntry, writeEntry } from './entry.ts';
import type { FoundEntry, Origin } from './entry.ts';
import { fingerprintOf, REACHES } from './fingerprint.ts';
import type { Reach } from './fingerprint.ts';
import { makeRoom, namesIn, passingName, removeAbandoned, removeEntry } from './housekeeping.ts';
import { createPixelFile } from './pixel-file.ts';
import type { PixelFile } from './pixel-file.ts';
import type { StoredSet } from './stored.ts';
import { markUsed } from './usage.ts';

/** A cache. */
export interface CacheOptions {
  readonly folder: string;
  /** Most that it may take. */
  readonly capBytes: number;
}

/** What is asked for. */
export interface Wanted {
  /** Absolute: of a folder, an archive, or a file of a set. */
  readonly path: string;
  /** Null: the one that is found by looking at the files. */
  readonly reader: string | null;
  /** What the reader is told, as it was given. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** The place of an entry. */
export interface EntryPlace {
  readonly path: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly reader: string;
  readonly reach: Reach;
  /** Taken before the files were read. */
  readonly fingerprint: string;
}

/** An entry that is being made. */
export interface EntryDraft {
  /** For messages. */
  readonly cacheFolder: string;
  /**
   * Makes room for so many bytes of pixels.
   *
   * @param bytes - of all pixels
   * @param isAnew - whether all of them are written anew, while those that are there stay for as long
   * @returns whether there is room
   * @throws what the file system says
   */
  reserve(bytes: number, isAnew?: boolean): Promise<boolean>;
  readonly pixels: PixelFile;
  /**
   * Makes the entry, where no other process has made it meanwhile, and opens it.
   *
   * @throws what the file system says
   */
  keep(place: EntryPlace, set: StoredSet, about: Omit<Origin, 'reader'>): Promise<FoundEntry>;
  /** Takes away what was written; nothing where it was kept. */
  discard(): Promise<void>;
}

const HASH_DIGITS = 16;

/**
 * The entry of a set whose files are as they were.
 *
 * @returns null where there is none that can be used
 * @throws what the file system says of the cache or of the set, and the signal's reason
 */
export async function findEntry(
  { folder }: CacheOptions,
  wanted: Wanted,
  signal?: AbortSignal,
): Promise<FoundEntry | null> {
  const { path, reader } = wanted;
  const candidates = (await namesIn(folder)).flatMap((name) => parseName(name, whereOf(wanted)) ?? []);
  const fingerprints = new Map<Reach, string>();
  for (const { name, reach, ...found } of candidates) {
    if (reader !== null && reader !== found.reader) continue;
    const fingerprint = fingerprints.get(reach) ?? (await fingerprintOf({ path, reach }, signal));
    fingerprints.set(reach, fingerprint);
    if (found.fingerprint !== fingerprint) continue;
    const entry = await openEntry(folder, name);
    if (entry !== null && (reader !== null || entry.isDetected)) return entry;
  }
  return null;
}

/** Begins an entry. @throws what the file system says */
export async function beginEntry(cache: CacheOptions): Promise<EntryDraft> {
  const { folder, capBytes } = cache;
  await mkdir(folder, { recursive: true });
  await removeAbandoned(folder);
  const making = join(folder, passingName('making'));
  await mkdir(making);
  const pixels = await createPixelFile(join(making, PIXELS));
  const reserve = (bytes: number, isAnew = false): Promise<boolean> =>
    makeRoom(folder, { capBytes, bytes, writtenBytes: isAnew ? 0 : pixels.bytes });
  return {
    cacheFolder: folder,
    reserve,
    pixels,
    async keep(place, set, { isDetected, summary }) {
      await pixels.finish();
      const about = { reader: place.reader, isDetected, summary, pixelBytes: pixels.bytes };
      await writeEntry(making, set, about);
      await markUsed(making);
      // Others may have grown meanwhile.
      await reserve(pixels.bytes);
      return settle({ folder, making, name: nameOf(place) });
    },
    async discard() {
      await pixels.remove();
      await rm(making, { recursive: true, force: true });
    },
  };
}

/** Gives an entry its name. Where another process was faster, its entry is used, if it is whole. */
async function settle({
  folder,
  making,
  name,
}: Readonly<Record<'folder' | 'making' | 'name', string>>): Promise<FoundEntry> {
  if (!(await renamed(making, join(folder, name)))) {
    const made = await openEntry(folder, name);
    if (made !== null) return made;
    await renamed(making, join(folder, name));
  }
  await syncFolder(folder);
  const entry = await openEntry(folder, name);
  if (entry === null) throw new Error('internal: an entry of the cache is not as it was written');
  return entry;
}

async function renamed(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES'].includes(systemCode(error) ?? '')) return false;
    throw error;
  }
}

/** Opens an entry; a damaged one is taken away. */
async function openEntry(folder: string, name: string): Promise<FoundEntry | null> {
  // Before it is read: then nobody takes it away meanwhile.
  await markUsed(join(folder, name)).catch((error: unknown) => {
    // A cache that cannot be written can be read.
    if (systemCode(error) === null) throw error;
  });
  const entry = await readEntry(join(folder, name));
  if (entry === null) await removeEntry(folder, name);
  return entry;
}

function whereOf({ path, config }: Pick<Wanted, 'path' | 'config'>): string {
  const text = JSON.stringify([ENTRY_VERSION, path, config]);
  return createHash('sha256').update(text).digest('hex').slice(0, HASH_DIGITS);
}

const nameOf = ({ reader, reach, fingerprint, ...place }: EntryPlace): string =>
  [whereOf(place), reach, fingerprint, reader].join('.');

const NAME = /^([0-9a-f]+)\.([a-z]+)\.([0-9a-f]+)\.(.+)$/;

interface ParsedName extends Pick<EntryPlace, 'reader' | 'reach' | 'fingerprint'> {
  readonly name: string;
}

/** The parts of the name of an entry; null where it is of another place. */
function parseName(name: string, where: string): ParsedName | null {
  const [, of, reachName, fingerprint = '', reader = ''] = NAME.exec(name) ?? [];
  const reach = REACHES.find((known) => known === reachName);
  return of === where && reach !== undefined ? { name, reader, reach, fingerprint } : null;
}
