/** Arrays as numpy stores them, in pickles and in NPY files: a type of element, a shape, and bytes. */
import { defined } from '../base/assert.ts';

/** What an array is made of. */
export interface ElementType {
  /** Unsigned or signed whole numbers, floating-point numbers, or truth values. */
  readonly kind: 'u' | 'i' | 'f' | 'b';
  readonly sizeBytes: number;
  readonly littleEndian: boolean;
}

/** An array as it is stored. */
export interface NdArray {
  readonly shape: readonly number[];
  readonly element: ElementType;
  /** Whether the first dimension is the fastest, not the last. */
  readonly fortranOrder: boolean;
  readonly bytes: Uint8Array;
}

const SIZES: Readonly<Record<ElementType['kind'], readonly number[]>> = {
  u: [1, 2, 4, 8],
  i: [1, 2, 4, 8],
  f: [2, 4, 8],
  b: [1],
};
const MOST_DIMENSIONS = 32;

/** The type that numpy writes as `|u1`, `<i4` or (its size alone, of this machine's order) `u1`; null where it is another. */
export function parseElementType(text: string): ElementType | null {
  const [, order = '', letter = '', size = ''] = /^([<>|=]?)([uifb])(\d)$/.exec(text) ?? [];
  const kind = (['u', 'i', 'f', 'b'] as const).find((known) => known === letter);
  const sizeBytes = Number(size);
  if (kind === undefined || !SIZES[kind].includes(sizeBytes)) return null;
  return { kind, sizeBytes, littleEndian: order !== '>' };
}

/** In words, why these cannot be one array; null when they can. */
export function arrayProblem({ shape, element, bytes }: NdArray): string | null {
  const shown = `its shape is (${shape.slice(0, MOST_DIMENSIONS).join(', ')})`;
  if (shape.length > MOST_DIMENSIONS || !shape.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    return `${shown}, which no array has`;
  }
  const expected = shape.reduce((product, size) => product * size, element.sizeBytes);
  if (expected === bytes.length) return null;
  return `${shown} with elements of ${String(element.sizeBytes)} bytes, which needs ${String(expected)} bytes, but it has ${String(bytes.length)}`;
}

/** Whether these are images: some, of that size each, a byte a number, one after another. */
export function isImages(
  { shape, element, fortranOrder }: Omit<NdArray, 'bytes'>,
  size: readonly number[],
): boolean {
  const [count = 0, ...each] = shape;
  const isSize = each.length === size.length && each.every((length, i) => length === size[i]);
  return count > 0 && isSize && element.kind === 'u' && element.sizeBytes === 1 && !fortranOrder;
}

/** What an array is, for a person: `(10000, 3072) of u1`. */
export function describeArray({ shape, element, fortranOrder }: Omit<NdArray, 'bytes'>): string {
  const order = fortranOrder ? ', the first dimension fastest' : '';
  return `(${shape.join(', ')}) of ${element.kind}${String(element.sizeBytes)}${order}`;
}

/** The elements of an array of whole numbers in the order of their bytes; null where they are no whole numbers. */
export function wholeNumbers(array: NdArray): Float64Array | null {
  const { kind } = array.element;
  return kind === 'u' || kind === 'i' ? Float64Array.from(elementsOf(array)) : null;
}

/** Elements as numbers of this machine. */
export type Elements =
  Uint8Array | Uint16Array | Uint32Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;

/**
 * The elements of an array in the order of their bytes, truth values as 0 and 1; where that is possible, a view. Whole numbers of 8 bytes
 * are exact up to 2 ** 53.
 */
export function elementsOf({ element, bytes }: NdArray): Elements {
  const { kind, sizeBytes, littleEndian } = element;
  const { buffer, byteOffset } = inOrder(bytes, sizeBytes, littleEndian);
  const length = bytes.length / sizeBytes;
  const words = (): Uint32Array => new Uint32Array(buffer, byteOffset, 2 * length);
  const views: Readonly<Record<string, () => Elements>> = {
    b1: () => bytes.map((byte) => (byte === 0 ? 0 : 1)),
    u1: () => bytes,
    u2: () => new Uint16Array(buffer, byteOffset, length),
    u4: () => new Uint32Array(buffer, byteOffset, length),
    u8: () => ofWords(words(), words()),
    i1: () => new Int8Array(buffer, byteOffset, length),
    i2: () => new Int16Array(buffer, byteOffset, length),
    i4: () => new Int32Array(buffer, byteOffset, length),
    i8: () => ofWords(words(), new Int32Array(buffer, byteOffset, 2 * length)),
    f2: () => Float32Array.from(new Uint16Array(buffer, byteOffset, length), half),
    f4: () => new Float32Array(buffer, byteOffset, length),
    f8: () => new Float64Array(buffer, byteOffset, length),
  };
  return defined(views[`${kind}${String(sizeBytes)}`], 'every type of elements can be read')();
}

/** Bytes of which numbers of that size can be a view: a copy where they begin in between or are big-endian. */
function inOrder(bytes: Uint8Array, sizeBytes: number, littleEndian: boolean): Uint8Array {
  // Not by slice(), which gives a view where the bytes are a Buffer.
  const copy = (): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);
  if (littleEndian || sizeBytes === 1) return bytes.byteOffset % sizeBytes === 0 ? bytes : copy();
  const swapped = Buffer.from(copy().buffer);
  if (sizeBytes === 2) return swapped.swap16();
  return sizeBytes === 4 ? swapped.swap32() : swapped.swap64();
}

/**
 * Whole numbers of 8 bytes, by their lower and their upper 4 bytes. In a loop: `from` makes an object of each first, for which
 * the heap has no room where they are pixels.
 */
function ofWords(low: Uint32Array, high: Uint32Array | Int32Array): Float64Array {
  const numbers = new Float64Array(low.length / 2);
  for (let i = 0; i < numbers.length; i++) {
    numbers[i] = (high[2 * i + 1] ?? 0) * 2 ** 32 + (low[2 * i] ?? 0);
  }
  return numbers;
}

/** A number of 16 bits: 1 for the sign, 5 for the exponent, 10 for the fraction. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}
