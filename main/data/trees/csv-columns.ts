/** What the columns of a table of images are, found by what is in them. */
import type { AppError } from '../../base/errors.ts';
import { dataError } from '../errors.ts';
import { hasImageName } from '../image-magic.ts';
import type { FilePlace, Listing } from '../listing.ts';
import type { TableHead } from './csv-file.ts';
import { isVisible, unlessUnreadable, visibleFolders } from './image-files.ts';
import { partByName, partInName, PARTS } from './parts.ts';
import type { Part } from './parts.ts';

/** Names by which a column is known to be of labels, best first. */
const LABEL_NAMES =
  /^(labels?|class(_?(name|id|label|idx|index))?|category(_?(name|id))?|targets?|y|species|breed)$/i;
const SPLIT_NAMES = /^(split|set|subset|partition|part|fold|data[ _]?set|phase|mode)$/i;
/** What is left off the names of images: nothing, or one of these. */
const SUFFIXES = ['', '.jpg', '.jpeg', '.png', '.JPEG', '.JPG', '.PNG', '.webp', '.tif', '.gif'] as const;
/** Folders beside a table in which its images are looked for. */
const MOST_FOLDERS = 32;
const MOST_COLUMNS = 16;
/** Rows whose images are looked for. */
const FEW_ROWS = 12;

/** A table of images, and where they are. */
export interface ImageTable {
  readonly table: TableHead;
  readonly part: Part | null;
  /** The folder that the paths start from. */
  readonly base: Listing;
  readonly suffix: string;
  readonly pathColumn: number;
  /** The names of the columns; null: it has none. */
  readonly header: readonly string[] | null;
  /** How many of the first images are there. */
  readonly found: number;
}

/** A path that leads out of the folder. */
export const OUTSIDE = 'outside';

/** Looks up paths of a table beneath a folder; folders are kept, since rows of one folder follow each other. */
export function createFinder(
  base: Listing,
  suffix: string,
): (path: string) => FilePlace | typeof OUTSIDE | null {
  const known = new Map<string, Listing | null>([['', base]]);
  const folderAt = (path: string): Listing | null => {
    const held = known.get(path);
    if (held !== undefined) return held;
    const end = path.lastIndexOf('/');
    const outer = folderAt(path.slice(0, Math.max(0, end)));
    const name = path.slice(end + 1);
    const found = outer === null ? null : folderIn(outer, name);
    known.set(path, found);
    return found;
  };
  return (written) => {
    // As Windows writes it.
    const path = `${written.trim().replaceAll('\\', '/')}${suffix}`;
    const parts = path.split('/').filter((part) => part !== '' && part !== '.');
    if (
      path.startsWith('/') ||
      /^[a-z][a-z0-9+.-]*:/i.test(path) ||
      parts.includes('..') ||
      path.includes('\0')
    )
      return OUTSIDE;
    const name = parts.pop();
    return name === undefined ? null : (folderAt(parts.join('/'))?.locate(name) ?? null);
  };
}

/** A folder in another, which is not listed for this: it may hold millions of images. */
function folderIn(outer: Listing, name: string): Listing | null {
  if (outer.isArchive && !outer.folders.includes(name)) return null;
  return unlessUnreadable(null, () => outer.within(name));
}

/** Finds the column of images, and where they are; null: this is no table of images. */
export function imageTableOf(
  listing: Listing,
  table: TableHead,
  pathColumn: number | null,
): ImageTable | null {
  const part = partOfTable(table);
  const beside = visibleFolders(listing).slice(0, MOST_FOLDERS);
  // Where several folders hold the same names, that of the part is meant; what a table of no part lists is for training.
  const rank = (name: string): number => {
    const of = partInName(name);
    return of === part ? -1 : of === null ? 0 : 1 + PARTS.indexOf(of);
  };
  const names = [...beside].sort((a, b) => rank(a) - rank(b));
  const bases = [listing, ...names.map((name) => listing.within(name))];
  const columns = columnsOf(table)
    .slice(0, MOST_COLUMNS)
    .filter((i) => pathColumn === null || i === pathColumn);
  let best: ImageTable = { table, part, base: listing, suffix: '', pathColumn: 0, header: null, found: 0 };
  const attempts = bases.flatMap((base) =>
    SUFFIXES.flatMap((suffix) => columns.map((column) => ({ base, suffix, pathColumn: column }))),
  );
  for (const attempt of attempts) {
    const { base, suffix } = attempt;
    const found = unlessUnreadable(0, () =>
      countFound(table, attempt.pathColumn, createFinder(base, suffix)),
    );
    if (found > best.found) best = { ...best, ...attempt, found };
    // All but perhaps the header.
    if (found >= Math.max(1, Math.min(table.rows.length, FEW_ROWS) - 1)) break;
  }
  // None of the images is there: then they may be missing, if they have the names of images.
  const column = best.found > 0 ? best.pathColumn : columnByNames(table, columns);
  return column === undefined
    ? null
    : { ...best, pathColumn: column, header: headerOf({ ...best, pathColumn: column }) };
}

