import { z } from 'zod';
import { assembleCifar, CIFAR_10, CIFAR_100, CIFAR_IMAGE_BYTES, orderedBatches } from '../cifar.ts';
import type { CifarBatch, CifarSet } from '../cifar.ts';
import { readWhole } from '../data-file.ts';
import type { DataFile } from '../data-file.ts';
import type { DatasetParts } from '../dataset.ts';
import { dataError } from '../errors.ts';
import { concerns, MOST_FILES } from '../listing.ts';
import type { Listing } from '../listing.ts';
import { describeArray, isImages, wholeNumbers } from '../ndarray.ts';
import { isPickle, unpickle } from '../pickle/unpickle.ts';
import { arrayOf, dictOf, itemsOf, textOf } from '../pickle/values.ts';
import type { PickleDict, PickleValue } from '../pickle/values.ts';
import type { Match, ReaderDef } from '../reader.ts';

const configSchema = z.strictObject({
  /** Name of the data set; `cifar-10` or `cifar-100` when left out. */
  name: z.string().min(1).optional(),
});

/** What can be said about a folder of CIFAR's pickles. */
export type CifarPickleConfig = z.output<typeof configSchema>;

/** Most that one file may be; CIFAR-100's is 155 MB, and protocol 0 writes up to four bytes for one. */
const LIMIT_BYTES = 2 ** 30;
/** Names by which a damaged file is still known for what it should be. */
const FILE_NAME = /^(data_batch_\d+|test_batch|batches\.meta|train|test|meta)(\.gz)?$/;
const BATCH_NAME = /^(data_batch_\d+|test_batch)(\.gz)?$/;
/** One of these keys is in the beginning of each file. */
const KEYS = /batch_label|labels|label_names|filenames|data/;
const TEXT = new TextDecoder('latin1');

/** CIFAR-10 and CIFAR-100 in the version for Python. */
export const cifarPickle: ReaderDef<CifarPickleConfig> = {
  title: 'CIFAR-10 or CIFAR-100, python version (data_batch_1 ... or train), also as .tar.gz',
  config: configSchema,

  detect(listing: Listing): Match | null {
    if (listing.files.length > MOST_FILES) return null;
    const fitting = listing.files.filter((name) => canBeOfCifar(listing.file(name)) || BATCH_NAME.test(name));
    return fitting.length === 0 || !concerns(listing, fitting)
      ? null
      : { summary: `pickles of CIFAR: ${fitting.join(', ')}` };
  },

  async open(listing: Listing, config: CifarPickleConfig): Promise<DatasetParts> {
    const { batches, meta } = await readFiles(listing);
    const fine = batches.filter(({ isFine }) => isFine);
    if (fine.length > 0 && fine.length < batches.length) {
      const problem = 'some have the labels of CIFAR-100, some those of CIFAR-10';
      throw dataError('data/mismatched-files', { problem, files: batches.map(({ file }) => file) });
    }
    const set = fine.length > 0 ? CIFAR_100 : CIFAR_10;
    const classes = meta === null ? set.classes : classNames(meta, set);
    const part = (isTest: boolean): readonly Batch[] =>
      inOrder(
        listing.folder,
        batches.filter((batch) => batch.isTest === isTest),
        isTest ? { part: 'test', published: 1 } : { part: 'training', published: set.trainingFiles },
      );
    const train = assembleCifar(part(false), classes.length);
    const test = assembleCifar(part(true), classes.length);
    return { kind: 'decoded', name: config.name ?? set.name, classes, train, test };
  },
};

const canBeOfCifar = ({ head }: DataFile): boolean => isPickle(head) && KEYS.test(TEXT.decode(head));

/** A file of images. */
interface Batch extends CifarBatch {
  /** Its name in the folder. */
  readonly name: string;
  readonly isFine: boolean;
  readonly isTest: boolean;
  /** Its number, and how many there are, as it says itself. */
  readonly place: { readonly number: number; readonly of: number } | null;
}

/** A file of class names. */
interface Meta {
  readonly file: string;
  readonly dict: PickleDict;
}

