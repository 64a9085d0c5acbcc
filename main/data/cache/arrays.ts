/** Arrays of numbers in one file, each from its own place. */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { z } from 'zod';
import { writeAll } from '../../base/durable.ts';

/** The arrays that a data set is made of. */
export type PackedArray = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** A type of array, which is known in the file by its name. */
interface ArrayType<T extends PackedArray> {
  readonly name: string;
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, start: number, length: number): T;
}

const whole = z.int().min(0);

/** Where which array lies in a file. */
export const arrayTableSchema = z.strictObject({
  bytes: whole,
  sha256: z.string(),
  sections: z.record(z.string(), z.strictObject({ type: z.string(), start: whole, length: whole })),
});

/** Where which array lies in a file. */
export type ArrayTable = z.output<typeof arrayTableSchema>;

/** So that an array of any type can begin there. */
const ALIGNMENT = 8;
const MOST_AT_ONCE = 2 ** 30;

/** Arrays by their names. */
export type NamedArrays = Readonly<Record<string, PackedArray>>;

/** Writes arrays to a new file and to the disk. @throws what the file system says */
export async function writeArrays(path: string, arrays: NamedArrays): Promise<ArrayTable> {
  const sections: ArrayTable['sections'] = {};
  const hash = createHash('sha256');
  let bytes = 0;
  const file = await open(path, 'wx');
  try {
    for (const [name, array] of Object.entries(arrays)) {
      sections[name] = { type: array[Symbol.toStringTag], start: bytes, length: array.length };
      const content = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
      for (const part of [content, new Uint8Array(-array.byteLength & (ALIGNMENT - 1))]) {
        hash.update(part);
        await writeAll(file, part);
        bytes += part.length;
      }
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { bytes, sha256: hash.digest('hex'), sections };
}

/** Arrays that were read. */
export interface ReadArrays {
  /** One of them; null: there is none with this name and type. */
  get<T extends PackedArray>(name: string, type: ArrayType<T>): T | null;
}

/**
 * Reads what {@link writeArrays} wrote, into shared memory.
 *
 * @returns null where the file is not as the table says
 * @throws what the file system says
 */
export async function readArrays(
  path: string,
  { bytes, sha256, sections }: ArrayTable,
): Promise<ReadArrays | null> {
  const content = new Uint8Array(new SharedArrayBuffer(bytes));
  const file = await open(path, 'r');
  try {
    if ((await file.stat()).size !== bytes) return null;
    for (let at = 0; at < bytes;) {
      const { bytesRead } = await file.read(content, at, Math.min(bytes - at, MOST_AT_ONCE), at);
      if (bytesRead === 0) return null;
      at += bytesRead;
    }
  } finally {
    await file.close();
  }
  if (createHash('sha256').update(content).digest('hex') !== sha256) return null;
  return {
    get(name, type) {
      const section = Object.hasOwn(sections, name) ? sections[name] : undefined;
      if (section?.type !== type.name) return null;
      const { start, length } = section;
      const isInside = start + length * type.BYTES_PER_ELEMENT <= bytes;
      return isInside ? new type(content.buffer, start, length) : null;
    },
  };
}