const columnsOf = ({ rows }: TableHead): readonly number[] => (rows[0] ?? []).map((_, i) => i);

const countFound = (table: TableHead, column: number, find: ReturnType<typeof createFinder>): number =>
  table.rows.slice(0, FEW_ROWS).filter((row) => {
    const place = find(row[column] ?? '');
    return place !== null && place !== OUTSIDE;
  }).length;

function columnByNames({ rows: [, ...rows] }: TableHead, columns: readonly number[]): number | undefined {
  return columns.find((column) => rows.length > 0 && rows.every((row) => isImagePath(row[column] ?? '')));
}

const isImagePath = (path: string): boolean => hasImageName(path.trim()) && !path.includes('://');

function headerOf({ table, base, suffix, pathColumn }: ImageTable): readonly string[] | null {
  const [first = []] = table.rows;
  const value = first[pathColumn] ?? '';
  if (isImagePath(value)) return null;
  const place = createFinder(base, suffix)(value);
  return place === null ? first.map((name) => name.trim()) : null;
}

/** The part that the name of a table says, as in `train_labels.csv`. */
function partOfTable({ file }: TableHead): Part | null {
  return partInName(file.path.slice(file.path.lastIndexOf('/') + 1).replace(/\.[^.]*$/, ''));
}

/**
 * The folder that the paths of a part start from: where the rows say the parts, and the images of each part are in a folder of its
 * name, two parts may have the same names.
 */
export function baseOfPart(listing: Listing, { base, splitColumn }: SplitTable, part: Part): Listing {
  const beside = visibleFolders(listing);
  const own = beside.find((name) => listing.within(name).folder === base.folder);
  if (splitColumn === null || own === undefined || partInName(own) === null) return base;
  const sibling = beside.find((name) => partInName(name) === part);
  return sibling === undefined ? base : listing.within(sibling);
}

type SplitTable = Pick<ImageTable, 'base'> & { readonly splitColumn: number | null };

/** How a column is given: by its name, or by its number from 1. */
export type ColumnChoice = string | number;

/** The number of a column that was given. @throws AppError `data/unclear-layout` where there is none */
export function chosenColumn(
  { table, header }: Pick<ImageTable, 'table' | 'header'>,
  choice: ColumnChoice,
  option: 'pathColumn' | 'labelColumn' | 'splitColumn',
): number {
  const count = table.rows[0]?.length ?? 0;
  const column = typeof choice === 'number' ? choice - 1 : (header ?? table.rows[0] ?? []).indexOf(choice);
  if (column >= 0 && column < count) return column;
  throw unclear({ table, header }, `it has no column ${JSON.stringify(choice)}`, option);
}

/** The column of labels. @throws AppError `data/unclear-layout` */
export function labelColumnOf(images: ImageTable, splitColumn: number | null): number {
  const { table, header, pathColumn } = images;
  const others = columnsOf(table).filter((i) => i !== pathColumn && i !== splitColumn);
  const [only, second] = others;
  if (only !== undefined && second === undefined) return only;
  const named = others.filter((column) => LABEL_NAMES.test(header?.[column] ?? ''));
  const exact = named.find((column) => /^labels?$/i.test(header?.[column] ?? ''));
  const [first, another] = named;
  if (exact !== undefined) return exact;
  if (first !== undefined && another === undefined) return first;
  const problem =
    only === undefined ? 'it has no column of labels' : 'several of its columns may be the labels';
  throw unclear(images, problem, 'labelColumn');
}

/** The column that says the part of each image; null: there is none. */
export function splitColumnOf({ table, header, pathColumn, part }: ImageTable): number | null {
  // A column that is named so knows better than the name of the table.
  if (part !== null && header === null) return null;
  const rows = header === null ? table.rows : table.rows.slice(1);
  const isSplit = (column: number): boolean =>
    column !== pathColumn &&
    (header === null || SPLIT_NAMES.test(header[column] ?? '')) &&
    rows.every((row) => partByName(row[column] ?? '') !== null);
  return columnsOf(table).find(isSplit) ?? null;
}

function unclear(
  { table, header }: Pick<ImageTable, 'table' | 'header'>,
  problem: string,
  option: string,
): AppError {
  const names = header ?? (table.rows[0] ?? []).map((_, i) => String(i + 1));
  const example = JSON.stringify({ [option]: header === null ? 2 : (names[1] ?? '') });
  const shown = `${problem}; its columns are ${names.filter(isVisible).join(', ')}`;
  return dataError('data/unclear-layout', { where: table.file.path, problem: shown, option, example });
}
