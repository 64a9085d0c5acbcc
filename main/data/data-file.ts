import { closeSync, createReadStream, fstatSync, openSync, readSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip, gunzipSync } from 'node:zlib';
import { AppError, messageOf } from '../base/errors.ts';
import { readFailure } from '../base/system-failure.ts';
import { dataError } from './errors.ts';

/** Bytes of a file that detection may look at. */
const HEAD_BYTES = 4096;
/** Most that one file may unpack to: what a machine for such sets holds in memory at ease. */
export const LIMIT_BYTES = 2 * 2 ** 30;
/** What is read at once. */
const CHUNK_BYTES = 2 ** 18;

/** Where bytes lie on disk. */
export interface Stretch {
  readonly path: string;
  readonly start: number;
  readonly length: number;
}

/** A file of a data set, on disk or in an archive. */
export interface DataFile {
  /** For messages: where it is. */
  readonly path: string;
  /** Where its bytes lie on disk; null: they are in memory. */
  readonly place: Stretch | null;
  /** As it lies there, so packed when it is. */
  readonly sizeBytes: number;
  /** Whether it is a gzip file. */
  readonly packed: boolean;
  /** The first 4096 bytes at most; of a gzip file, what they unpack to (nothing where it is damaged). */
  readonly head: Uint8Array;
  /** Its bytes as they lie there. */
  stream(): Readable;
}

/** A file on disk. @throws AppError `data/unreadable` */
export function diskFile(path: string): DataFile {
  const { head, sizeBytes } = beginning({ path, start: 0, length: HEAD_BYTES });
  const stream = (): Readable => createReadStream(path, { highWaterMark: CHUNK_BYTES });
  return described({ path, place: { path, start: 0, length: sizeBytes }, sizeBytes, stream }, head);
}

/** A file in an archive that lies on disk unpacked. @throws AppError `data/unreadable` */
export function partFile(shownPath: string, place: Stretch): DataFile {
  const { path, start, length } = place;
  const { head } = beginning({ ...place, length: Math.min(length, HEAD_BYTES) });
  const range = { start, end: start + length - 1, highWaterMark: CHUNK_BYTES };
  const stream = (): Readable => (length === 0 ? Readable.from([]) : createReadStream(path, range));
  return described({ path: shownPath, place, sizeBytes: length, stream }, head);
}

/** A file whose bytes are at hand. */
export function memoryFile(path: string, bytes: Uint8Array): DataFile {
  const stream = (): Readable => Readable.from([bytes]);
  return described({ path, place: null, sizeBytes: bytes.length, stream }, bytes.subarray(0, HEAD_BYTES));
}

const described = (file: Omit<DataFile, 'packed' | 'head'>, raw: Uint8Array): DataFile => ({
  ...file,
  packed: isGzip(raw),
  head: unpackedHead(raw),
});

/** Reads the beginning of a stretch, and how long the whole file is. */
function beginning({ path, start, length }: Stretch): { head: Uint8Array; sizeBytes: number } {
  const buffer = new Uint8Array(length);
  try {
    const file = openSync(path, 'r');
    try {
      const read = readSync(file, buffer, 0, length, start);
      return { head: buffer.subarray(0, read), sizeBytes: fstatSync(file).size };
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw asUnreadable(path, error);
  }
}

/** Whether bytes begin as a gzip file does. */
function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function unpackedHead(raw: Uint8Array): Uint8Array {
  if (!isGzip(raw)) return raw;
  try {
    // Z_SYNC_FLUSH: the input stops in the middle of the stream, which is no error here.
    const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 1100 * HEAD_BYTES };
    return gunzipSync(raw, options).subarray(0, HEAD_BYTES);
  } catch {
    return new Uint8Array(0); // Damaged: detection sees nothing in it, opening says what is wrong.
  }
}

/** Wraps what the file system says about a path; errors that already have a sentence stay as they are. */
export function asUnreadable(path: string, error: unknown): Error {
  const isSystemError = error instanceof Error && 'syscall' in error;
  return isSystemError
    ? dataError('data/unreadable', { path, reason: readFailure(error) }, error)
    : asError(error);
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(messageOf(thrown));
}

/** Takes the unpacked bytes of a file. */
export interface ByteSink {
  /** The next bytes; what comes after them waits for it. @throws AppError to stop the reading */
  add(chunk: Uint8Array): void | Promise<void>;
  /** The error for a packed file that does not unpack. */
  broken(reason: string, cause: unknown): AppError;
}

/**
 * Reads a file, unpacking it when it is packed.
 *
 * @throws AppError of the sink, or `data/unreadable`
 */
export async function readInto(file: DataFile, sink: ByteSink): Promise<void> {
  let refusal: unknown = null;
  const collect = async (chunks: AsyncIterable<Uint8Array>): Promise<void> => {
    try {
      for await (const chunk of chunks) await sink.add(chunk);
    } catch (error) {
      refusal = error;
      throw error;
    }
  };
  try {
    if (file.packed) await pipeline(file.stream(), createGunzip({ chunkSize: CHUNK_BYTES }), collect);
    else await pipeline(file.stream(), collect);
  } catch (thrown) {
    // The pipeline may report the abort of the streams in place of what the sink threw.
    const error = refusal instanceof AppError || refusal instanceof RangeError ? refusal : thrown;
    if (error instanceof AppError) throw error;
    if (isZlibError(error)) throw sink.broken(messageOf(error), error);
    // The allocator has no error code of its own.
    if (error instanceof RangeError)
      throw dataError('data/unreadable', { path: file.path, reason: messageOf(error) }, error);
    throw asUnreadable(file.path, error);
  }
}

function isZlibError(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_')
  );
}

/**
 * The whole unpacked content of a file.
 *
 * @param file - the file
 * @param limitBytes - most that it may be
 * @throws AppError `data/too-large`, `data/damaged-file`, `data/unreadable`
 */
export async function readWhole(file: DataFile, limitBytes: number): Promise<Uint8Array> {
  const { path, sizeBytes, packed } = file;
  const tooLarge = (size: number): AppError =>
    dataError('data/too-large', { file: path, sizeBytes: size, limitBytes });
  if (sizeBytes > limitBytes) throw tooLarge(sizeBytes);
  let whole: Uint8Array = new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let found = 0;
  const damaged = (problem: string, cause?: unknown): AppError =>
    dataError('data/damaged-file', { file: path, problem, expectedBytes: null, foundBytes: found }, cause);
  await readInto(file, {
    add(chunk) {
      const at = found;
      found += chunk.length;
      if (found > limitBytes) throw tooLarge(found);
      if (packed) {
        chunks.push(chunk);
        return;
      }
      if (found > sizeBytes) throw damaged('it changed while it was read');
      if (at === 0) whole = chunk.length === sizeBytes ? chunk : new Uint8Array(sizeBytes);
      if (whole !== chunk) whole.set(chunk, at);
    },
    broken: (reason, cause) => damaged(`unpacking stopped with "${reason}"`, cause),
  });
  if (packed) return joined(chunks, found);
  if (found !== sizeBytes) throw damaged('it changed while it was read');
  return whole;
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
