/** Lists of numbers and of texts that take their own size and little more, for millions of entries. */

type Packed = Uint8Array | Uint16Array | Uint32Array | Float64Array;

interface PackedType<T extends Packed> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, start?: number, length?: number): T;
}

const FIRST_CAPACITY = 64;

/** Numbers that are added one by one. */
export interface GrowingNumbers<T extends Packed> {
  readonly length: number;
  push(value: number): void;
  /** What was pushed, without a copy: good until the next push. */
  view(): T;
  /** What was pushed, in shared memory, for keeping: nothing can be pushed any more. */
  array(): T;
}

/** An empty list of numbers of a type. */
export function growingNumbers<T extends Packed>(type: PackedType<T>): GrowingNumbers<T> {
  let held = make(type, FIRST_CAPACITY);
  let length = 0;
  return {
    get length() {
      return length;
    },
    push(value) {
      if (length === held.length) held = copied(type, held, 2 * length);
      held[length++] = value;
    },
    view: () => new type(held.buffer, 0, length),
    array: () => kept(type, held, length),
  };
}

/** Texts, one behind the other in UTF-8. */
export interface PackedTexts {
  readonly bytes: Uint8Array;
  /** `[N]`, where each text ends in `bytes`. */
  readonly ends: Float64Array;
}

/** Texts that are added one by one. */
export interface GrowingTexts {
  /** Of all texts together. */
  readonly sizeBytes: number;
  push(text: string): void;
  /** What was pushed, without a copy: good until the next push. */
  view(): PackedTexts;
  /** What was pushed, in shared memory, for keeping: nothing can be pushed any more. */
  build(): PackedTexts;
}

/** An empty list of texts. */
export function growingTexts(): GrowingTexts {
  const utf8 = new TextEncoder();
  const ends = growingNumbers(Float64Array);
  let held = make(Uint8Array, FIRST_CAPACITY);
  let length = 0;
  return {
    get sizeBytes() {
      return length;
    },
    push(text) {
      // A code unit takes three bytes at most.
      const needed = length + 3 * text.length;
      if (needed > held.length) held = copied(Uint8Array, held, Math.max(needed, 2 * held.length));
      length += utf8.encodeInto(text, held.subarray(length)).written;
      ends.push(length);
    },
    view: () => ({ bytes: held.subarray(0, length), ends: ends.view() }),
    build: () => ({ bytes: kept(Uint8Array, held, length), ends: ends.array() }),
  };
}

/** One of the texts. */
export function packedText({ bytes, ends }: PackedTexts, index: number): string {
  const start = index === 0 ? 0 : (ends[index - 1] ?? 0);
  // Not by TextDecoder, which reads no shared memory.
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8', start, ends[index]);
}

/** Which of two texts comes first by code points, as Python sorts: negative for the first, zero for equal ones. */
export function comparePacked({ bytes, ends }: PackedTexts, first: number, second: number): number {
  let a = first === 0 ? 0 : (ends[first - 1] ?? 0);
  let b = second === 0 ? 0 : (ends[second - 1] ?? 0);
  const lengthA = (ends[first] ?? 0) - a;
  const lengthB = (ends[second] ?? 0) - b;
  for (const end = a + Math.min(lengthA, lengthB); a < end; a++, b++) {
    const difference = (bytes[a] ?? 0) - (bytes[b] ?? 0);
    if (difference !== 0) return difference;
  }
  return lengthA - lengthB;
}

const make = <T extends Packed>(type: PackedType<T>, length: number): T =>
  new type(new SharedArrayBuffer(length * type.BYTES_PER_ELEMENT));

/** The beginning of an array; copied where much of the array is behind it, since two at once are more than that. */
function kept<T extends Packed>(type: PackedType<T>, held: T, length: number): T {
  return 4 * length < 3 * held.length
    ? copied(type, held.subarray(0, length), length)
    : new type(held.buffer, 0, length);
}

function copied<T extends Packed>(type: PackedType<T>, source: Packed, length: number): T {
  const target = make(type, length);
  target.set(source);
  return target;
}
