import { z } from 'zod';
import { isArchive, listArchive } from '../archive.ts';
import type { DatasetParts, Skipped } from '../dataset.ts';
import { dataError } from '../errors.ts';
import { createLeftOut } from '../ingest/left-out.ts';
import type { LeftOut } from '../ingest/left-out.ts';
import type { FilePlace, Listing } from '../listing.ts';
import type { Match, ReaderDef } from '../reader.ts';
import {
  hasImages,
  holdsImages,
  imagesIn,
  isVisible,
  unlessUnreadable,
  visibleFolders,
} from '../trees/image-files.ts';
import { createPartTables } from '../trees/parts.ts';
import type { PartTables } from '../trees/parts.ts';
import { readSynsets, wnidOf } from '../trees/synsets.ts';
import type { Synsets } from '../trees/synsets.ts';

const configSchema = z.strictObject({
  /** Name of the data set; the folder's when left out. */
  name: z.string().min(1).optional(),
});

/** What can be said about a folder of ImageNet. */
export type ImagenetConfig = z.output<typeof configSchema>;

/** Where the folders train and val are, from the folder that is given: Kaggle's archive has them deep. */
const BASES: readonly (readonly string[])[] = [
  [],
  ['ILSVRC', 'Data', 'CLS-LOC'],
  ['Data', 'CLS-LOC'],
  ['CLS-LOC'],
];
/** Detection looks at so many classes. */
const FEW_CLASSES = 8;
/** The first entries of the archives as they are published. */
const TRAIN_ENTRY = /^(\.\/)?n\d{8}\.tar$/;
const VAL_ENTRY = /^(\.\/)?(val\/)?ILSVRC\d+_val_\d+\.JPEG$/;
const WITHOUT_LABEL = 'an image whose class nothing says';
const OTHER_CLASS = 'an image of a class without training images';

/**
 * ImageNet, and sets made as it is (Tiny ImageNet): classes are the sorted wnids, as torchvision numbers them, not the numbers of the
 * development kit.
 */
export const imagenet: ReaderDef<ImagenetConfig> = {
  title:
    'ImageNet: train with a folder or .tar for each wnid, and val by wnid or with its list of classes; or the published .tar files',
  config: configSchema,

  detect(listing: Listing): Match | null {
    if (listing.focus !== null) return null;
    return unlessUnreadable(null, () => {
      const base = baseOf(listing);
      if (base !== null) return { summary: `ImageNet, training images in ${base.folder}/train` };
      const { train, val } = tarsIn(listing);
      return train === null || val === null ? null : { summary: `ImageNet in ${train} and ${val}` };
    });
  },

  async open(listing: Listing, config: ImagenetConfig): Promise<DatasetParts> {
    const { train, val, others } = await sourcesOf(listing);
    const wnids = wnidsIn(train);
    const synsets = await readSynsets([...others, val]);
    const leftOut = createLeftOut(unlabelled(baseOf(listing)));
    const tables = createPartTables(() => false);
    for (const [label, wnid] of wnids.entries()) {
      const before = tables.count;
      for await (const place of imagesIn(await classIn(train, wnid), leftOut))
        tables.add('train', place, label);
      if (tables.count === before) throw withoutImages(train, wnid);
    }
    await addVal({ val, wnids, synsets, others }, tables, leftOut);
    return tables.finish({ listing, config, classes: namesOf(wnids, synsets), skipped: leftOut.list() });
  },
};

/** The folder with train and val in it; null: there is none. */
function baseOf(listing: Listing): Listing | null {
  for (const steps of BASES) {
    const base = steps.reduce<Listing | null>(
      (folder, step) => (folder?.folders.includes(step) === true ? folder.within(step) : null),
      listing,
    );
    if (base === null || !base.folders.includes('train') || !base.folders.includes('val')) continue;
    if (isTrain(base.within('train'))) return base;
  }
  return null;
}

function isTrain(train: Listing): boolean {
  const folders = visibleFolders(train).slice(0, FEW_CLASSES);
  const isFolders = folders.length > 0 && folders.every((name) => wnidOf(name) !== null);
  if (isFolders) return folders.some((name) => holdsImages(train.within(name)));
  const files = train.peek(FEW_CLASSES).filter(isVisible);
  return files.length > 0 && files.every((name) => wnidOf(name) !== null && isArchive(train.file(name)));
}

/** The published archives among the files of a folder. */
function tarsIn(listing: Listing): { readonly train: string | null; readonly val: string | null } {
  const begins = (name: string, entry: RegExp): boolean => {
    const file = listing.file(name);
    const first = Buffer.from(file.head.subarray(0, 100)).toString('latin1').replace(/\0.*$/s, '');
    return !file.packed && isArchive(file) && entry.test(first);
  };
  const find = (entry: RegExp): string | null => listing.files.find((name) => begins(name, entry)) ?? null;
  return { train: find(TRAIN_ENTRY), val: find(VAL_ENTRY) };
}

