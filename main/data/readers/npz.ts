import { basename, resolve } from 'node:path';
import { z } from 'zod';
import { defined } from '../../base/assert.ts';
import { readArrayParts } from '../array-parts.ts';
import { knownSet, labelsSum, MOST_CLASSES, numberedClasses } from '../class-names.ts';
import { noneLike } from '../dataset.ts';
import type { DatasetParts } from '../dataset.ts';
import { joinImages, takeImages } from '../decoded-images.ts';
import { dataError } from '../errors.ts';
import type { DecodedImages } from '../image-set.ts';
import { concerns, MOST_FILES } from '../listing.ts';
import type { Listing } from '../listing.ts';
import { arrayOfNpy, arraysOfNpz, roleOfFile } from '../named-arrays.ts';
import type { ArrayPart, ArrayRole, NamedArray } from '../named-arrays.ts';
import { describeArray } from '../ndarray.ts';
import { parseNpyHeader } from '../npy.ts';
import type { Match, ReaderDef } from '../reader.ts';
import { setApart, testPartSchema } from '../test-part.ts';
import type { TestPart } from '../test-part.ts';
import { firstZipName, isZip } from '../zip.ts';

const configSchema = z.strictObject({
  /** Name of the data set; the file's or folder's when left out. */
  name: z.string().min(1).optional(),
  /** Names of the classes in the order of their numbers; the numbers themselves when left out. */
  classes: z.array(z.string().min(1)).min(1).max(MOST_CLASSES).optional(),
  /** The shape of one image, as in [28, 28], [32, 32, 3] or [3, 32, 32], where the arrays hold rows of numbers. */
  shape: z.array(z.int().min(1)).min(2).max(3).optional(),
  /** Which images are for testing, where no array says it. */
  testPart: testPartSchema.optional(),
});

/** What can be said about arrays. */
export type NpzConfig = z.output<typeof configSchema>;

/** A damaged file is still known for what it should be. */
const NPZ_NAME = /\.npz(\.gz)?$/i;

/** Arrays of numpy: images and labels, in one NPZ file or in several, or each in an NPY file of its own. */
export const npz: ReaderDef<NpzConfig> = {
  title:
    'arrays of numpy (.npz or .npy) named x_train and y_train, train_images and train_labels, images and labels, or the like',
  config: configSchema,

  detect(listing: Listing): Match | null {
    const names = arrayFiles(listing);
    if (names.length === 0 || !concerns(listing, names)) return null;
    return { summary: `arrays: ${names.map((name) => described(listing, name)).join(', ')}` };
  },

  async open(listing: Listing, config: NpzConfig): Promise<DatasetParts> {
    const set = chooseSet(listing, await findSets(listing));
    const { parts, classCount } = await readArrayParts(set.arrays, {
      path: set.path,
      shape: config.shape,
      classCount: config.classes?.length ?? null,
    });
    const { train, test, validation } = divided(set, parts, config.testPart);
    const known = knownSet([labelsSum(train.labels)], [labelsSum(test.labels)]);
    const labels = [train.labels, test.labels, ...(validation === null ? [] : [validation.labels])];
    if (classCount !== null) labels.push(Uint16Array.of(classCount - 1));
    return {
      kind: 'decoded',
      name: config.name ?? known?.name ?? set.name,
      classes: config.classes ?? known?.classes ?? numberedClasses(...labels),
      train: validation === null ? train : joinImages(train, validation),
      test,
      validationFrom: validation === null ? null : train.count,
    };
  },
};

interface Divided {
  readonly train: DecodedImages;
  readonly validation: DecodedImages | null;
  readonly test: DecodedImages;
}

/** Images for validation are those for testing where there are no others, as with ImageNet. */
function divided(
  { path }: ArraySet,
  parts: ReadonlyMap<ArrayPart, DecodedImages>,
  testPart: TestPart | undefined,
): Divided {
  const validation = parts.get('validation') ?? null;
  const train = trainingOf(parts, path);
  const test = parts.get('test') ?? validation;
  if (test === null) {
    const all = defined(train, 'there is a part, and it is neither for testing nor for validation');
    const apart = setApart(all.labels, { where: path, testPart });
    return { train: takeImages(all, apart.train), validation, test: takeImages(all, apart.test) };
  }
  if (testPart !== undefined) {
    const problem = `${path} has images for testing of its own, so none are to be set apart (testPart)`;
    throw dataError('data/bad-split', { problem });
  }
  return { train: train ?? noneLike(test), validation: test === validation ? null : validation, test };
}

