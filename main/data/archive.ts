/**
 * Tar archives, plain or gzip, as if they were the folders that they were made of. They are read into memory; nothing is
 * written to disk, so a path in an archive leads nowhere. What no data set's archive holds (links, devices, paths out of the
 * archive) is refused all the same, since it shows that the archive is not what it seems.
 */
import { createTarDecoder } from 'modern-tar';
import type { ParsedTarEntry } from 'modern-tar';
import { AppError, messageOf } from '../base/errors.ts';
import { memoryFile, readInto } from './data-file.ts';
import type { DataFile } from './data-file.ts';
import { dataError } from './errors.ts';
import { preferPlain } from './listing.ts';
import type { Listing } from './listing.ts';

/** Most that an archive may unpack to: CIFAR-100 is 186 MB. */
const LIMIT_BYTES = 2 ** 29;
const MOST_ENTRIES = 4096;
const MAGIC_AT = 257;
const MAGIC = 'ustar';
const TEXT = new TextDecoder('latin1');

/** Whether a file begins, when unpacked, as a tar archive does. */
export function isArchive({ head }: DataFile): boolean {
  return TEXT.decode(head.subarray(MAGIC_AT, MAGIC_AT + MAGIC.length)) === MAGIC;
}

/**
 * Reads an archive and lists each of its folders that holds files.
 *
 * @param archive - a file for which {@link isArchive} holds
 * @returns by the folder's path in the archive, which is empty for the top
 * @throws AppError `data/unusable-file`, `data/damaged-file`, `data/too-large`, `data/unreadable`
 */
export async function listArchive(archive: DataFile): Promise<ReadonlyMap<string, Listing>> {
  const folders = new Map<string, Map<string, Uint8Array>>();
  for (const [path, content] of await entriesOf(archive)) {
    const end = path.lastIndexOf('/');
    const folder = path.slice(0, Math.max(0, end));
    const files = folders.get(folder) ?? new Map<string, Uint8Array>();
    folders.set(folder, files.set(path.slice(end + 1), content));
  }
  return new Map([...folders].map(([folder, files]) => [folder, listingOf(archive.path, folder, files)]));
}

function listingOf(path: string, folder: string, contents: ReadonlyMap<string, Uint8Array>): Listing {
  const known = new Map<string, DataFile>();
  const within = folder === '' ? path : `${path}/${folder}`;
  const file = (name: string): DataFile => {
    const content = contents.get(name);
    if (content === undefined) throw new Error(`internal: the archive has no ${name}`);
    const found = known.get(name) ?? memoryFile(`${within}/${name}`, content);
    known.set(name, found);
    return found;
  };
  return { folder: path, isArchive: true, files: preferPlain([...contents.keys()]), focus: null, file };
}

/** The regular files of an archive. What is unpacked goes through the decoder in pieces, so that it is in memory once. */
async function entriesOf(archive: DataFile): Promise<Map<string, Uint8Array>> {
  const { readable, writable } = createTarDecoder({ strict: true });
  const reader = readable.getReader();
  const reading = collect(reader, archive.path).catch(async (error: unknown) => {
    await Promise.allSettled([reader.cancel(error)]);
    throw error instanceof AppError ? error : unusable(archive.path, messageOf(error), error);
  });
  // What goes wrong with the writing goes wrong with the reading too, and there it has its reason.
  const [read, written] = await Promise.allSettled([reading, write(archive, writable.getWriter())]);
  if (read.status === 'rejected') throw read.reason;
  if (written.status === 'rejected') throw written.reason;
  return read.value;
}

async function write(archive: DataFile, writer: WritableStreamDefaultWriter<Uint8Array>): Promise<void> {
  let found = 0;
  try {
    await readInto(archive, {
      add(chunk) {
        found += chunk.length;
        if (found > LIMIT_BYTES) throw tooLarge(archive.path, found);
        return writer.write(chunk);
      },
      broken(reason, cause) {
        const facts = {
          problem: `unpacking stopped with "${reason}"`,
          expectedBytes: null,
          foundBytes: found,
        };
        return dataError('data/damaged-file', { file: archive.path, ...facts }, cause);
      },
    });
    await writer.close();
  } catch (error) {
    await Promise.allSettled([writer.abort(error)]);
    throw error;
  }
}

async function collect(
  reader: ReadableStreamDefaultReader<ParsedTarEntry>,
  path: string,
): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (let count = 0; ; count++) {
    const { done, value } = await reader.read();
    if (done) return files;
    if (count === MOST_ENTRIES) throw unusable(path, `it holds more than ${String(MOST_ENTRIES)} entries`);
    const name = checkedName(value, path);
    const content = await contentOf(value, path);
    if (name === null) continue;
    if (files.has(name)) throw unusable(path, `it holds ${name} twice`);
    files.set(name, content);
  }
}

/** The path of a regular file in the archive; null for a folder. */
function checkedName({ header }: ParsedTarEntry, path: string): string | null {
  const { name, linkname, type = 'file' } = header;
  const shown = JSON.stringify(name);
  if (type !== 'file' && type !== 'directory') {
    const target = linkname === undefined || linkname === '' ? '' : ` to ${JSON.stringify(linkname)}`;
    throw unusable(path, `its entry ${shown} is a ${type}${target}, where only files and folders belong`);
  }
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (name.startsWith('/') || name.includes('\\') || name.includes('\0') || parts.includes('..')) {
    throw unusable(path, `its entry ${shown} leads out of the archive`);
  }
  const last = parts.at(-1);
  // macOS adds a file of attributes to each file.
  if (type === 'directory' || last === undefined || last.startsWith('._')) return null;
  return parts.join('/');
}

async function contentOf({ body, header }: ParsedTarEntry, path: string): Promise<Uint8Array> {
  if (header.size > LIMIT_BYTES) throw tooLarge(path, header.size);
  const content = new Uint8Array(header.size);
  const reader = body.getReader();
  for (let at = 0; ;) {
    const { done, value } = await reader.read();
    if (done) return content;
    content.set(value, at);
    at += value.length;
  }
}

const tooLarge = (file: string, sizeBytes: number): AppError =>
  dataError('data/too-large', { file, sizeBytes, limitBytes: LIMIT_BYTES });

const unusable = (file: string, problem: string, cause?: unknown): AppError =>
  dataError('data/unusable-file', { file, what: 'tar archive', problem: sentence(problem) }, cause);

/** What a library says, as a part of a sentence. */
const sentence = (words: string): string => words.replace(/\.$/, '');
