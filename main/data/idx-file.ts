/**
 * One IDX file (the format of MNIST), plain or gzip: 0, 0, element type, rank, then each dimension as 32 bits
 * big-endian, then the elements, last dimension fastest.
 *
 * @see http://yann.lecun.com/exdb/mnist, "The IDX file format"
 */
import type { AppError } from '../base/errors.ts';
import { LIMIT_BYTES, readInto } from './data-file.ts';
import type { ByteSink, DataFile } from './data-file.ts';
import { dataError } from './errors.ts';

/** Deflate cannot pack closer than this (1032 : 1), so a header that promises more is a lie. */
const MOST_UNPACKED_PER_BYTE = 1032;
const UNSIGNED_BYTES = 0x08;
const OTHER_TYPES: Readonly<Record<number, string>> = {
  0x09: 'signed bytes',
  0x0b: '16-bit integers',
  0x0c: '32-bit integers',
  0x0d: '32-bit floats',
  0x0e: '64-bit floats',
};

/** The beginning of an IDX file of unsigned bytes. */
export interface IdxHeader {
  readonly dimensions: readonly number[];
  readonly headerBytes: number;
}

/** A whole IDX file of unsigned bytes. */
export interface IdxFile extends IdxHeader {
  /** The elements in row-major order, in shared memory. */
  readonly elements: Uint8Array;
}

/**
 * What the first (unpacked) bytes of a file say: a header, or in words why it is none. Needs at most 20 bytes.
 *
 * @param head - the first bytes
 */
export function parseIdxHeader(head: Uint8Array): IdxHeader | string {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length < 4) return `it has only ${String(head.length)} bytes`;
  const [zero0 = 0, zero1 = 0, type = 0, rank = 0] = head;
  if (zero0 !== 0 || zero1 !== 0) {
    const found = [...head.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    return `it begins with the bytes ${found}, where 00 00 08 and the rank were expected`;
  }
  if (type !== UNSIGNED_BYTES) {
    const kind = OTHER_TYPES[type];
    return kind === undefined
      ? `its element type ${String(type)} does not exist`
      : `it holds ${kind}, not unsigned bytes`;
  }
  if (rank !== 1 && rank !== 3 && rank !== 4) {
    return `its rank is ${String(rank)}, where 1 (labels), 3 (grey images) or 4 (images with channels) was expected`;
  }
  const headerBytes = 4 + 4 * rank;
  if (head.length < headerBytes) return `it ends within its header, after ${String(head.length)} bytes`;
  const dimensions = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  if (dimensions.includes(0)) return `its dimensions ${dimensions.join(' x ')} hold nothing`;
  return { dimensions, headerBytes };
}

/**
 * Reads and checks a whole file. Nothing is allocated before the header is known to be possible for the file's size.
 *
 * @param file - the file
 * @throws AppError `data/damaged-file`, `data/not-idx`, `data/too-large`, `data/unreadable`
 */
export async function readIdxFile(file: DataFile): Promise<IdxFile> {
  const collector = new Collector(file);
  await readInto(file, collector);
  return collector.finish();
}

/** Takes the unpacked bytes of a file in pieces and turns them into an IdxFile. */
class Collector implements ByteSink {
  readonly #source: DataFile;
  /** Unpacked bytes so far, header included. */
  #found = 0;
  #start = new Uint8Array(0);
  #file: IdxFile | null = null;

  constructor(source: DataFile) {
    this.#source = source;
  }

  add(chunk: Uint8Array): void {
    let rest = chunk;
    if (this.#file === null) {
      this.#start = concatenated(this.#start, chunk);
      if (this.#start.length < 20) return; // The longest header, of rank 4; a shorter file is for finish().
      rest = this.#begin();
    }
    this.#store(rest);
  }

  finish(): IdxFile {
    if (this.#file === null) this.#store(this.#begin());
    const file = this.#file;
    if (file === null) throw this.#notIdx('it has no header');
    if (this.#found !== expectedBytes(file)) throw this.#damaged(file, 'it ends too early');
    return file;
  }

  /** The error for a packed file that does not unpack. */
  broken(reason: string, cause: unknown): AppError {
    if (this.#file !== null) return this.#damaged(this.#file, `unpacking stopped with "${reason}"`, cause);
    return this.#notIdx(`unpacking stopped with "${reason}" before the end of its header`, cause);
  }

  #notIdx(problem: string, cause?: unknown): AppError {
    return dataError('data/not-idx', { file: this.#source.path, problem }, cause);
  }

  #damaged(header: IdxHeader, problem: string, cause?: unknown): AppError {
    const facts = {
      file: this.#source.path,
      problem,
      expectedBytes: expectedBytes(header),
      foundBytes: this.#found,
    };
    return dataError('data/damaged-file', facts, cause);
  }

  /** Allocates what the header asks for, and gives back the bytes behind the header. */
  #begin(): Uint8Array {
    const { path, sizeBytes, packed } = this.#source;
    const header = parseIdxHeader(this.#start);
    if (typeof header === 'string') throw this.#notIdx(header);
    const expected = expectedBytes(header);
    if (expected > sizeBytes * (packed ? MOST_UNPACKED_PER_BYTE : 1)) {
      this.#found = sizeBytes;
      const announced = `its header announces ${header.dimensions.join(' x ')} elements`;
      throw this.#damaged(header, packed ? `${announced}, more than fits into the packed file` : announced);
    }
    if (expected > LIMIT_BYTES) {
      throw dataError('data/too-large', { file: path, sizeBytes: expected, limitBytes: LIMIT_BYTES });
    }
    const elements = new Uint8Array(new SharedArrayBuffer(expected - header.headerBytes));
    this.#file = { ...header, elements };
    this.#found = header.headerBytes;
    return this.#start.subarray(header.headerBytes);
  }

  #store(chunk: Uint8Array): void {
    const file = this.#file;
    if (file === null) return;
    const at = this.#found - file.headerBytes;
    this.#found += chunk.length;
    if (this.#found > expectedBytes(file)) throw this.#damaged(file, 'it goes on after its last element');
    file.elements.set(chunk, at);
  }
}

/** The size of the unpacked file, exact below 2^53 and still comparable above. */
function expectedBytes({ dimensions, headerBytes }: IdxHeader): number {
  return dimensions.reduce((product, size) => product * size, 1) + headerBytes;
}

function concatenated(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
