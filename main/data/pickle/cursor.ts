import type { AppError } from '../../base/errors.ts';
import { dataError } from '../errors.ts';

/** A longer text is none: the names and labels of a data set are short, and images as a text take a few bytes a pixel. */
const MOST_TEXT_BYTES = 2 ** 28;
const NEWLINE = 0x0a;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads the parts of a pickle one after another, and says where it stands when something is wrong. */
export class Cursor {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #file: string;
  #at = 0;
  #spent = 0;

  /**
   * @param bytes - the pickle
   * @param file - for messages: where it is from
   */
  constructor(bytes: Uint8Array, file: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#file = file;
  }

  /** The error that says what is wrong, with the place. */
  error(problem: string, cause?: unknown): AppError {
    const where = `${problem} (before byte ${String(this.#at)})`;
    return dataError('data/unusable-file', { file: this.#file, what: 'pickle', problem: where }, cause);
  }

  /** The next bytes, as a view. */
  bytes(length: number): Uint8Array {
    const from = this.#skip(length);
    return this.#bytes.subarray(from, this.#at);
  }

  /**
   * Counts bytes that are about to be made of a text of the file. Python writes a text for each bytes that it has, so together
   * they are never more than the file; but a pickle could use one text a million times.
   */
  spend(length: number): void {
    this.#spent += length;
    if (this.#spent <= this.#bytes.length) return;
    throw this.error('it makes more bytes of its texts than it has');
  }

  /** One byte. */
  uint8(): number {
    return this.#view.getUint8(this.#skip(1));
  }

  /** Two bytes, little-endian. */
  uint16(): number {
    return this.#view.getUint16(this.#skip(2), true);
  }

  /** Four bytes, little-endian. */
  uint32(): number {
    return this.#view.getUint32(this.#skip(4), true);
  }

  /** Four bytes, little-endian, in two's complement. */
  int32(): number {
    return this.#view.getInt32(this.#skip(4), true);
  }

  /** Eight bytes, little-endian; beyond 2^53 it is near enough to be too much. */
  uint64(): number {
    return Number(this.#view.getBigUint64(this.#skip(8), true));
  }

  /** Eight bytes, big-endian. */
  float64(): number {
    return this.#view.getFloat64(this.#skip(8));
  }

  /** A whole number of so many bytes, little-endian, in two's complement. */
  long(length: number): number {
    if (length > 16) throw this.error(`it has a whole number of ${String(length)} bytes`);
    const bytes = this.bytes(length);
    const value = bytes.reduceRight((sum, byte) => sum * 256 + byte, 0);
    const isNegative = (bytes.at(-1) ?? 0) >= 0x80;
    return this.safe(isNegative ? value - 256 ** length : value);
  }

  /** The number, where it is exact. */
  safe(value: number): number {
    if (Number.isSafeInteger(value)) return value;
    throw this.error('it has a whole number that is too large');
  }

  /** UTF-8 of so many bytes. */
  text(length: number): string {
    if (length > MOST_TEXT_BYTES) throw this.error(`it has a text of ${String(length)} bytes`);
    const bytes = this.bytes(length);
    try {
      return UTF8.decode(bytes);
    } catch (cause) {
      throw this.error('it has a text that is not UTF-8', cause);
    }
  }

  /** The bytes before the next newline, each as one character. */
  line(): string {
    const end = this.#bytes.indexOf(NEWLINE, this.#at);
    if (end < 0) throw this.error('it ends within a line');
    if (end - this.#at > MOST_TEXT_BYTES)
      throw this.error(`it has a line of ${String(end - this.#at)} bytes`);
    const bytes = this.bytes(end - this.#at);
    this.#at = end + 1;
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  }

  #skip(length: number): number {
    const from = this.#at;
    if (length > this.#bytes.length - from) {
      throw this.error(`it ends too early: ${String(length)} more bytes were expected`);
    }
    this.#at += length;
    return from;
  }
}
