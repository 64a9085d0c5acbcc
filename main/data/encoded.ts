/** Images that are still encoded, as JPEG or PNG, in files of their own or in tar archives: a table that stays small for millions. */
import { z } from 'zod';
import { growingNumbers, growingTexts, packedText } from './packed/growing.ts';
import type { Labels } from './labels.ts';

const shared = <T>(type: new (length: number) => T) => z.custom<T>((value) => value instanceof type);

/** Where encoded images lie; plain data in shared memory, about 40 bytes an image. */
export const encodedFilesSchema = z.strictObject({
  /** Folders, or tar archives. */
  roots: z.array(z.string()).readonly(),
  /** `[N]`, number of the root of each image. */
  rootOf: shared<Uint32Array>(Uint32Array),
  /** The names of all images within their roots, in UTF-8, one after the other. */
  names: shared<Uint8Array>(Uint8Array),
  /** `[N]`, where the name of each image ends in `names`. */
  nameEnds: shared<Float64Array>(Float64Array),
  /** `[N]`, where each image begins in its root, which is an archive; null: images are files of their own. */
  starts: shared<Float64Array>(Float64Array).nullable(),
  /** `[N]`, bytes of each image as it lies there. */
  lengths: shared<Float64Array>(Float64Array),
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

/** Looks an image up. */
export function encodedFile(files: EncodedFiles, index: number): EncodedFile {
  const { roots, rootOf, names, nameEnds, starts, lengths } = files;
  const root = roots[rootOf[index] ?? 0] ?? '';
  const shownPath = `${root}/${packedText({ bytes: names, ends: nameEnds }, index)}`;
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
  const rootOf = growingNumbers(Uint32Array);
  const names = growingTexts();
  const starts = growingNumbers(Float64Array);
  const lengths = growingNumbers(Float64Array);
  const labels = growingNumbers(Uint16Array);
  return {
    get count() {
      return lengths.length;
    },
    add({ root, name, start, length, label }): void {
      const known = roots.get(root) ?? roots.size;
      if (known === roots.size) roots.set(root, known);
      rootOf.push(known);
      names.push(name);
      if (start !== null) starts.push(start);
      lengths.push(length);
      labels.push(label);
    },
    build: () => {
      if (starts.length !== 0 && starts.length !== lengths.length) {
        throw new Error('internal: a table has files and parts of archives');
      }
      const { bytes, ends } = names.build();
      return {
        count: lengths.length,
        labels: labels.array(),
        files: {
          roots: [...roots.keys()],
          rootOf: rootOf.array(),
          names: bytes,
          nameEnds: ends,
          starts: starts.length === 0 ? null : starts.array(),
          lengths: lengths.array(),
        },
      };
    },
  };
}

/** Some of the images, in the order of the indices, as a table of their own. */
export function selectEncoded({ files, labels }: EncodedImages, indices: Uint32Array): EncodedImages {
  const builder = createEncodedBuilder();
  for (const index of indices) {
    builder.add({
      root: files.roots[files.rootOf[index] ?? 0] ?? '',
      name: packedText({ bytes: files.names, ends: files.nameEnds }, index),
      start: files.starts?.[index] ?? null,
      length: files.lengths[index] ?? 0,
      label: labels[index] ?? 0,
    });
  }
  return builder.build();
}
