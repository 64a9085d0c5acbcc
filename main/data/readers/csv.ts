import { z } from 'zod';
import { dataError } from '../errors.ts';
import type { DatasetParts } from '../dataset.ts';
import { concerns, MOST_FILES } from '../listing.ts';
import type { Listing } from '../listing.ts';
import type { Match, ReaderDef } from '../reader.ts';
import { chosenColumn, imageTableOf, labelColumnOf, splitColumnOf } from '../trees/csv-columns.ts';
import type { ColumnChoice, ImageTable } from '../trees/csv-columns.ts';
import { lookAtTable } from '../trees/csv-file.ts';
import type { TableHead } from '../trees/csv-file.ts';
import { listImages } from '../trees/csv-images.ts';
import type { ReadTable } from '../trees/csv-images.ts';
import { hasImages, unlessUnreadable, visibleFolders } from '../trees/image-files.ts';
import { partsConfig } from '../trees/parts.ts';

const columnSchema = z.union([z.string().min(1), z.int().min(1)]).optional();

const configSchema = z.strictObject({
  ...partsConfig,
  /** The column of the paths of the images: its name, or its number from 1; found by what is in it when left out. */
  pathColumn: columnSchema,
  /** The column of the labels. */
  labelColumn: columnSchema,
  /** The column that says the part of each image: train, val or test. */
  splitColumn: columnSchema,
  /** Names of the classes in the order of their numbers, where labels are numbers; the numbers themselves when left out. */
  classes: z.array(z.string().min(1)).min(1).optional(),
});

/** What can be said about a table of images. */
export type CsvConfig = z.output<typeof configSchema>;

const TABLE_NAME = /\.(csv|tsv)$/i;
const MOST_TABLES = 16;

/** A table of paths and labels, and the images in the folders beside it; or a table for each part. */
export const csv: ReaderDef<CsvConfig> = {
  title:
    'a .csv or .tsv file of paths of images and their labels, with the images beside it; or train.csv and test.csv',
  config: configSchema,

  detect(listing: Listing): Match | null {
    return unlessUnreadable(null, () => {
      const tables = imageTablesIn(listing, {});
      // Without their images, tables are taken only where nothing else can be meant.
      const isCertain = tables.some(({ found }) => found > 0);
      if (tables.length === 0 || !(isCertain || onlyTables(listing))) return null;
      return { summary: `images listed in ${tables.map(({ table }) => table.file.path).join(', ')}` };
    });
  },

  async open(listing: Listing, config: CsvConfig): Promise<DatasetParts> {
    const tables = chosenTables(listing, imageTablesIn(listing, config));
    const reads = tables.map((images): ReadTable => {
      const { splitColumn: split, labelColumn: label } = config;
      const splitColumn =
        split === undefined ? splitColumnOf(images) : chosenColumn(images, split, 'splitColumn');
      const labelColumn =
        label === undefined ? labelColumnOf(images, splitColumn) : chosenColumn(images, label, 'labelColumn');
      return { ...images, labelColumn, splitColumn };
    });
    return listImages(listing, reads, config);
  },
};

const onlyTables = (listing: Listing): boolean =>
  !visibleFolders(listing).some(
    (name) => visibleFolders(listing.within(name)).length > 0 || hasImages(listing.within(name)),
  );

function tablesIn(listing: Listing): readonly TableHead[] {
  const { files, names } = listing;
  const candidates = names.count > MOST_FILES ? [...fewTables(names)] : files;
  return candidates
    .filter((name) => concerns(listing, [name]))
    .flatMap((name) => lookAtTable(listing.file(name)) ?? []);
}

/** In a folder of many files, tables are known by their names. */
function* fewTables(names: Iterable<string>): Generator<string> {
  let count = 0;
  for (const name of names) {
    if (!TABLE_NAME.test(name)) continue;
    yield name;
    if (++count === MOST_TABLES) return;
  }
}

/** The tables of images; with their parts, where any has one: others beside those are examples of results or all rows once more. */
function imageTablesIn(
  listing: Listing,
  { pathColumn }: { pathColumn?: ColumnChoice | undefined },
): readonly ImageTable[] {
  const tables = tablesIn(listing).flatMap((table) => {
    const header = table.rows[0] ?? null;
    const column =
      pathColumn === undefined ? null : chosenColumn({ table, header }, pathColumn, 'pathColumn');
    return imageTableOf(listing, table, column) ?? [];
  });
  const certain = tables.filter(({ found }) => found > 0);
  const known = certain.length > 0 ? certain : tables;
  const parted = known.filter(({ part }) => part !== null);
  return parted.some(({ part }) => part === 'train') ? parted : known;
}

/** One table for all parts, or one for each. */
function chosenTables(listing: Listing, tables: readonly ImageTable[]): readonly ImageTable[] {
  const { folder, isArchive } = listing;
  const found = tables.map(({ table }) => table.file.path);
  const [only, another] = tables;
  if (only === undefined) {
    throw dataError('data/missing-file', {
      folder,
      missing: 'table of images and labels',
      found: listing.files,
    });
  }
  if (another === undefined) return tables;
  if (tables.some(({ part }) => part === null))
    throw dataError('data/several-sets', { folder, found, isArchive });
  if (new Set(tables.map(({ part }) => part)).size < tables.length) {
    throw dataError('data/ambiguous-files', { folder, found });
  }
  return tables;
}
