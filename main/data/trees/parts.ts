/** The parts that sets come in, and the tables of their images. */
import { basename, resolve } from 'node:path';
import { z } from 'zod';
import type { EncodedParts, Skipped } from '../dataset.ts';
import { createEncodedBuilder, selectEncoded } from '../encoded.ts';
import type { EncodedBuilder, EncodedImages } from '../encoded.ts';
import { dataError } from '../errors.ts';
import type { Labels } from '../labels.ts';
import type { FilePlace, Listing } from '../listing.ts';
import { setApart, testPartSchema } from '../test-part.ts';
import type { TestPart } from '../test-part.ts';

/** The parts, in the order in which their images are added. */
export const PARTS = ['train', 'validation', 'test'] as const;

/** A part of a set. */
export type Part = (typeof PARTS)[number];

const NAMES: Readonly<Record<Part, readonly string[]>> = {
  train: ['train', 'training', 'trn'],
  validation: ['val', 'valid', 'validation', 'dev'],
  test: ['test', 'testing', 'tst'],
};

/** The part that a word means, as the name of a folder or in a column of a table. */
export const partByName = (word: string): Part | null =>
  PARTS.find((part) => NAMES[part].includes(word.trim().toLowerCase())) ?? null;

/** The part that one of the words of a name means, as in `train_images` or `trainLabels`; null: none, or several. */
export function partInName(name: string): Part | null {
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').split(/[^a-z]+/i);
  const parts = new Set(words.flatMap((word) => partByName(word) ?? []));
  const [only = null] = parts;
  return parts.size === 1 ? only : null;
}

/** The settings of a set whose images are files. */
export const partsConfig = {
  /** Name of the data set; the folder's when left out. */
  name: z.string().min(1).optional(),
  /** Which images are for testing, where the set has none for it. */
  testPart: testPartSchema.optional(),
};

/** Labels have 16 bits. */
const MOST_CLASSES = 2 ** 16;

/** What is known of a set when all its images are listed. */
export interface Finished {
  readonly listing: Listing;
  readonly config: { readonly name?: string | undefined; readonly testPart?: TestPart | undefined };
  readonly classes: readonly string[];
  /** The class of each label that was added; left out: the labels are the classes. */
  readonly numbers?: Uint16Array;
  readonly skipped: readonly Skipped[];
}

/** The tables of a set while its images are found. */
export interface PartTables {
  /** Of all parts together. */
  readonly count: number;
  /** Adds an image; parts come in the order of {@link PARTS}. */
  add(part: Part, place: FilePlace, label: number): void;
  /** @throws AppError `data/no-test-images`, `data/unusable-set`, `data/bad-split` */
  finish(facts: Finished): EncodedParts;
}

/**
 * Empty tables. What is set apart for validation is for testing where there is nothing else for that; otherwise it goes behind the
 * training images.
 *
 * @param hasTest - whether images of the part `test` will come; asked with the first image for validation, at the latest
 */
export function createPartTables(hasTest: () => boolean): PartTables {
  const train = createEncodedBuilder();
  const test = createEncodedBuilder();
  let validationFrom: number | null = null;
  return {
    get count() {
      return train.count + test.count;
    },
    add(part, place, label) {
      const isTest = part === 'test' || (part === 'validation' && !hasTest());
      if (part === 'validation' && hasTest()) validationFrom ??= train.count;
      (isTest ? test : train).add({ ...place, label });
    },
    finish({ listing, config, classes, numbers, skipped }) {
      if (classes.length > MOST_CLASSES) throw tooManyClasses(listing.folder, classes.length);
      const name = config.name ?? basename(resolve(listing.folder)).replace(/\.tar$/i, '');
      const built = (builder: EncodedBuilder): EncodedImages => {
        const table = builder.build();
        return numbers === undefined ? table : { ...table, labels: renumbered(table.labels, numbers) };
      };
      const parts = apart({ train: built(train), test: built(test) }, config.testPart, listing.folder);
      return { kind: 'encoded', name, classes, ...parts, validationFrom, skipped };
    },
  };
}

function renumbered(labels: Labels, numbers: Uint16Array): Labels {
  const target = new Uint16Array(new SharedArrayBuffer(2 * labels.length));
  labels.forEach((label, i) => {
    target[i] = numbers[label] ?? 0;
  });
  return target;
}

const tooManyClasses = (folder: string, count: number): Error =>
  dataError('data/unusable-set', {
    path: folder,
    problem: `it has ${String(count)} classes, and ${String(MOST_CLASSES)} are the most`,
    remedy: 'Check that it is a set of images by classes',
  });

interface TwoTables {
  readonly train: EncodedImages;
  readonly test: EncodedImages;
}

/** Takes test images from the training images where there are no others. */
function apart({ train, test }: TwoTables, testPart: TestPart | undefined, where: string): TwoTables {
  if (test.count === 0) {
    const chosen = setApart(train.labels, { where, testPart });
    return { train: selectEncoded(train, chosen.train), test: selectEncoded(train, chosen.test) };
  }
  if (testPart === undefined) return { train, test };
  const problem = `${where} has test images of its own, so that the option testPart cannot say which they are`;
  throw dataError('data/bad-split', { problem });
}
