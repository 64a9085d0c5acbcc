/** Zip files, as numpy's `.npz` files are. Nothing is written to disk, so the names in one lead nowhere; every size is checked before memory is taken. */
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import { fromBufferPromise } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { crc32 } from '../base/crc32.ts';
import { AppError, messageOf } from '../base/errors.ts';
import { LIMIT_BYTES, readWhole } from './data-file.ts';
import type { DataFile } from './data-file.ts';
import { dataError } from './errors.ts';

const MAGIC = [0x50, 0x4b, 0x03, 0x04] as const;
const MOST_ENTRIES = 4096;
/** Deflate cannot pack closer than this (1032 : 1), so an entry that promises more is a lie. */
const MOST_UNPACKED_PER_BYTE = 1032;
const STORED = 0;
const DEFLATED = 8;
const CHUNK_BYTES = 2 ** 20;
const inflate = promisify(inflateRaw);

interface OpenZip {
  readonly zip: ZipFile;
  /** All of it. */
  readonly buffer: Buffer;
  readonly file: DataFile;
}

/** A file in a zip file. */
export interface ZipEntry {
  readonly name: string;
  /** Unpacked. */
  readonly sizeBytes: number;
  /** Its content, checked. @throws AppError `data/unusable-file` */
  read(): Promise<Uint8Array>;
}

/** Whether a file begins as a zip file with at least one entry does. */
export const isZip = (head: Uint8Array): boolean => MAGIC.every((byte, i) => head[i] === byte);

/** The name of the first entry, by the first bytes of a zip file; null where they are not those of one. */
export function firstZipName(head: Uint8Array): string | null {
  if (!isZip(head) || head.length < 30) return null;
  const length = (head[26] ?? 0) + 256 * (head[27] ?? 0);
  return head.length < 30 + length ? null : Buffer.from(head.subarray(30, 30 + length)).toString('utf8');
}

/**
 * Lists the files in a zip file, which is in memory from then on for as long as an entry is.
 *
 * @throws AppError `data/unusable-file`, `data/too-large`, `data/damaged-file`, `data/unreadable`
 */
export async function readZip(file: DataFile): Promise<readonly ZipEntry[]> {
  const bytes = await readWhole(file, LIMIT_BYTES);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const zip = await fromBufferPromise(buffer, { lazyEntries: true });
    const entries: Entry[] = [];
    for await (const entry of zip.eachEntry()) {
      entries.push(entry);
      if (entries.length > MOST_ENTRIES)
        throw unusable(file, `it holds more than ${String(MOST_ENTRIES)} entries`);
    }
    checkEntries(entries, file);
    return entries
      .filter(({ fileName }) => !fileName.endsWith('/'))
      .map((entry) => ({
        name: entry.fileName,
        sizeBytes: entry.uncompressedSize,
        read: () => contentOf(entry, { zip, buffer, file }),
      }));
  } catch (error) {
    throw error instanceof AppError ? error : unusable(file, messageOf(error), error);
  }
}

/** Whether the sizes that the entries promise can be. Entries that share their bytes are how a small bomb gets large. */
function checkEntries(entries: readonly Entry[], file: DataFile): void {
  const names = new Set<string>();
  let packed = 0;
  let unpacked = 0;
  for (const entry of entries) {
    const { fileName, compressedSize, uncompressedSize, compressionMethod } = entry;
    const shown = JSON.stringify(fileName);
    if (names.has(fileName)) throw unusable(file, `it holds ${shown} twice`);
    names.add(fileName);
    if (entry.isEncrypted()) throw unusable(file, `its entry ${shown} is encrypted`);
    if (compressionMethod !== STORED && compressionMethod !== DEFLATED)
      throw unusable(
        file,
        `its entry ${shown} is packed by method ${compressionMethod}, which is not read here`,
      );
    const most = compressionMethod === STORED ? compressedSize : compressedSize * MOST_UNPACKED_PER_BYTE;
    if (uncompressedSize > most)
      throw unusable(
        file,
        `its entry ${shown} cannot unpack to ${uncompressedSize} bytes from ${compressedSize}`,
      );
    packed += compressedSize;
    unpacked += uncompressedSize;
  }
  if (packed > file.sizeBytes && !file.packed) throw unusable(file, 'its entries overlap');
  if (unpacked > LIMIT_BYTES) {
    throw dataError('data/too-large', { file: file.path, sizeBytes: unpacked, limitBytes: LIMIT_BYTES });
  }
}

async function contentOf(entry: Entry, { zip, buffer, file }: OpenZip): Promise<Uint8Array> {
  const { fileName, compressionMethod, compressedSize, uncompressedSize } = entry;
  const shown = `its entry ${JSON.stringify(fileName)}`;
  try {
    const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
    const packed = buffer.subarray(fileDataStart, fileDataStart + compressedSize);
    const content =
      compressionMethod === STORED
        ? packed
        : // One more byte than promised shows that there are more.
          await inflate(packed, { maxOutputLength: uncompressedSize + 1, chunkSize: CHUNK_BYTES });
    if (content.length !== uncompressedSize) {
      throw unusable(file, `${shown} has ${content.length} bytes, where ${uncompressedSize} were noted`);
    }
    if (crc32(content) === entry.crc32) {
      return new Uint8Array(content.buffer, content.byteOffset, content.length);
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw unusable(file, `${shown} cannot be unpacked (${messageOf(error)})`, error);
  }
  throw unusable(file, `${shown} is damaged: its checksum is not the one that was noted`);
}

const unusable = ({ path }: DataFile, problem: string, cause?: unknown): AppError =>
  dataError('data/unusable-file', { file: path, what: 'zip file', problem }, cause);
