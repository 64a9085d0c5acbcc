/** Goes through a tar archive from header to header, without reading what is between them. */
import type { AppError } from '../../base/errors.ts';
import type { ByteSource } from './byte-source.ts';
import { dataError } from '../errors.ts';
import { createPauses } from '../pauses.ts';
import { BLOCK_BYTES, parsePax, parseTarHeader, text } from './header.ts';
import type { TarHeader, TarKind } from './header.ts';

/** A regular file in an archive. */
export interface TarEntry {
  /** Without `.` and empty parts; leads nowhere out of the archive. */
  readonly path: string;
  /** Of its bytes, from the beginning of the archive. */
  readonly start: number;
  readonly length: number;
}

/** What is read at once: with small files the next header is mostly there already. */
const WINDOW_BYTES = 8192;
/** Most that the facts about one entry may take. */
const MOST_FACT_BYTES = 2 ** 20;
const MOST_DEPTH = 64;
/** Programs fill archives up to 10 KiB or so; to the blocks of a tape at most. */
const MOST_FILLING_BYTES = 2 ** 20;

const ABOUT_OTHERS: readonly TarKind[] = ['long name', 'long target', 'facts', 'facts for all'];

/** What the entries before one say of it. */
interface Foretold {
  readonly name?: string;
  readonly target?: string;
  readonly sizeBytes?: number;
}

/**
 * The regular files of an archive, in their order.
 *
 * @param source - the archive, unpacked
 * @param path - for messages
 * @throws AppError `data/unusable-file`: damaged, or with entries that no data set has; `data/unreadable`
 */
export async function* walkTar(source: ByteSource, path: string): AsyncGenerator<TarEntry> {
  const pause = createPauses();
  const blocks = windowOn(source);
  let foretold: Foretold = {};
  for (let at = 0; ;) {
    await pause();
    const block = blocks(at);
    const header = block === null ? 'it is truncated: it has no end' : parseTarHeader(block);
    if (header === null) {
      checkEnd({ source, path }, at);
      return;
    }
    if (typeof header === 'string') throw unusableArchive(path, header);
    const isOwn = !ABOUT_OTHERS.includes(header.kind);
    const entry = isOwn ? { ...header, ...foretold } : header;
    const start = at + BLOCK_BYTES;
    if (start + entry.sizeBytes > source.sizeBytes) {
      throw unusableArchive(path, `it is truncated: ${JSON.stringify(entry.name)} is not all there`);
    }
    if (isOwn) {
      const name = checkedName(entry, path);
      foretold = {};
      if (name !== null) yield { path: name, start, length: entry.sizeBytes };
    } else {
      foretold = {
        ...foretold,
        ...foretelling(header.kind, read({ source, path }, start, entry.sizeBytes), path),
      };
    }
    at = start + Math.ceil(entry.sizeBytes / BLOCK_BYTES) * BLOCK_BYTES;
  }
}

/** Behind its end an archive is filled up with zeros; a file that was never fetched whole may be zeros in the middle. */
function checkEnd({ source, path }: { source: ByteSource; path: string }, at: number): void {
  const rest = new Uint8Array(Math.min(MOST_FILLING_BYTES, source.sizeBytes - at));
  source.read(at, rest);
  if (source.sizeBytes - at <= MOST_FILLING_BYTES && rest.every((byte) => byte === 0)) return;
  throw unusableArchive(
    path,
    `its end is at byte ${String(at)} of ${String(source.sizeBytes)}, so it was not copied whole, or it is several archives in a row`,
  );
}

/** The block at a position; null: the source ends before. */
function windowOn(source: ByteSource): (at: number) => Uint8Array | null {
  const window = new Uint8Array(WINDOW_BYTES);
  let from = 0;
  let held = 0;
  return (at) => {
    if (at < from || at + BLOCK_BYTES > from + held) {
      held = source.read(at, window);
      from = at;
    }
    return at + BLOCK_BYTES > from + held ? null : window.subarray(at - from, at - from + BLOCK_BYTES);
  };
}

function read(
  { source, path }: { source: ByteSource; path: string },
  at: number,
  length: number,
): Uint8Array {
  if (length > MOST_FACT_BYTES)
    throw unusableArchive(path, `the name of an entry takes ${String(length)} bytes`);
  const bytes = new Uint8Array(length);
  return bytes.subarray(0, source.read(at, bytes));
}

/** What an entry says of the next one. */
function foretelling(kind: TarKind, content: Uint8Array, path: string): Foretold {
  if (kind === 'long name') return { name: text(content) };
  if (kind === 'long target') return { target: text(content) };
  if (kind === 'facts for all') return {};
  const facts = parsePax(content);
  if (facts === null) throw unusableArchive(path, 'what it says about an entry is damaged');
  if ([...facts.keys()].some((key) => key.startsWith('GNU.sparse'))) {
    throw unusableArchive(path, 'it has a file with holes in it, where only whole files belong');
  }
  const [name, target, size] = ['path', 'linkpath', 'size'].map((key) => facts.get(key));
  const sizeBytes = Number(size);
  if (size !== undefined && (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0)) {
    throw unusableArchive(path, 'the size of an entry is no number');
  }
  return {
    ...(name === undefined ? {} : { name }),
    ...(target === undefined ? {} : { target }),
    ...(size === undefined ? {} : { sizeBytes }),
  };
}

/** The path of a regular file in the archive; null for a folder. */
function checkedName({ name, kind, target }: TarHeader, path: string): string | null {
  const shown = JSON.stringify(name);
  if (kind !== 'file' && kind !== 'directory') {
    const where = target === '' ? '' : ` to ${JSON.stringify(target)}`;
    throw unusableArchive(
      path,
      `its entry ${shown} is a ${kind}${where}, where only files and folders belong`,
    );
  }
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (name.startsWith('/') || name.includes('\\') || name.includes('\0') || parts.includes('..')) {
    throw unusableArchive(path, `its entry ${shown} leads out of the archive`);
  }
  if (parts.length > MOST_DEPTH) {
    throw unusableArchive(path, `its entry ${shown} is more than ${String(MOST_DEPTH)} folders deep`);
  }
  const last = parts.at(-1);
  // macOS adds a file of attributes to each file.
  return kind === 'directory' || last === undefined || last.startsWith('._') ? null : parts.join('/');
}

/** The error for an archive that is damaged or no data set's. */
export const unusableArchive = (file: string, problem: string): AppError =>
  dataError('data/unusable-file', { file, what: 'tar archive', problem });
