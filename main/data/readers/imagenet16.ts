import { z } from 'zod';
import { interleavePlanes, orderedBatches } from '../cifar.ts';
import { LIMIT_BYTES, readWhole } from '../data-file.ts';
import type { DataFile } from '../data-file.ts';
import type { DatasetParts, Skipped } from '../dataset.ts';
import { dataError } from '../errors.ts';
import type { DecodedImages } from '../image-set.ts';
import { concerns, MOST_FILES } from '../listing.ts';
import type { Listing } from '../listing.ts';
import { describeArray, isImages, wholeNumbers } from '../ndarray.ts';
import { isPickle, unpickle } from '../pickle/unpickle.ts';
import { arrayOf, dictOf, itemsOf } from '../pickle/values.ts';
import type { PickleValue } from '../pickle/values.ts';
import type { Match, ReaderDef } from '../reader.ts';

/** Classes of the whole set; its labels begin with 1. */
const PUBLISHED_CLASSES = 1000;
/** Images of 16 x 16 are for NAS-Bench-201, which uses the first 120 classes. */
const NAS_BENCH = { side: 16, classCount: 120 } as const;
const PUBLISHED_FILES = 10;
/** Most memory that the images of one part may take: all of those of 32 x 32 do, of those of 64 x 64 some hundred classes. */
const MOST_BYTES = 2 * LIMIT_BYTES;
const CHANNELS = 3;

const configSchema = z.strictObject({
  /** Name of the data set; `imagenet16-120` or the like when left out. */
  name: z.string().min(1).optional(),
  /** How many classes, from the first on; 120 when left out where the images are of 16 x 16, else all 1,000. */
  classCount: z.int().min(1).max(PUBLISHED_CLASSES).optional(),
});

/** What can be said about a folder of downsampled ImageNet. */
export type Imagenet16Config = z.output<typeof configSchema>;

const FILE_NAME = /^(train_data_batch_\d+|val_data)(\.gz)?$/;
const VAL_NAME = /val|test/i;
/** How a pickle ends a shape with 768, in protocols 2 to 5, 1, and 0. */
const ROWS_OF_768 = ['M\0\x03\x86', 'M\0\x03t', 'I768\nt', 'L768L\nt'];
/** A list of class names, as the tools of the publisher have it: `n02119789 1 kit_fox`. */
const NAMES_FILE = 'map_clsloc.txt';
const MOST_NAMES_BYTES = 2 ** 20;

/**
 * ImageNet16-120, and other downsampled ImageNet of the same layout.
 *
 * @see Chrabaszcz et al., "A Downsampled Variant of ImageNet as an Alternative to the CIFAR datasets", arXiv 1707.08819
 * @see Dong and Yang, "NAS-Bench-201", arXiv 2001.00326, section 2.2
 */
export const imagenet16: ReaderDef<Imagenet16Config> = {
  title: 'ImageNet16-120 (train_data_batch_1 ... train_data_batch_10 and val_data)',
  config: configSchema,

  detect(listing: Listing): Match | null {
    const names = batchFiles(listing);
    if (names.length === 0 || !concerns(listing, names)) return null;
    return { summary: `pickles of downsampled ImageNet: ${names.join(', ')}` };
  },

  async open(listing: Listing, config: Imagenet16Config): Promise<DatasetParts> {
    const { folder } = listing;
    const found = batchFiles(listing);
    const part = (isVal: boolean, published: number): readonly string[] => {
      const names = found.filter((name) => VAL_NAME.test(name) === isVal);
      if (names.length > 0) return orderedBatches({ folder, names, published });
      const missing = `file of ${isVal ? 'validation' : 'training'} images`;
      throw dataError('data/missing-file', { folder, missing, found });
    };
    // What is missing is said before anything is read.
    const names = { train: part(false, PUBLISHED_FILES), test: part(true, 1) };
    const train = await readPart(listing, names.train, config);
    const test = await readPart(listing, names.test, config);
    if (train.set.height !== test.set.height) {
      const problem = `their images are of ${train.set.height} and ${test.set.height} pixels a side`;
      const files = [names.train[0] ?? '', names.test[0] ?? ''].map((name) => listing.file(name).path);
      throw dataError('data/mismatched-files', { problem, files });
    }
    const side = train.set.height;
    const classCount = classCountOf(side, config);
    const left = train.left + test.left;
    const reason = `of a class beyond the first ${classCount}`;
    const skipped: Skipped[] = left === 0 ? [] : [{ reason, count: left, examples: [] }];
    return {
      kind: 'decoded',
      name: config.name ?? `imagenet${side}-${classCount}`,
      classes: await classNames(listing, classCount),
      train: train.set,
      test: test.set,
      skipped,
    };
  },
};