async function readFiles(listing: Listing): Promise<{ batches: readonly Batch[]; meta: Meta | null }> {
  const batches: Batch[] = [];
  const metas: Meta[] = [];
  for (const name of listing.files.slice(0, MOST_FILES)) {
    const file = listing.file(name);
    if (!canBeOfCifar(file) && !FILE_NAME.test(name)) continue;
    const dict = dictOf(unpickle(await readWhole(file, LIMIT_BYTES), file.path));
    if (dict === null) throw unusable(file.path, 'it holds no dictionary');
    if (dict.has('data')) batches.push(batchOf(dict, name, file.path));
    else if (dict.has('label_names') || dict.has('fine_label_names')) metas.push({ file: file.path, dict });
    else throw unusable(file.path, 'it has neither images ("data") nor names of classes ("label_names")');
  }
  const [meta, another] = metas;
  if (another !== undefined) {
    throw dataError('data/ambiguous-files', { folder: listing.folder, found: metas.map(({ file }) => file) });
  }
  return { batches, meta: meta ?? null };
}

function batchOf(dict: PickleDict, name: string, file: string): Batch {
  const data = arrayOf(dict.get('data'));
  if (data === null) throw unusable(file, 'its images are no array');
  if (!isImages(data, [CIFAR_IMAGE_BYTES])) {
    const expected = `(count, ${CIFAR_IMAGE_BYTES}) of u1`;
    throw unusable(file, `its images are an array ${describeArray(data)}, where ${expected} was expected`);
  }
  const [count = 0] = data.shape;
  const isFine = dict.has('fine_labels');
  const labels = labelsOf(dict.get(isFine ? 'fine_labels' : 'labels'), count, file);
  const said = textOf(dict.get('batch_label')) ?? '';
  const [, kind, number, of] = /^(training|testing) batch (\d{1,4}) of (\d{1,4})$/.exec(said) ?? [];
  const isTest = kind === undefined ? /test/i.test(name) : kind === 'testing';
  const place = number === undefined ? null : { number: Number(number), of: Number(of) };
  if (place !== null && (place.number < 1 || place.number > place.of)) {
    throw unusable(file, `it says that it is "${said}", which cannot be`);
  }
  return {
    name,
    file,
    isFine,
    isTest,
    place,
    count,
    bytes: data.bytes,
    labels,
    strideBytes: CIFAR_IMAGE_BYTES,
  };
}

function labelsOf(value: PickleValue | undefined, count: number, file: string): ArrayLike<number> {
  const array = arrayOf(value);
  const items = itemsOf(value);
  const length = array === null ? items?.length : array.shape.length === 1 ? array.shape[0] : undefined;
  if (length !== undefined && length !== count) {
    // Before the numbers are made, which are eight times the size that they may have in the file.
    throw unusable(file, `it has ${count} images, but ${length} labels`);
  }
  const numbers = array === null ? items?.filter((item) => typeof item === 'number') : wholeNumbers(array);
  if (numbers && numbers.length === length) return numbers;
  throw unusable(file, 'its labels are no list of whole numbers');
}

/** The batches of one part: by the numbers that they say, or else by their names. All have to be there. */
function inOrder(
  folder: string,
  batches: readonly Batch[],
  { part, published }: { readonly part: string; readonly published: number },
): readonly Batch[] {
  const found = batches.map(({ name }) => name);
  const missing = (what: string): Error => dataError('data/missing-file', { folder, missing: what, found });
  if (batches.length === 0) throw missing(`file of ${part} images`);
  const byName = new Map(batches.map((batch) => [batch.name, batch]));
  if (batches.some(({ place }) => place === null)) {
    return orderedBatches({ folder, names: found, published }).flatMap((name) => byName.get(name) ?? []);
  }
  const total = Math.max(...batches.map(({ place }) => place?.of ?? 0));
  const ordered: Batch[] = [];
  for (let number = 1; number <= total; number++) {
    const [batch, twin] = batches.filter(({ place }) => place?.number === number);
    if (batch === undefined) throw missing(`file of ${part} images ${number} of ${total}`);
    if (twin !== undefined)
      throw dataError('data/ambiguous-files', { folder, found: [batch.name, twin.name] });
    ordered.push(batch);
  }
  return ordered;
}

function classNames({ file, dict }: Meta, { name, classes }: CifarSet): readonly string[] {
  const items = itemsOf(dict.get('fine_label_names') ?? dict.get('label_names')) ?? [];
  if (items.length !== classes.length) {
    throw unusable(file, `it has ${items.length} names of classes, where ${name} has ${classes.length}`);
  }
  const names = items.flatMap((item) => textOf(item) ?? []);
  if (names.length === items.length) return names;
  throw unusable(file, 'its names of classes are no short texts');
}

const unusable = (file: string, problem: string): Error =>
  dataError('data/unusable-file', { file, what: 'pickle of CIFAR', problem });
