import { z } from 'zod';
import type { DatasetParts, Skipped } from '../dataset.ts';
import { dataError } from '../errors.ts';
import { createLeftOut } from '../ingest/left-out.ts';
import type { LeftOut } from '../ingest/left-out.ts';
import type { Listing } from '../listing.ts';
import { byCodePoints } from '../packed/names.ts';
import type { Match, ReaderDef } from '../reader.ts';
import {
  hasImages,
  holdsImages,
  imagesIn,
  isEmpty,
  unlessUnreadable,
  visibleFolders,
} from '../trees/image-files.ts';
import { createPartTables, partByName, PARTS, partsConfig } from '../trees/parts.ts';
import type { Part, PartTables } from '../trees/parts.ts';

const configSchema = z.strictObject(partsConfig);

/** What can be said about a folder of images. */
export type ImageFolderConfig = z.output<typeof configSchema>;

/** Detection looks at so many folders of classes. */
const FEW_CLASSES = 8;
const MOST_SHOWN = 5;

/** A folder a class, in any depth beneath it; or such folders in `train` and `test`, or `val`, or both. */
export const imageFolder: ReaderDef<ImageFolderConfig> = {
  title: 'a folder of images for each class; or train, test and validation folders with such folders in them',
  config: configSchema,

  detect(listing: Listing): Match | null {
    if (listing.focus !== null) return null;
    return unlessUnreadable(null, () => {
      const { train, ...others } = partsOf(listing);
      const count = visibleFolders(train).length;
      const isSet = train === listing ? holdsClasses(listing) : someHold(train);
      if (!isSet) return null;
      const parts = train === listing ? '' : ` in ${['train', ...Object.keys(others)].join(', ')}`;
      return { summary: `images in ${String(count)} folders of classes${parts}` };
    });
  },

  async open(listing: Listing, config: ImageFolderConfig): Promise<DatasetParts> {
    const parts = partsOf(listing);
    const leftOut = createLeftOut(outside(listing, parts));
    const tables = createPartTables(() => parts.test !== undefined);
    const classes = classesOf(parts.train);
    for (const part of PARTS) {
      const folder = parts[part];
      if (folder !== undefined) await addPart({ part, folder, classes, train: parts.train }, tables, leftOut);
    }
    return tables.finish({
      listing,
      config,
      classes: classes.map(({ name }) => name),
      skipped: leftOut.list(),
    });
  },
};

type PartFolders = Partial<Readonly<Record<Part, Listing>>> & { readonly train: Listing };

/** The folders of the parts, where the set is in parts; else all of it is for training. */
function partsOf(listing: Listing): PartFolders {
  const folders = visibleFolders(listing);
  const found: Partial<Record<Part, Listing>> = {};
  for (const name of folders) {
    const part = partByName(name);
    const within = part === null ? null : listing.within(name);
    // Test images without classes are there for competitions; they can be used for nothing here.
    if (part === null || within === null || visibleFolders(within).length === 0) continue;
    if (found[part] !== undefined) throw ambiguous(listing, part);
    found[part] = within;
  }
  const { train, ...others } = found;
  const isParted =
    train !== undefined &&
    (folders.length === 1 ||
      Object.keys(others).length > 0 ||
      folders.filter((name) => partByName(name) !== null).length > 1);
  return isParted ? { train, ...others } : { train: listing };
}

const ambiguous = ({ folder, folders }: Listing, part: Part): Error =>
  dataError('data/ambiguous-files', { folder, found: folders.filter((name) => partByName(name) === part) });

/** Whether most of a few folders hold images, and those that do not are empty; what is a set itself is no class. */
function holdsClasses(listing: Listing): boolean {
  const all = visibleFolders(listing);
  const looked = all.slice(0, FEW_CLASSES).map((name) => listing.within(name));
  const [only] = looked;
  // An archive mostly holds a folder with the set; on disk, a single class is better refused than not recognized.
  if (only === undefined || (looked.length === 1 && (listing.isArchive || !hasImages(only)))) return false;
  // Images in train and test, not in classes.
  if (all.length > 1 && all.every((name) => partByName(name) !== null)) return false;
  if (looked.some((folder) => unlessUnreadable(false, () => partsOf(folder).train !== folder))) return false;
  const holding = looked.filter((folder) => holdsImages(folder));
  const others = looked.filter((folder) => !holding.includes(folder));
  return holding.length > 0 && (holding.length > others.length || others.every(isEmpty));
}

