import { z } from 'zod';
import { assembleCifar, CIFAR_10, CIFAR_100, CIFAR_IMAGE_BYTES, orderedBatches } from '../cifar.ts';
import type { CifarBatch, CifarSet } from '../cifar.ts';
import { LIMIT_BYTES, readWhole } from '../data-file.ts';
import type { DataFile } from '../data-file.ts';
import type { DatasetParts } from '../dataset.ts';
import { dataError } from '../errors.ts';
import type { DecodedImages } from '../image-set.ts';
import { concerns, MOST_FILES } from '../listing.ts';
import type { Listing } from '../listing.ts';
import type { Match, ReaderDef } from '../reader.ts';

const configSchema = z.strictObject({
  /** Name of the data set; `cifar-10` or `cifar-100` when left out. */
  name: z.string().min(1).optional(),
});

/** What can be said about a folder of CIFAR's binary files. */
export type CifarBinaryConfig = z.output<typeof configSchema>;

/** How the records of a set are laid out: labels, each a byte, then the image. */
interface Records extends CifarSet {
  /** How many values each of the labels has; the last label is the one that is used. */
  readonly labels: readonly number[];
  /** A text file with the names of the classes, one a line. */
  readonly namesFile: string;
}

const RECORDS: readonly [Records, Records] = [
  { ...CIFAR_10, labels: [10], namesFile: 'batches.meta.txt' },
  { ...CIFAR_100, labels: [20, 100], namesFile: 'fine_label_names.txt' },
];
/** Names by which a damaged file is still known for what it should be. */
const FILE_NAME = /^(data_batch_\d+|test_batch|train|test)\.bin(\.gz)?$/;
const BATCH_NAME = /^(data_batch_\d+|test_batch)\.bin(\.gz)?$/;
/** A file that was cut between two images looks whole; where all of the other part is there, this shows it. */
const PUBLISHED_COUNTS = { train: 50_000, test: 10_000 } as const;
const MOST_NAMES_BYTES = 2 ** 16;

const recordBytes = ({ labels }: Records): number => labels.length + CIFAR_IMAGE_BYTES;

/** CIFAR-10 and CIFAR-100 in the binary version. */
export const cifarBinary: ReaderDef<CifarBinaryConfig> = {
  title: 'CIFAR-10 or CIFAR-100, binary version (data_batch_1.bin ... or train.bin), also as .tar.gz',
  config: configSchema,

  detect(listing: Listing): Match | null {
    if (listing.files.length > MOST_FILES || !concerns(listing, imageFiles(listing))) return null;
    const fitting = listing.files.flatMap((name) => recordsOf(listing.file(name)) ?? []);
    // One file alone may have such a size and such a first byte by chance.
    const isNamed = listing.files.some((name) =>
      recordsOf(listing.file(name)) === null ? BATCH_NAME.test(name) : FILE_NAME.test(name),
    );
    const isKnown = fitting.length > 1 || isNamed;
    return isKnown ? { summary: `binary files of ${(fitting[0] ?? CIFAR_10).name}` } : null;
  },

  async open(listing: Listing, config: CifarBinaryConfig): Promise<DatasetParts> {
    const names = imageFiles(listing);
    const records = chooseRecords(listing, names);
    const classes = await classNames(listing, records);
    const train = await readPart({ listing, names, records, part: 'training' });
    const test = await readPart({ listing, names, records, part: 'test' });
    checkCounts(listing, train, test);
    return { kind: 'decoded', name: config.name ?? records.name, classes, train, test };
  },
};

const imageFiles = (listing: Listing): readonly string[] =>
  listing.files
    .slice(0, MOST_FILES)
    .filter((name) => FILE_NAME.test(name) || recordsOf(listing.file(name)) !== null);

/** Whose records a file can hold, by its size and its first labels. */
function recordsOf({ sizeBytes, packed, head }: DataFile): Records | null {
  const fits = (records: Records): boolean => {
    const size = recordBytes(records);
    // What a packed file unpacks to is known when it is read.
    if (sizeBytes === 0 || (!packed && sizeBytes % size !== 0)) return false;
    return [0, size].every((at) => records.labels.every((count, i) => (head[at + i] ?? 0) < count));
  };
  return head.length < CIFAR_IMAGE_BYTES ? null : (RECORDS.find(fits) ?? null);
}

function chooseRecords({ folder, ...listing }: Listing, names: readonly string[]): Records {
  const found = new Set(names.flatMap((name) => recordsOf(listing.file(name)) ?? []));
  if (found.size > 1) throw dataError('data/ambiguous-files', { folder, found: names });
  const [only] = found;
  const [cifar10, cifar100] = RECORDS;
  return only ?? (names.some((name) => BATCH_NAME.test(name)) ? cifar10 : cifar100);
}

async function classNames(listing: Listing, records: Records): Promise<readonly string[]> {
  if (!listing.files.includes(records.namesFile)) return records.classes;
  const file = listing.file(records.namesFile);
  const text = new TextDecoder().decode(await readWhole(file, MOST_NAMES_BYTES));
  const names = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (names.length === records.classes.length) return names;
  const problem = `it has ${names.length} lines, where ${records.name} has ${records.classes.length} classes`;
  throw dataError('data/unusable-file', { file: file.path, what: 'list of class names', problem });
}

interface PartRequest {
  readonly listing: Listing;
  readonly names: readonly string[];
  readonly records: Records;
  readonly part: 'training' | 'test';
}

async function readPart({ listing, names, records, part }: PartRequest): Promise<DecodedImages> {
  const { folder } = listing;
  const chosen = names.filter((name) => /test/i.test(name) === (part === 'test'));
  if (chosen.length === 0) {
    throw dataError('data/missing-file', { folder, missing: `file of ${part} images`, found: names });
  }
  const batches: CifarBatch[] = [];
  const published = part === 'test' ? 1 : records.trainingFiles;
  for (const name of orderedBatches({ folder, names: chosen, published }))
    batches.push(await readBatch(listing.file(name), records));
  return assembleCifar(batches, records.classes.length);
}

async function readBatch(file: DataFile, records: Records): Promise<CifarBatch> {
  const bytes = await readWhole(file, LIMIT_BYTES);
  const stride = recordBytes(records);
  const count = bytes.length / stride;
  if (count === 0 || !Number.isInteger(count)) {
    const problem = `it is no whole number of images, each of which takes ${stride} bytes with its label`;
    const facts = { expectedBytes: Math.max(1, Math.ceil(count)) * stride, foundBytes: bytes.length };
    throw dataError('data/damaged-file', { file: file.path, problem, ...facts });
  }
  const labelBytes = records.labels.length;
  const labels = Uint8Array.from({ length: count }, (_, i) => bytes[i * stride + labelBytes - 1] ?? 0);
  return { file: file.path, count, bytes: bytes.subarray(labelBytes), strideBytes: stride, labels };
}

function checkCounts({ folder }: Listing, train: DecodedImages, test: DecodedImages): void {
  const expected = PUBLISHED_COUNTS;
  if ((train.count === expected.train) === (test.count === expected.test)) return;
  const counts = `${train.count} training and ${test.count} test images`;
  const problem = `they have ${counts}, where the published set has ${expected.train} and ${expected.test}`;
  throw dataError('data/mismatched-files', {
    problem,
    files: [`The training files in ${folder}`, 'the test file'],
  });
}
