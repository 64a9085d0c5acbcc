/**
 * Tar archives, plain or gzip, as if they were the folders that they were made of. Nothing is written to disk, so a path in an
 * archive leads nowhere. What no data set's archive holds (links, devices, paths out of the archive) is refused all the same,
 * since it shows that the archive is not what it seems. Of a plain archive only the headers are read, so that it may be of any
 * size; a packed one is unpacked into memory.
 */
import { defined } from '../base/assert.ts';
import type { AppError } from '../base/errors.ts';
import { indexArchive } from './tar/archive-index.ts';
import type { ArchiveIndex } from './tar/archive-index.ts';
import { createPages, diskSource } from './tar/byte-source.ts';
import type { ByteSource } from './tar/byte-source.ts';
import { memoryFile, partFile, readInto } from './data-file.ts';
import type { DataFile, Stretch } from './data-file.ts';
import { dataError } from './errors.ts';
import { fewFiles, MOST_FILES } from './listing.ts';
import type { Listing } from './listing.ts';
import { first } from './packed/names.ts';

/** Most that a packed archive may unpack to: CIFAR-100 is 186 MB. */
const LIMIT_BYTES = 2 ** 29;
/** ImageNet has 1.3 million images in 1000 folders. */
const MOST_ENTRIES = 2 ** 22;
const MAGIC_AT = 257;
const MAGIC = 'ustar';
const TEXT = new TextDecoder('latin1');

/** Whether a file begins, when unpacked, as a tar archive does. */
export function isArchive({ head }: DataFile): boolean {
  return TEXT.decode(head.subarray(MAGIC_AT, MAGIC_AT + MAGIC.length)) === MAGIC;
}

/**
 * Lists an archive.
 *
 * @param archive - a file for which {@link isArchive} holds
 * @param options - `mostEntries`: what is refused beyond
 * @returns its top
 * @throws AppError `data/unusable-file`, `data/damaged-file`, `data/too-large`, `data/unreadable`
 */
export async function listArchive(
  archive: DataFile,
  { mostEntries = MOST_ENTRIES }: { readonly mostEntries?: number } = {},
): Promise<Listing> {
  const { path, packed, place } = archive;
  const source = packed || place === null ? await inPages(archive) : diskSource(place);
  const isInMemory = packed || place === null;
  try {
    const index = await indexArchive({ source, path, mostEntries });
    const open = isInMemory ? fromMemory(source) : fromPlace(place);
    return listingOf({ path, place: isInMemory ? null : place, index, open }, '');
  } finally {
    if (!isInMemory) source.close();
  }
}

/** Makes a file of an archive. */
type Opener = (shownPath: string, at: { readonly start: number; readonly length: number }) => DataFile;

const fromMemory =
  (source: ByteSource): Opener =>
  (shownPath, { start, length }) => {
    const bytes = new Uint8Array(length);
    source.read(start, bytes);
    return memoryFile(shownPath, bytes);
  };

const fromPlace =
  ({ path, start: offset }: Stretch): Opener =>
  (shownPath, { start, length }) =>
    partFile(shownPath, { path, start: offset + start, length });

/** An archive that was gone through. */
interface Indexed {
  /** For messages. */
  readonly path: string;
  /** Where it lies; null: it is in memory. */
  readonly place: Stretch | null;
  readonly index: ArchiveIndex;
  readonly open: Opener;
}

/** Unpacks an archive into memory. */
async function inPages(archive: DataFile): Promise<ByteSource> {
  const pages = createPages();
  const { path } = archive;
  const tooLarge = (sizeBytes: number): AppError =>
    dataError('data/too-large', { file: path, sizeBytes, limitBytes: LIMIT_BYTES });
  if (archive.sizeBytes > LIMIT_BYTES) throw tooLarge(archive.sizeBytes);
  await readInto(archive, {
    add(chunk) {
      const found = pages.sizeBytes + chunk.length;
      if (found > LIMIT_BYTES) throw tooLarge(found);
      pages.add(chunk);
    },
    broken(reason, cause) {
      const problem = `unpacking stopped with "${reason}"`;
      const facts = { file: path, problem, expectedBytes: null, foundBytes: pages.sizeBytes };
      return dataError('data/damaged-file', facts, cause);
    },
  });
  return pages;
}

function listingOf(archive: Indexed, inside: string): Listing {
  const { path, place, index, open } = archive;
  const folder = inside === '' ? path : `${path}/${inside}`;
  const { names, folders, at } = defined(
    index.get(inside),
    `a folder of the archive is asked for, not ${inside}`,
  );
  const known = new Map<string, DataFile>();
  const placeOf = (name: string): { start: number; length: number } | null => {
    const number = names.indexOf(name);
    return number < 0 ? null : at(number);
  };
  const opened = (name: string): DataFile => {
    const found = placeOf(name);
    if (found === null) throw new Error(`internal: the archive has no ${name}`);
    return open(`${folder}/${name}`, found);
  };
  return {
    folder,
    realPath: folder,
    isArchive: true,
    files: fewFiles(names),
    names,
    folders,
    focus: null,
    file(name) {
      const file = known.get(name) ?? opened(name);
      if (known.size >= MOST_FILES) known.clear();
      known.set(name, file);
      return file;
    },
    locate(name) {
      if (place === null) throw dataError('data/packed-archive', { path });
      const found = placeOf(name);
      if (found === null) return null;
      const { start, length } = found;
      const shown = `${folder}/${name}`;
      return {
        root: place.path,
        name: shown.slice(place.path.length + 1),
        start: place.start + start,
        length,
      };
    },
    within: (name) => listingOf(archive, inside === '' ? name : `${inside}/${name}`),
    peek: (count) => first(names, count),
  };
}