const classCountOf = (side: number, { classCount }: Imagenet16Config): number =>
  classCount ?? (side === NAS_BENCH.side ? NAS_BENCH.classCount : PUBLISHED_CLASSES);

function batchFiles(listing: Listing): readonly string[] {
  if (listing.files.length > MOST_FILES) return [];
  return listing.files.filter((name) => FILE_NAME.test(name) || hasRowsOf768(listing.file(name)));
}

function hasRowsOf768({ head }: DataFile): boolean {
  // Not by TextDecoder: what it calls latin1 is another table, windows-1252.
  const text = Buffer.from(head).toString('latin1');
  return isPickle(head) && ROWS_OF_768.some((shape) => text.includes(shape));
}

/** Images of the classes that are used, and how many others there were. */
interface Part {
  readonly set: DecodedImages;
  readonly left: number;
}

/** The rows of a file that are used, planar. */
interface Batch {
  readonly side: number;
  readonly rows: Uint8Array;
  readonly labels: readonly number[];
  readonly left: number;
}

async function readPart(listing: Listing, names: readonly string[], config: Imagenet16Config): Promise<Part> {
  const batches: Batch[] = [];
  let sizeBytes = 0;
  for (const name of names) {
    const batch = await readBatch(listing.file(name), config);
    sizeBytes += batch.rows.length;
    checkMemory(listing.folder, {
      sizeBytes,
      side: batch.side,
      classCount: classCountOf(batch.side, config),
    });
    const side = batches[0]?.side ?? batch.side;
    if (batch.side !== side) {
      const files = names.map((each) => listing.file(each).path);
      const problem = `their images are of ${side} and ${batch.side} pixels a side`;
      throw dataError('data/mismatched-files', { problem, files });
    }
    batches.push(batch);
  }
  const side = batches[0]?.side ?? 0;
  const imageBytes = CHANNELS * side * side;
  const labels = Uint16Array.from(batches.flatMap((batch) => batch.labels));
  const count = labels.length;
  if (count === 0) {
    const problem = 'no image is of the classes that are asked for';
    throw unusable(listing.file(names[0] ?? '').path, problem);
  }
  const left = batches.reduce((sum, batch) => sum + batch.left, 0);
  const images = new Uint8Array(new SharedArrayBuffer(count * imageBytes));
  let at = 0;
  // Each goes when it is copied, so that all are not in memory twice.
  for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
    const { rows } = batch;
    for (let from = 0; from < rows.length; from += imageBytes, at += imageBytes) {
      interleavePlanes(rows.subarray(from, from + imageBytes), images.subarray(at, at + imageBytes));
    }
  }
  const shared = new Uint16Array(new SharedArrayBuffer(2 * count));
  shared.set(labels);
  return { set: { count, height: side, width: side, channels: CHANNELS, images, labels: shared }, left };
}

/**
 * Ends the reading of more than memory is for, before it is full.
 *
 * @param folder - for messages
 * @param images - `sizeBytes` of those of one part so far
 * @throws AppError `data/unusable-set`
 */