/** Where everything is. */
interface Sources {
  readonly train: Listing;
  readonly val: Listing;
  /** Where names and labels may be. */
  readonly others: readonly Listing[];
}

async function sourcesOf(listing: Listing): Promise<Sources> {
  const base = baseOf(listing);
  if (base !== null) {
    const val = base.within('val');
    // Tiny ImageNet has its images one folder deeper.
    const images = val.folders.includes('images') && !hasImages(val) ? val.within('images') : val;
    return {
      train: base.within('train'),
      val: images,
      others: base === listing ? [base, val] : [listing, base, val],
    };
  }
  const tars = tarsIn(listing);
  const open = (name: string | null, missing: string): Promise<Listing> => {
    if (name !== null) return listArchive(listing.file(name));
    throw dataError('data/missing-file', { folder: listing.folder, missing, found: listing.files });
  };
  const val = await open(tars.val, 'archive of validation images (ILSVRC2012_img_val.tar)');
  return {
    train: await open(tars.train, 'archive of training images (ILSVRC2012_img_train.tar)'),
    val: val.folders.includes('val') ? val.within('val') : val,
    others: [listing],
  };
}

/** The wnids of a folder of folders or archives, sorted. */
function wnidsIn(folder: Listing): readonly string[] {
  const found = new Set<string>();
  for (const name of [...folder.folders, ...folder.names]) {
    const wnid = wnidOf(name);
    if (wnid !== null) found.add(wnid);
  }
  const wnids = [...found].sort();
  const packed = wnids.filter((wnid) => !folder.folders.includes(wnid));
  if (packed.length === 0 || packed.length === wnids.length) return wnids;
  throw dataError('data/unusable-set', {
    path: folder.folder,
    problem: `${String(wnids.length - packed.length)} of its classes are folders, and ${String(packed.length)} are archives, as ${packed[0] ?? ''}.tar`,
    remedy: 'Unpack all of the archives, or none',
  });
}

const classIn = async (folder: Listing, wnid: string): Promise<Listing> =>
  folder.folders.includes(wnid) ? folder.within(wnid) : listArchive(folder.file(`${wnid}.tar`));

const withoutImages = (train: Listing, wnid: string): Error =>
  dataError('data/unusable-set', {
    path: `${train.folder}/${wnid}`,
    problem: 'no image is in it, and every wnid is a class',
    remedy: 'Put its images there, or remove it',
  });

/** The test images of ImageNet come without labels. */
function unlabelled(base: Listing | null): readonly Skipped[] {
  if (base?.folders.includes('test') !== true) return [];
  return [{ reason: 'a folder without labels', count: 1, examples: [`${base.folder}/test`] }];
}

interface Validation {
  readonly val: Listing;
  readonly wnids: readonly string[];
  readonly synsets: Synsets;
  readonly others: readonly Listing[];
}

async function addVal(
  { val, wnids, synsets, others }: Validation,
  tables: PartTables,
  leftOut: LeftOut,
): Promise<void> {
  const labels = new Map(wnids.map((wnid, label) => [wnid, label]));
  const before = tables.count;
  const add = (place: FilePlace, wnid: string | null): void => {
    const label = wnid === null ? undefined : labels.get(wnid);
    if (label === undefined)
      leftOut.add(wnid === null ? WITHOUT_LABEL : OTHER_CLASS, `${place.root}/${place.name}`);
    else tables.add('validation', place, label);
  };
  const classes = wnidsIn(val);
  for (const wnid of classes) {
    for await (const place of imagesIn(await classIn(val, wnid), leftOut)) add(place, wnid);
  }
  if (classes.length === 0) {
    if (!synsets.hasTruth) throw withoutTruth(others);
    const name = ({ name: path }: FilePlace): string => path.slice(path.lastIndexOf('/') + 1);
    for await (const place of imagesIn(val, leftOut)) add(place, synsets.truth(name(place)));
  }
  if (tables.count > before) return;
  throw dataError('data/unusable-set', {
    path: val.folder,
    problem: 'no image in it is known to be of a class of the training images',
    remedy: 'Check that training and validation images are of the same set',
  });
}

const withoutTruth = (others: readonly Listing[]): Error =>
  dataError('data/missing-file', {
    folder: others[0]?.folder ?? '',
    missing:
      'list of the classes of the validation images: the development kit (ILSVRC2012_devkit_t12.tar.gz), LOC_val_solution.csv, or val_annotations.txt',
    found: others.flatMap(({ files }) => files),
  });

/** The names of the classes; where two have the same name, as "crane" the bird and the machine, their wnids tell them apart. */
function namesOf(wnids: readonly string[], { names }: Synsets): readonly string[] {
  const shown = wnids.map((wnid) => names.get(wnid) ?? wnid);
  const count = new Map<string, number>();
  for (const name of shown) count.set(name, (count.get(name) ?? 0) + 1);
  return shown.map((name, i) => ((count.get(name) ?? 0) > 1 ? `${name} (${wnids[i] ?? ''})` : name));
}
