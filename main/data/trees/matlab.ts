/**
 * Tables in MATLAB's files of version 5, as far as ImageNet's development kit has them: an array of structures with numbers and texts.
 *
 * @see MathWorks, "MAT-File Format", chapter 1
 */
import { inflateSync } from 'node:zlib';
import { messageOf } from '../../base/errors.ts';
import type { DataFile } from '../data-file.ts';
import { readWhole } from '../data-file.ts';
import { dataError } from '../errors.ts';

/** A row: its numbers and texts by their fields; null for anything else. */
export type MatlabRow = ReadonlyMap<string, number | string | null>;

const LIMIT_BYTES = 2 ** 26;
const HEADER_BYTES = 128;
const MATRIX = 14;
const COMPRESSED = 15;
const STRUCTURE = 2;
const TEXT = 4;
const FIRST_NUMBER = 6;

/** How numbers of each type are read, and the bytes that they take. */
const NUMBERS: Readonly<
  Record<number, readonly [bytes: number, read: (view: DataView, at: number) => number]>
> = {
  1: [1, (view, at) => view.getInt8(at)],
  2: [1, (view, at) => view.getUint8(at)],
  3: [2, (view, at) => view.getInt16(at, true)],
  4: [2, (view, at) => view.getUint16(at, true)],
  5: [4, (view, at) => view.getInt32(at, true)],
  6: [4, (view, at) => view.getUint32(at, true)],
  7: [4, (view, at) => view.getFloat32(at, true)],
  9: [8, (view, at) => view.getFloat64(at, true)],
};

/**
 * The rows of the first array of structures in a file.
 *
 * @throws AppError `data/unusable-file`, `data/too-large`, `data/unreadable`
 */
export async function readMatlabTable(file: DataFile): Promise<readonly MatlabRow[]> {
  const bytes = await readWhole(file, LIMIT_BYTES);
  const unusable = (problem: string, cause?: unknown): Error =>
    dataError('data/unusable-file', { file: file.path, what: 'MATLAB file', problem }, cause);
  // Two letters that say in which order the bytes of a number are.
  if (Buffer.from(bytes.subarray(126, HEADER_BYTES)).toString('latin1') !== 'IM') {
    throw unusable('it is not of version 5 with the lowest byte first');
  }
  try {
    for (const element of elementsOf(bytes.subarray(HEADER_BYTES))) {
      const rows = rowsOf(unpacked(element));
      if (rows !== null) return rows;
    }
  } catch (error) {
    throw unusable(`it cannot be followed to its end (${messageOf(error)})`, error);
  }
  throw unusable('there is no array of structures in it');
}

/** A piece of a file, with its type. */
interface Element {
  readonly type: number;
  readonly bytes: Uint8Array;
}

function* elementsOf(bytes: Uint8Array): Generator<Element, void> {
  const view = viewOf(bytes);
  for (let at = 0; at + 8 <= bytes.length;) {
    const type = view.getUint32(at, true);
    // A short element has its size in the upper half of its type, and its bytes where the size would be.
    const shortSize = type >>> 16;
    const start = shortSize > 0 ? at + 4 : at + 8;
    const size = shortSize > 0 ? shortSize : view.getUint32(at + 4, true);
    if (start + size > bytes.length) throw new RangeError('an element is cut short');
    yield { type: shortSize > 0 ? type & 0xffff : type, bytes: bytes.subarray(start, start + size) };
    const end = shortSize > 0 ? at + 8 : start + size;
    at = type === COMPRESSED ? end : Math.ceil(end / 8) * 8;
  }
}

function unpacked(element: Element): Element {
  if (element.type !== COMPRESSED) return element;
  const [inner] = elementsOf(inflateSync(element.bytes, { maxOutputLength: LIMIT_BYTES }));
  if (inner === undefined) throw new RangeError('a compressed element is empty');
  return inner;
}

/** The rows of an array of structures; null: it is something else. */
function rowsOf({ type, bytes }: Element): readonly MatlabRow[] | null {
  if (type !== MATRIX) return null;
  const [flags, , , nameLength, names, ...values] = elementsOf(bytes);
  if (flags === undefined || kindOf(flags) !== STRUCTURE) return null;
  const length = viewOf(nameLength?.bytes ?? new Uint8Array(0)).getInt32(0, true);
  const all = Buffer.from(names?.bytes ?? []).toString('latin1');
  if (length < 1 || all.length === 0) throw new RangeError('its fields have no names');
  const fields = Array.from({ length: Math.floor(all.length / length) }, (_, i) =>
    all.slice(i * length, (i + 1) * length).replace(/\0.*$/s, ''),
  );
  return Array.from({ length: Math.floor(values.length / fields.length) }, (_, row) => {
    const cells = values.slice(row * fields.length, (row + 1) * fields.length);
    return new Map(fields.map((field, i) => [field, valueOf(cells[i])]));
  });
}

/** A number or a text; null for arrays of several numbers and all else. */
function valueOf(element: Element | undefined): number | string | null {
  if (element?.type !== MATRIX || element.bytes.length === 0) return null;
  const [flags, , , content] = elementsOf(element.bytes);
  if (flags === undefined || content === undefined) return null;
  const kind = kindOf(flags);
  const form = NUMBERS[content.type];
  if (kind === TEXT) {
    // Texts are in UTF-8 (type 16), or a code unit in one or two bytes.
    if (form === undefined) return Buffer.from(content.bytes).toString();
    return String.fromCharCode(...numbersOf(content.bytes, form));
  }
  const numbers = kind < FIRST_NUMBER || form === undefined ? [] : numbersOf(content.bytes, form);
  return numbers.length === 1 ? (numbers[0] ?? null) : null;
}

const kindOf = (flags: Element): number => flags.bytes[0] ?? 0;

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

function numbersOf(
  bytes: Uint8Array,
  [size, read]: readonly [number, (view: DataView, at: number) => number],
): readonly number[] {
  const view = viewOf(bytes);
  return Array.from({ length: Math.floor(bytes.length / size) }, (_, i) => read(view, i * size));
}