export function checkMemory(
  folder: string,
  images: { readonly sizeBytes: number; readonly side: number; readonly classCount: number },
): void {
  const { sizeBytes, side, classCount } = images;
  if (sizeBytes <= MOST_BYTES) return;
  const problem = `its images of ${side} x ${side} pixels of ${classCount} classes take more than ${MOST_BYTES} bytes of memory`;
  const remedy = 'Use fewer classes, as in: dartboard data add PATH --set classCount=120';
  throw dataError('data/unusable-set', { path: folder, problem, remedy });
}

async function readBatch(file: DataFile, config: Imagenet16Config): Promise<Batch> {
  const { path } = file;
  const dict = dictOf(unpickle(await readWhole(file, LIMIT_BYTES), path));
  const data = arrayOf(dict?.get('data'));
  if (dict === null || data === null) throw unusable(path, 'it has no array of images ("data")');
  const [count = 0, length = 0] = data.shape;
  const side = Math.sqrt(length / CHANNELS);
  if (!isImages(data, [length]) || !Number.isInteger(side) || side === 0) {
    const expected = '(count, 768) of u1';
    throw unusable(path, `its images are an array ${describeArray(data)}, where ${expected} was expected`);
  }
  const numbers = labelsOf(dict.get('labels'), count, path);
  const classCount = classCountOf(side, config);
  const used: number[] = [];
  numbers.forEach((label, i) => {
    if (label >= 1 && label <= PUBLISHED_CLASSES) {
      if (label <= classCount) used.push(i);
    } else throw unusable(path, `label ${label} at position ${i} is not from 1 to ${PUBLISHED_CLASSES}`);
  });
  // A copy of the used rows, so that the file's bytes can go before the next file comes.
  const rows = new Uint8Array(used.length * length);
  used.forEach((row, i) => {
    rows.set(data.bytes.subarray(row * length, (row + 1) * length), i * length);
  });
  const labels = used.map((i) => (numbers[i] ?? 1) - 1);
  return { side, rows, labels, left: count - used.length };
}

function labelsOf(value: PickleValue | undefined, count: number, path: string): readonly number[] {
  const array = arrayOf(value);
  const items = itemsOf(value);
  const length = array === null ? items?.length : array.shape.length === 1 ? array.shape[0] : undefined;
  if (length !== undefined && length !== count) {
    // Before the numbers are made, which are eight times the size that they may have in the file.
    throw unusable(path, `it has ${count} images, but ${length} labels`);
  }
  const numbers: readonly PickleValue[] = array === null ? (items ?? []) : [...(wholeNumbers(array) ?? [])];
  const whole = numbers.filter((item) => typeof item === 'number' && Number.isInteger(item));
  if (length !== undefined && whole.length === length) return whole.map(Number);
  throw unusable(path, 'its labels are no list of whole numbers');
}

async function classNames(listing: Listing, classCount: number): Promise<readonly string[]> {
  const numbers = Array.from({ length: classCount }, (_, i) => String(i + 1));
  if (!listing.files.includes(NAMES_FILE)) return numbers;
  const file = listing.file(NAMES_FILE);
  const text = new TextDecoder().decode(await readWhole(file, MOST_NAMES_BYTES));
  const lines = text.split('\n').map((line) => /^n\d{8} (\d+) (\S.*?)\s*$/.exec(line));
  const names = new Map(lines.map((line) => [line?.[1] ?? '', line?.[2] ?? '']));
  const found = numbers.flatMap((number) => names.get(number) ?? []);
  if (found.length === classCount) return found;
  const problem = `it has names for ${found.length} of the first ${classCount} classes, in lines as "n02119789 1 kit_fox"`;
  throw dataError('data/unusable-file', { file: file.path, what: 'list of class names', problem });
}

const unusable = (file: string, problem: string): Error =>
  dataError('data/unusable-file', { file, what: 'pickle of ImageNet16-120', problem });
