import { createHash } from 'node:crypto';
import { z } from 'zod';
import { CIFAR_10, CIFAR_IMAGE_BYTES } from '../cifar.ts';
import type { DataFile } from '../data-file.ts';
import { noneLike } from '../dataset.ts';
import type { DatasetParts } from '../dataset.ts';
import { dataError } from '../errors.ts';
import type { DecodedImages } from '../image-set.ts';
import { concerns, MOST_FILES } from '../listing.ts';
import type { Listing } from '../listing.ts';
import { roleOfFile } from '../named-arrays.ts';
import { describeArray, isImages, wholeNumbers } from '../ndarray.ts';
import { parseNpyHeader, readNpy } from '../npy.ts';
import type { NpyHeader } from '../npy.ts';
import type { Match, ReaderDef } from '../reader.ts';

const SIZE = [32, 32, 3] as const;

const versionSchema = z.enum(['v4', 'v6']);
type Version = z.output<typeof versionSchema>;

/** MD5 of the published files. */
interface Sums {
  readonly data: string;
  readonly labels: string;
}

/** The published versions, told apart by their number of images. */
const VERSIONS: Readonly<Record<Version, { readonly count: number; readonly md5: Sums | null }>> = {
  v4: { count: 2021, md5: null },
  v6: {
    count: 2000,
    // As sharpDARTS checks them, cnn/cifar10_1.py.
    md5: { data: '29615bb88ff99bca6b147cee2520f010', labels: 'a27460fa134ae91e4a5cb7e6be8d269e' },
  },
};

const configSchema = z.strictObject({
  /** Name of the data set; `cifar-10.1-v6` or the like when left out. */
  name: z.string().min(1).optional(),
  /** Which one, where the folder has both. */
  version: versionSchema.optional(),
});

/** What can be said about a folder of CIFAR-10.1. */
export type Cifar101Config = z.output<typeof configSchema>;

/** Names by which a damaged file, or one with another number of images, is known. */
const DATA_NAME = /cifar-?10[._]1.*data.*\.npy(\.gz)?$/i;

/**
 * CIFAR-10.1: new test images for CIFAR-10, without training images.
 *
 * @see Recht et al., "Do CIFAR-10 Classifiers Generalize to CIFAR-10?", arXiv 1806.00451
 */
export const cifar101: ReaderDef<Cifar101Config> = {
  title: 'CIFAR-10.1 (cifar10.1_v6_data.npy and cifar10.1_v6_labels.npy, or v4)',
  config: configSchema,

  detect(listing: Listing): Match | null {
    if (listing.files.length > MOST_FILES) return null;
    const sets = focused(listing, findSets(listing));
    return sets.length === 0
      ? null
      : { summary: `CIFAR-10.1: ${sets.map(({ data }) => data.path).join(', ')}` };
  },

  async open(listing: Listing, config: Cifar101Config): Promise<DatasetParts> {
    const { data, labels } = choose(listing, config.version);
    const test = await readSet(data, labels);
    const version = versionOf(test.count);
    const name = config.name ?? (version === null ? 'cifar-10.1' : `cifar-10.1-${version}`);
    return { kind: 'decoded', name, classes: CIFAR_10.classes, train: noneLike(test), test };
  },
};

/** A file of images, and its labels where they are found. */
interface FilePair {
  readonly data: DataFile;
  readonly labels: DataFile | null;
  readonly names: readonly string[];
  readonly version: Version | null;
}

function findSets(listing: Listing): FilePair[] {
  const names = listing.files.slice(0, MOST_FILES);
  const headers = new Map(names.map((name) => [name, parseNpyHeader(listing.file(name).head)]));
  const hasParts = names.some((name) => typeof headers.get(name) === 'object' && isForTraining(name));
  return names.flatMap((name) => {
    const count = imageCount(headers.get(name));
    // Of a set with training images: 2,000 of them, or of its test images, are so many by chance.
    const isOfAnother = hasParts && !DATA_NAME.test(name);
    const version = count === null || isOfAnother ? null : versionOf(count);
    if (version === null && !DATA_NAME.test(name)) return [];
    const labels = labelsName(name, count, headers);
    return [
      {
        data: listing.file(name),
        labels: labels === null ? null : listing.file(labels),
        names: labels === null ? [name] : [name, labels],
        version: version ?? versionSchema.safeParse(/v\d/.exec(name)?.[0]).data ?? null,
      },
    ];
  });
}

