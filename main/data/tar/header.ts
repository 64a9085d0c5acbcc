/**
 * The headers of tar archives: ustar, with the long names of GNU and of pax.
 *
 * @see POSIX.1-2017, pax, "ustar Interchange Format"
 */

/** Bytes of a header, and what content is filled up to. */
export const BLOCK_BYTES = 512;

/** What a header says. */
export interface TarHeader {
  readonly name: string;
  readonly sizeBytes: number;
  readonly kind: TarKind;
  /** Where a link leads. */
  readonly target: string;
}

/** What an entry is. `long name`, `long target` and `facts` are about the entry behind them. */
export type TarKind = (typeof KINDS)[keyof typeof KINDS] | 'entry of an unknown type';

const KINDS = {
  '\0': 'file',
  '0': 'file',
  '7': 'file',
  '1': 'link',
  '2': 'symlink',
  '3': 'device',
  '4': 'device',
  '5': 'directory',
  '6': 'fifo',
  L: 'long name',
  K: 'long target',
  x: 'facts',
  g: 'facts for all',
} as const;

const isKind = (type: string): type is keyof typeof KINDS => Object.hasOwn(KINDS, type);

const CHECKSUM = { at: 148, length: 8 } as const;
const USTAR = 'ustar\0';

/**
 * Reads a header.
 *
 * @param block - 512 bytes
 * @returns null: the end of the archive; a text: why it is none
 */
export function parseTarHeader(block: Uint8Array): TarHeader | string | null {
  const bytes = Buffer.from(block.buffer, block.byteOffset, BLOCK_BYTES);
  const checksum = bytes.subarray(CHECKSUM.at, CHECKSUM.at + CHECKSUM.length);
  const total = sumOf(bytes);
  if (total === 0) return null;
  // As if the checksum were spaces.
  if (number(checksum) !== total - sumOf(checksum) + 0x20 * CHECKSUM.length)
    return 'the checksum of an entry is wrong';
  const sizeBytes = number(bytes.subarray(124, 136));
  if (sizeBytes === null) return 'the size of an entry is no number';
  const name = text(bytes.subarray(0, 100));
  const prefix = bytes.toString('latin1', 257, 263) === USTAR ? text(bytes.subarray(345, 500)) : '';
  const type = bytes.toString('latin1', 156, 157);
  const kind = isKind(type) ? KINDS[type] : 'entry of an unknown type';
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    sizeBytes,
    // As archives from before ustar show a folder.
    kind: kind === 'file' && name.endsWith('/') ? 'directory' : kind,
    target: text(bytes.subarray(157, 257)),
  };
}

function sumOf(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum += byte;
  return sum;
}

/** A text up to its first zero byte. */
export function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return Buffer.from(bytes.subarray(0, end < 0 ? bytes.length : end)).toString();
}

/** Octal digits, or, for large sizes, binary with the first bit set. */
function number(field: Uint8Array): number | null {
  const [first = 0] = field;
  if (first === 0x80) {
    const value = field.subarray(1).reduce((sum, byte) => 256 * sum + byte, 0);
    return Number.isSafeInteger(value) ? value : null;
  }
  const digits = text(field).trim();
  return /^[0-7]*$/.test(digits) ? parseInt(`0${digits}`, 8) : null;
}

/**
 * The facts of a pax entry: records of `length key=value`, a line each.
 *
 * @returns null where they are none
 */
export function parsePax(bytes: Uint8Array): ReadonlyMap<string, string> | null {
  const facts = new Map<string, string>();
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(0x20, at);
    const length = Number(Buffer.from(bytes.subarray(at, space)).toString('latin1'));
    if (space < 0 || !Number.isInteger(length) || length < space - at + 2 || at + length > bytes.length) {
      return null;
    }
    const record = Buffer.from(bytes.subarray(space + 1, at + length - 1)).toString();
    const equals = record.indexOf('=');
    if (equals < 1) return null;
    facts.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return facts;
}
