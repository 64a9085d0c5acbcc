import type { ElementType, NdArray } from '../ndarray.ts';

/** The names that a pickle may refer to: those that stand for plain data. */
export type KnownName = 'array' | 'arrayType' | 'arrayOfBuffer' | 'elementType' | 'encode' | 'bytes';

/** A reference to one of the known names. */
export interface NameValue {
  readonly type: 'name';
  readonly name: KnownName;
  /** As the pickle has it. */
  readonly shown: string;
}

/** A type of elements; its byte order may follow behind it. */
export interface ElementValue {
  readonly type: 'element';
  element: ElementType;
}

/** An array; null until its content has come. */
export interface ArrayValue {
  readonly type: 'array';
  array: NdArray | null;
}

/** A dictionary; Python 2's texts, which are bytes, are the same keys as texts. */
export type PickleDict = ReadonlyMap<string | number, PickleValue>;

/**
 * What a pickle can hold here: data. Lists and tuples are arrays, bytes (and the texts of Python 2) are Uint8Array, whole
 * numbers and floating-point numbers are numbers.
 */
export type PickleValue =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | readonly PickleValue[]
  | PickleDict
  | NameValue
  | ElementValue
  | ArrayValue;

/**
 * Most that a key, a name or a word for Python may be: a pickle can use one text again and again, and each time costs its
 * length.
 */
export const MOST_SHORT_BYTES = 1024;

/** The text of a short text or, as Python 2 wrote them, of bytes; null where the value is longer or something else. */
export function textOf(value: PickleValue | undefined): string | null {
  if (!isText(value) || value.length > MOST_SHORT_BYTES) return null;
  // Not by TextDecoder: what it calls latin1 is another table, windows-1252.
  return typeof value === 'string' ? value : latin1(value);
}

/** Whether a value is a text of any length, or bytes. */
export const isText = (value: PickleValue | undefined): value is string | Uint8Array =>
  typeof value === 'string' || value instanceof Uint8Array;

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** The dictionary that a value is; null where it is something else. */
export const dictOf = (value: PickleValue | undefined): PickleDict | null =>
  value instanceof Map ? value : null;

/** The items of a list or tuple; null where the value is something else. */
export const itemsOf = (value: PickleValue | undefined): readonly PickleValue[] | null =>
  Array.isArray(value) ? value : null;

/** The array that a value is; null where it is something else. */
export const arrayOf = (value: PickleValue | undefined): NdArray | null =>
  isTagged(value) && value.type === 'array' ? value.array : null;

/** Whether a value is a name, a type of elements or an array. */
export function isTagged(value: PickleValue | undefined): value is NameValue | ElementValue | ArrayValue {
  return (
    typeof value === 'object' &&
    value !== null &&
    !(value instanceof Uint8Array) &&
    !(value instanceof Map) &&
    !Array.isArray(value)
  );
}
