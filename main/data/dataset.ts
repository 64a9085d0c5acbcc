import { createHash } from 'node:crypto';
import { assert } from '../base/assert.ts';
import type { EncodedImages } from './encoded.ts';
import { dataError } from './errors.ts';
import { hashBytes } from './hash-bytes.ts';
import { inMemory } from './image-set.ts';
import type { DecodedImages, ImageSet } from './image-set.ts';
import type { Labels } from './labels.ts';
import { createPixelCounts } from './pixel-counts.ts';
import type { PixelStatistics } from './pixel-counts.ts';

export type { PixelStatistics };

/** Images that were left out, and why. */
export interface Skipped {
  /** In words, as part of a sentence: `not an image`. */
  readonly reason: string;
  readonly count: number;
  /** Paths of the first few. */
  readonly examples: readonly string[];
}

/** A data set, checked. */
export interface Dataset {
  /** First 16 hexadecimal digits of the SHA-256 of the content: the same wherever its files lie. */
  readonly id: string;
  readonly name: string;
  /** Names of the classes; a label is an index into them. */
  readonly classes: readonly string[];
  /** Without images where the set is only for testing. */
  readonly train: ImageSet;
  readonly test: ImageSet;
  /** Over the training images; over the test images where there are no others. */
  readonly statistics: PixelStatistics;
  /** The first of the training images that the publisher set apart for validation; null: none are. */
  readonly validationFrom: number | null;
  readonly skipped: readonly Skipped[];
}

interface Described {
  readonly name: string;
  readonly classes: readonly string[];
}

/** What a reader has decoded; train and test have equal image sizes, and every label is below the number of classes. */
export interface DecodedParts extends Described {
  readonly kind: 'decoded';
  readonly train: DecodedImages;
  readonly test: DecodedImages;
  /** The first of the training images that the publisher set apart for validation; null or left out: none are. */
  readonly validationFrom?: number | null;
  /** Images that were left out; none when left out. */
  readonly skipped?: readonly Skipped[];
}

/** What a reader has found and not yet decoded. */
export interface EncodedParts extends Described {
  readonly kind: 'encoded';
  readonly train: EncodedImages;
  readonly test: EncodedImages;
  /** The first of the training images that the publisher set apart for validation; null: none are. */
  readonly validationFrom: number | null;
  /** Files that were not even tried. */
  readonly skipped: readonly Skipped[];
}

/** What a reader knows of a data set; the rest follows from it. */
export type DatasetParts = DecodedParts | EncodedParts;

/** Completes what a reader has decoded with identity and statistics. */
export function makeDataset(parts: Omit<DecodedParts, 'kind'>): Dataset {
  const { name, classes, train, test, validationFrom = null, skipped = [] } = parts;
  for (const set of [train, test]) {
    assert(
      set.images.length === set.count * set.height * set.width * set.channels,
      'every image has the size of the data set',
    );
    assert(set.labels.length === set.count, 'every image has a label');
  }
  return {
    id: contentId(train, test),
    name,
    classes,
    train: inMemory(train),
    test: inMemory(test),
    statistics: pixelStatistics(train.count > 0 ? train : test),
    validationFrom,
    skipped,
  };
}

/** No images, of the size of others: what a set that is only for testing has for training. */
export function noneLike({ height, width, channels }: DecodedImages): DecodedImages {
  const nothing = (): Uint8Array => new Uint8Array(new SharedArrayBuffer(0));
  return { count: 0, height, width, channels, images: nothing(), labels: nothing() };
}

/**
 * The data set, where it can be trained or searched on.
 *
 * @throws AppError `data/no-training-images`
 */
export function requireTraining(dataset: Dataset): Dataset {
  if (dataset.train.count > 0) return dataset;
  throw dataError('data/no-training-images', { name: dataset.name });
}

/** Hashes sizes, labels (16 bits, little-endian) and pixels of both parts. Names do not count. */
function contentId(train: DecodedImages, test: DecodedImages): string {
  const hash = createHash('sha256');
  for (const { count, height, width, channels, images, labels } of [train, test]) {
    hash.update(`dartboard images/1 ${[count, height, width, channels].join(' ')}\n`);
    const labelBytes = new DataView(new ArrayBuffer(2 * count));
    labels.forEach((label, i) => {
      labelBytes.setUint16(2 * i, label, true);
    });
    hash.update(labelBytes);
    hashBytes(hash, images);
  }
  return hash.digest('hex').slice(0, 16);
}

/** Mean and deviation per channel of at least one image. */
export function pixelStatistics({ channels, images }: DecodedImages): PixelStatistics {
  const counts = createPixelCounts(channels);
  counts.add(images);
  return counts.statistics();
}

/** How many images each class has, by class number. */
export function classCounts(labels: Labels, classCount: number): number[] {
  const counts = new Array<number>(classCount).fill(0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}
