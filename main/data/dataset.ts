import { createHash } from 'node:crypto';
import { assert } from '../base/assert.ts';
import { dataError } from './errors.ts';

/** The images of one part of a data set, decoded. */
export interface ImageSet {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Pixels 0..255, `[N, H, W, C]`, in shared memory so that data workers see them without a copy. */
  readonly images: Uint8Array;
  /** Class numbers, `[N]`, in shared memory. */
  readonly labels: Uint8Array | Uint16Array;
}

/** Mean and standard deviation (of the population) per channel of pixels scaled to [0, 1]. */
export interface PixelStatistics {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/** A data set, checked and decoded. */
export interface Dataset {
  /** First 16 hexadecimal digits of the SHA-256 of the content: the same whatever files it came from. */
  readonly id: string;
  readonly name: string;
  /** Names of the classes; a label is an index into them. */
  readonly classes: readonly string[];
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Without images where the set is only for testing. */
  readonly train: ImageSet;
  readonly test: ImageSet;
  /** Over the training images; over the test images where there are no others. */
  readonly statistics: PixelStatistics;
}

/** What a reader knows of a data set; the rest follows from it. */
export interface DatasetParts {
  readonly name: string;
  readonly classes: readonly string[];
  readonly train: ImageSet;
  readonly test: ImageSet;
}

/**
 * Completes what a reader has decoded with identity and statistics.
 *
 * @param parts - train and test have equal image sizes, and every label is below the number of classes
 */
export function makeDataset(parts: DatasetParts): Dataset {
  const { name, classes, train, test } = parts;
  const { height, width, channels } = train;
  for (const set of [train, test]) {
    assert(
      set.images.length === set.count * height * width * channels,
      'every image has the size of the data set',
    );
    assert(set.labels.length === set.count, 'every image has a label');
  }
  const statistics = pixelStatistics(train.count > 0 ? train : test);
  return { id: contentId(train, test), name, classes, height, width, channels, train, test, statistics };
}

/** No images, of the size of others: what a set that is only for testing has for training. */
export function withoutImages({ height, width, channels }: ImageSet): ImageSet {
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
function contentId(train: ImageSet, test: ImageSet): string {
  const hash = createHash('sha256');
  for (const { count, height, width, channels, images, labels } of [train, test]) {
    hash.update(`dartboard images/1 ${[count, height, width, channels].join(' ')}\n`);
    const labelBytes = new DataView(new ArrayBuffer(2 * count));
    labels.forEach((label, i) => {
      labelBytes.setUint16(2 * i, label, true);
    });
    hash.update(labelBytes);
    hash.update(images);
  }
  return hash.digest('hex').slice(0, 16);
}

/**
 * Mean and deviation per channel. From whole-number counts of the 256 values, so it is exact up to the last step and
 * does not depend on the order of the images.
 *
 * @param set - at least one image
 */
export function pixelStatistics(set: ImageSet): PixelStatistics {
  const { channels, images } = set;
  const counts = Array.from({ length: channels }, () => new Float64Array(256));
  counts.forEach((histogram, channel) => {
    for (let i = channel; i < images.length; i += channels) {
      const value = images[i] ?? 0;
      histogram[value] = (histogram[value] ?? 0) + 1;
    }
  });
  const perChannel = images.length / channels;
  const mean = counts.map(
    (histogram) => histogram.reduce((sum, n, value) => sum + n * value, 0) / perChannel,
  );
  const deviation = counts.map((histogram, channel) => {
    const centre = mean[channel] ?? 0;
    return Math.sqrt(histogram.reduce((sum, n, value) => sum + n * (value - centre) ** 2, 0) / perChannel);
  });
  return { mean: mean.map((m) => m / 255), deviation: deviation.map((d) => d / 255) };
}

/** How many images each class has, by class number. */
export function classCounts(labels: ImageSet['labels'], classCount: number): number[] {
  const counts = new Array<number>(classCount).fill(0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}
