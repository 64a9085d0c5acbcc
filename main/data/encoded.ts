/** Images that are still encoded, as JPEG or PNG, in files of their own or in tar archives: a table that stays small for millions. */
import { z } from 'zod';
import type { Labels } from './labels.ts';

const shared = <T>(type: new (length: number) => T) => z.custom<T>((value) => value instanceof type);

/** Where encoded images lie; plain data in shared memory, about 40 bytes an image. */
export const encodedFilesSchema = z.strictObject({
  /** Folders, or tar archives. */
  roots: z.array(z.string()).readonly(),
  /** `[N]`, number of the root of each image. */
  rootOf: shared(Uint32Array),
  /** The names of all images within their roots, in UTF-8, one after the other. */
  names: shared(Uint8Array),
  /** `[N]`, where the name of each image ends in `names`. */
  nameEnds: shared(Float64Array),
  /** `[N]`, where each image begins in its root, which is an archive; null: images are files of their own. */
  starts: shared(Float64Array).nullable(),
  /** `[N]`, bytes of each image as it lies there. */
  lengths: shared(Float64Array),
});

/** Where encoded images lie. */
export type EncodedFiles = z.output<typeof encodedFilesSchema>;

/** Encoded images with their labels. */
export interface EncodedImages {
  readonly count: number;
  readonly files: EncodedFiles;
  readonly labels: Labels;
}

/** One image in a table. */
export interface EncodedFile {
  /** Of the file itself, or of the archive. */
  readonly path: string;
  /** For a person: where it is. */
  readonly shownPath: string;
  readonly start: number;
  readonly length: number;
}

const UTF8 = new TextDecoder();

/** Looks an image up. */
export function encodedFile(files: EncodedFiles, index: number): EncodedFile {
  const { roots, rootOf, names, nameEnds, starts, lengths } = files;
  const root = roots[rootOf[index] ?? 0] ?? '';
  const nameStart = index === 0 ? 0 : (nameEnds[index - 1] ?? 0);
  // TextDecoder does not read shared memory, so a copy.
  const shownPath = `${root}/${UTF8.decode(names.slice(nameStart, nameEnds[index]))}`;
  return {
    path: starts === null ? shownPath : root,
    shownPath,
    start: starts?.[index] ?? 0,
    length: lengths[index] ?? 0,
  };
}

/** What is added to a table. */
export interface NewFile {
  readonly root: string;
  /** Within the root. */
  readonly name: string;
  /** Null: a file of its own. */
  readonly start: number | null;
  readonly length: number;
  readonly label: number;
}

/** Builds a table image by image, in packed arrays that grow. */
export interface EncodedBuilder {
  readonly count: number;
  add(file: NewFile): void;
  /** The table; either all images are files of their own, or none. */
  build(): EncodedImages;
}

/** An empty table. */
export function createEncodedBuilder(): EncodedBuilder {
  const roots = new Map<string, number>();
  const rootOf = growing(Uint32Array);
  const names = growing(Uint8Array);
  const nameEnds = growing(Float64Array);
  const starts = growing(Float64Array);
  const lengths = growing(Float64Array);
  const labels = growing(Uint16Array);
  const utf8 = new TextEncoder();
  return {
    get count() {
      return lengths.length;
    },
    add({ root, name, start, length, label }): void {
      const known = roots.get(root) ?? roots.size;
      roots.set(root, known);
      rootOf.push(known);
      names.push(...utf8.encode(name));
      nameEnds.push(names.length);
      if (start !== null) starts.push(start);
      lengths.push(length);
      labels.push(label);
    },
    build: () => {
      if (starts.length !== 0 && starts.length !== lengths.length) {
        throw new Error('internal: a table has files and parts of archives');
      }
      return {
        count: lengths.length,
        labels: labels.array(),
        files: {
          roots: [...roots.keys()],
          rootOf: rootOf.array(),
          names: names.array(),
          nameEnds: nameEnds.array(),
          starts: starts.length === 0 ? null : starts.array(),
          lengths: lengths.array(),
        },
      };
    },
  };
}

type Packed = Uint8Array | Uint16Array | Uint32Array | Float64Array;

interface Growing<T> {
  readonly length: number;
  push(...values: readonly number[]): void;
  /** What was pushed, in shared memory. */
  array(): T;
}

interface PackedType<T extends Packed> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike): T;
}

function growing<T extends Packed>(type: PackedType<T>): Growing<T> {
  const make = (length: number): T => new type(new SharedArrayBuffer(length * type.BYTES_PER_ELEMENT));
  let held = make(1024);
  let length = 0;
  return {
    get length() {
      return length;
    },
    push(...values) {
      if (length + values.length > held.length) {
        const larger = make(2 * Math.max(held.length, values.length));
        larger.set(held);
        held = larger;
      }
      held.set(values, length);
      length += values.length;
    },
    array(): T {
      const exact = make(length);
      exact.set(held.subarray(0, length));
      return exact;
    },
  };
}