function trainingOf(parts: ReadonlyMap<ArrayPart, DecodedImages>, folder: string): DecodedImages | null {
  const all = parts.get('all') ?? null;
  const train = parts.get('train') ?? null;
  if (all === null || train === null) return train ?? all;
  const found = ['images that are not said to be for anything', 'images for training'];
  throw dataError('data/ambiguous-files', { folder, found });
}

/** The files that hold arrays of a set: every NPZ file, and NPY files where a part has images and labels, each once. */
function arrayFiles(listing: Listing): readonly string[] {
  if (listing.files.length > MOST_FILES) return [];
  const packed = listing.files.filter((name) => isNpz(listing, name));
  const single = listing.files.flatMap((name) => {
    const role = isNpy(listing, name) ? roleOfFile(name) : null;
    return role === null ? [] : [{ name, ...role }];
  });
  const isPair = ({ part }: ArrayRole): boolean => {
    const kinds = single.filter((array) => array.part === part).map(({ kind }) => kind);
    return kinds.length === 2 && kinds.includes('images') && kinds.includes('labels');
  };
  return [...packed, ...(single.some(isPair) ? single.map(({ name }) => name) : [])].sort();
}

function isNpz(listing: Listing, name: string): boolean {
  const { head } = listing.file(name);
  return isZip(head) ? (firstZipName(head) ?? '').endsWith('.npy') : NPZ_NAME.test(name);
}

const isNpy = (listing: Listing, name: string): boolean =>
  /\.npy(\.gz)?$/i.test(name) || typeof parseNpyHeader(listing.file(name).head) !== 'string';

function described(listing: Listing, name: string): string {
  const header = parseNpyHeader(listing.file(name).head);
  if (typeof header === 'string') return name;
  const isNumbers =
    header.shape.length > 1 && (header.element.kind !== 'u' || header.element.sizeBytes !== 1);
  return `${name} ${describeArray(header)}${isNumbers ? ', turned into bytes' : ''}`;
}

/** The arrays of one data set. */
interface ArraySet {
  /** What the set is called. */
  readonly name: string;
  /** Where it is. */
  readonly path: string;
  readonly files: readonly string[];
  readonly arrays: readonly NamedArray[];
}

/** An NPZ file that has all of a set is one; all other arrays of the folder are one together. */
async function findSets(listing: Listing): Promise<readonly ArraySet[]> {
  // Where such a file was given, those beside it are not read: they may be many, large, or of no use.
  const given = await givenSet(listing);
  if (given !== null) return [given];
  const sets: ArraySet[] = [];
  const loose: { readonly file: string; readonly arrays: readonly NamedArray[] }[] = [];
  for (const name of arrayFiles(listing)) {
    const file = listing.file(name);
    if (!isNpz(listing, name)) {
      const role = roleOfFile(name);
      if (role !== null) loose.push({ file: name, arrays: [arrayOfNpy(file, role)] });
      continue;
    }
    const set = await setOfNpz(listing, name);
    if (isWhole(set.arrays)) sets.push(set);
    else loose.push({ file: name, arrays: set.arrays });
  }
  if (loose.length === 0) return sets;
  const arrays = loose.flatMap((one) => one.arrays);
  const name = basename(resolve(listing.folder)).replace(/\.tar(\.gz)?$|\.tgz$/i, '');
  return [...sets, { name, path: listing.folder, files: loose.map(({ file }) => file), arrays }];
}

async function givenSet(listing: Listing): Promise<ArraySet | null> {
  const { focus } = listing;
  if (focus === null || !isNpz(listing, focus)) return null;
  const set = await setOfNpz(listing, focus);
  return isWhole(set.arrays) ? set : null;
}

async function setOfNpz(listing: Listing, name: string): Promise<ArraySet> {
  const file = listing.file(name);
  const arrays = await arraysOfNpz(file, name);
  return { name: name.replace(/\.npz(\.gz)?$/i, ''), path: file.path, files: [name], arrays };
}

function isWhole(arrays: readonly NamedArray[]): boolean {
  const has = (part: string, kind: string): boolean => arrays.some((a) => a.part === part && a.kind === kind);
  const hasPart = (part: string): boolean => has(part, 'images') && has(part, 'labels');
  return hasPart('all') || (hasPart('train') && (hasPart('test') || hasPart('validation')));
}

function chooseSet({ folder, isArchive, focus }: Listing, sets: readonly ArraySet[]): ArraySet {
  const [set, another] = focus === null ? sets : sets.filter(({ files }) => files.includes(focus));
  if (set === undefined) throw dataError('data/missing-file', { folder, missing: 'arrays', found: [] });
  if (another === undefined) return set;
  throw dataError('data/several-sets', { folder, found: sets.map(({ path }) => path), isArchive });
}