function isForTraining(name: string): boolean {
  const part = roleOfFile(name)?.part;
  return part === 'train' || part === 'validation';
}

const versionOf = (count: number): Version | null =>
  versionSchema.options.find((version) => VERSIONS[version].count === count) ?? null;

function imageCount(header: NpyHeader | string | undefined): number | null {
  if (header === undefined || typeof header === 'string' || !isImages(header, SIZE)) return null;
  return header.shape[0] ?? null;
}

/** The labels beside a file of images: named like it, or else the only ones of as many. */
function labelsName(
  data: string,
  count: number | null,
  headers: ReadonlyMap<string, NpyHeader | string>,
): string | null {
  const named = data.replace(/data|images/i, 'labels');
  if (named !== data && headers.has(named)) return named;
  const fitting = [...headers].flatMap(([name, header]) =>
    typeof header !== 'string' && header.shape.length === 1 && header.shape[0] === count ? [name] : [],
  );
  const [only, another] = fitting;
  return only === undefined || another !== undefined ? null : only;
}

/** Those that a file which was given belongs to. */
function focused(listing: Listing, sets: readonly FilePair[]): readonly FilePair[] {
  return sets.filter(({ names }) => concerns(listing, names));
}

function choose(
  listing: Listing,
  version: Version | undefined,
): { readonly data: DataFile; readonly labels: DataFile } {
  const { folder, isArchive } = listing;
  const all = focused(listing, findSets(listing));
  const found = all.map(({ data }) => data.path);
  const sets = version === undefined ? all : all.filter((set) => set.version === version);
  const [set, another] = sets;
  if (set === undefined) {
    const missing = `file of CIFAR-10.1 ${version ?? ''}`.trim();
    throw dataError('data/missing-file', { folder, missing, found });
  }
  if (another !== undefined) throw dataError('data/several-sets', { folder, found, isArchive });
  const { data, labels } = set;
  if (labels === null) {
    throw dataError('data/missing-file', { folder, missing: `file of labels for ${data.path}`, found });
  }
  return { data, labels };
}

async function readSet(dataFile: DataFile, labelsFile: DataFile): Promise<DecodedImages> {
  const data = await readNpy(dataFile);
  const labels = await readNpy(labelsFile);
  if (!isImages(data, SIZE)) {
    const expected = `(count, ${SIZE.join(', ')}) of u1`;
    throw unusable(
      dataFile,
      `its images are an array ${describeArray(data)}, where ${expected} was expected`,
    );
  }
  const [count = 0] = data.shape;
  const [labelCount = 0] = labels.shape;
  const isRow = labels.shape.length === 1;
  // Before the numbers are made, which are eight times the size that they may have in the file.
  if (isRow && labelCount !== count) {
    const problem = `${count} images, but ${labelCount} labels`;
    throw dataError('data/mismatched-files', { problem, files: [dataFile.path, labelsFile.path] });
  }
  const numbers = isRow ? wholeNumbers(labels) : null;
  if (numbers === null) throw unusable(labelsFile, 'its labels are no row of whole numbers');
  const version = versionOf(count);
  const sums = version === null ? null : VERSIONS[version].md5;
  if (sums !== null) {
    checkSum(dataFile, data.fileBytes, sums.data);
    checkSum(labelsFile, labels.fileBytes, sums.labels);
  }
  const images = new Uint8Array(new SharedArrayBuffer(count * CIFAR_IMAGE_BYTES));
  images.set(data.bytes);
  const [height, width, channels] = SIZE;
  return { count, height, width, channels, images, labels: checkedLabels(labelsFile, numbers) };
}

function checkSum({ path }: DataFile, bytes: Uint8Array, expected: string): void {
  const found = createHash('md5').update(bytes).digest('hex');
  if (found === expected) return;
  throw dataError('data/wrong-checksum', { file: path, of: 'the published CIFAR-10.1 v6', expected, found });
}

function checkedLabels({ path }: DataFile, numbers: Float64Array): Uint8Array {
  const classCount = CIFAR_10.classes.length;
  const labels = new Uint8Array(new SharedArrayBuffer(numbers.length));
  numbers.forEach((label, index) => {
    if (label < 0 || label >= classCount) {
      throw dataError('data/bad-label', { file: path, index, label, classCount });
    }
    labels[index] = label;
  });
  return labels;
}

const unusable = ({ path }: DataFile, problem: string): Error =>
  dataError('data/unusable-file', { file: path, what: 'file of CIFAR-10.1', problem });