const someHold = (train: Listing): boolean =>
  visibleFolders(train)
    .slice(0, FEW_CLASSES)
    .some((name) => holdsImages(train.within(name)));

/** The images and folders that are in no part or no class. */
function outside(listing: Listing, parts: PartFolders): readonly Skipped[] {
  const used = new Set(Object.values(parts).map(({ folder }) => folder));
  if (used.has(listing.folder)) return [];
  const unused = visibleFolders(listing)
    .map((name) => listing.within(name))
    .filter(({ folder }) => !used.has(folder));
  const examples = unused.map(({ folder }) => folder).slice(0, MOST_SHOWN);
  return unused.length === 0 ? [] : [{ reason: 'a folder without classes', count: unused.length, examples }];
}

/** A class; the name of its folder may be written in another form of Unicode. */
interface ClassFolder {
  readonly name: string;
  readonly folder: string;
}

function classesOf(part: Listing): readonly ClassFolder[] {
  const classes = visibleFolders(part)
    .map((folder) => ({ name: folder.normalize('NFC'), folder }))
    .sort((a, b) => byCodePoints(a.name, b.name));
  const [only, second] = classes;
  if (only !== undefined && second === undefined) {
    throw dataError('data/unusable-set', {
      path: part.folder,
      problem: `it has one folder only, "${only.folder}", and a folder is a class`,
      remedy: 'Put the images of each class into a folder of their own, two at least',
    });
  }
  const twice = classes.filter(
    ({ name }, i) => classes[i + 1]?.name === name || classes[i - 1]?.name === name,
  );
  if (twice.length === 0) return classes;
  throw dataError('data/ambiguous-files', { folder: part.folder, found: twice.map(({ folder }) => folder) });
}

interface PartOfSet {
  readonly part: Part;
  readonly folder: Listing;
  readonly classes: readonly ClassFolder[];
  readonly train: Listing;
}

async function addPart(
  { part, folder, classes, train }: PartOfSet,
  tables: PartTables,
  leftOut: LeftOut,
): Promise<void> {
  const found = classesOf(folder);
  checkSame({ folder, classes: found }, { folder: train, classes });
  for (const [label, { folder: name }] of found.entries()) {
    const before = tables.count;
    for await (const place of imagesIn(folder.within(name), leftOut)) tables.add(part, place, label);
    if (tables.count > before) continue;
    throw dataError('data/unusable-set', {
      path: `${folder.folder}/${name}`,
      problem: 'no image is in it, and every folder is a class',
      remedy: 'Put its images there, or remove it',
    });
  }
}

interface Classes {
  readonly folder: Listing;
  readonly classes: readonly ClassFolder[];
}

function checkSame(part: Classes, train: Classes): void {
  const lacks = without(train.classes, part.classes);
  const alone = without(part.classes, train.classes);
  if (lacks.length === 0 && alone.length === 0) return;
  const problem = [
    `its classes are not those of ${train.folder.folder}: `,
    ...(lacks.length === 0 ? [] : [`it lacks ${some(lacks)}`]),
    ...(lacks.length === 0 || alone.length === 0 ? [] : [', and ']),
    ...(alone.length === 0 ? [] : [`it alone has ${some(alone)}`]),
  ].join('');
  const remedy = 'Give the folders of all parts the same names';
  throw dataError('data/unusable-set', { path: part.folder.folder, problem, remedy });
}

function without(classes: readonly ClassFolder[], others: readonly ClassFolder[]): readonly string[] {
  const known = new Set(others.map(({ name }) => name));
  return classes.map(({ name }) => name).filter((name) => !known.has(name));
}

function some(names: readonly string[]): string {
  const more = names.length - MOST_SHOWN;
  const shown = names.slice(0, MOST_SHOWN).map((name) => `"${name}"`);
  return [...shown, ...(more > 0 ? [`${String(more)} more`] : [])].join(', ');
}
