/** Arrays as numpy stores them, in pickles and in NPY files: a type of element, a shape, and bytes. */

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
export function wholeNumbers({ element, bytes }: NdArray): Float64Array | null {
  const { kind, sizeBytes, littleEndian } = element;
  if (kind !== 'u' && kind !== 'i') return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const signed = kind === 'i';
  const read: Record<number, (at: number) => number> = {
    1: (at) => (signed ? view.getInt8(at) : view.getUint8(at)),
    2: (at) => (signed ? view.getInt16(at, littleEndian) : view.getUint16(at, littleEndian)),
    4: (at) => (signed ? view.getInt32(at, littleEndian) : view.getUint32(at, littleEndian)),
    8: (at) => Number(signed ? view.getBigInt64(at, littleEndian) : view.getBigUint64(at, littleEndian)),
  };
  const at = read[sizeBytes];
  if (at === undefined) return null;
  return Float64Array.from({ length: bytes.length / sizeBytes }, (_, i) => at(i * sizeBytes));
}
