/** Lists the images of tables of paths and labels. */
import type { EncodedParts, Skipped } from '../dataset.ts';
import { createLeftOut } from '../ingest/left-out.ts';
import type { LeftOut } from '../ingest/left-out.ts';
import type { Listing } from '../listing.ts';
import { comparePacked, growingNumbers, growingTexts, packedText } from '../packed/growing.ts';
import { sortedOrder } from '../packed/names.ts';
import { createPauses } from '../pauses.ts';
import { NOT_AN_IMAGE } from '../pixels/image-problem.ts';
import { baseOfPart, createFinder, OUTSIDE } from './csv-columns.ts';
import type { ImageTable } from './csv-columns.ts';
import { readTable } from './csv-file.ts';
import type { TableRow } from './csv-file.ts';
import { createLabels, unusableTable } from './csv-labels.ts';
import type { Labels } from './csv-labels.ts';
import { createPartTables, partByName, PARTS } from './parts.ts';
import type { Finished, Part, PartTables } from './parts.ts';

/** A table, and which of its columns are which. */
export interface ReadTable extends ImageTable {
  readonly labelColumn: number;
  readonly splitColumn: number | null;
}

const REASONS = {
  short: 'in a row with too few columns',
  unlabelled: 'without a label',
  part: 'of a part other than train, val and test',
  missing: 'missing',
} as const;

/** What bytes become that are no letters; different ones become the same. */
const UNDECODED = '\uFFFD';
const CORRECT = 'Correct the table';

/** What can be said of the tables. */
export type TableConfig = Finished['config'] & { readonly classes?: readonly string[] | undefined };

/** What goes through all rows of all tables. */
interface Listed {
  readonly parts: PartTables;
  readonly labels: Labels;
  readonly seen: Seen;
  readonly leftOut: LeftOut;
}

/**
 * Lists the images of tables.
 *
 * @throws AppError `data/unusable-file`: damaged; `data/unusable-set`: paths out of the folder, an image with two labels or in two parts, labels that are no
 *   classes, most images missing; `data/no-test-images`; `data/unreadable`
 */
export async function listImages(
  listing: Listing,
  tables: readonly ReadTable[],
  config: TableConfig,
): Promise<EncodedParts> {
  const where = tables.map(({ table }) => table.file.path).join(' and ');
  let hasTest = tables.some(({ part }) => part === 'test');
  const parts = createPartTables(() => hasTest);
  const listed = { parts, labels: createLabels(where), seen: createSeen(where), leftOut: createLeftOut([]) };
  // A pass for each part, since a table of all parts may have them in any order.
  for (const part of PARTS) {
    for (const table of tables) {
      if (table.splitColumn === null && (table.part ?? 'train') !== part) continue;
      const base = baseOfPart(listing, table, part);
      const found = await addRows({ ...table, base }, part, listed);
      hasTest ||= found.has('test');
    }
  }
  const skipped = listed.leftOut.list();
  checkMissing(where, skipped, parts.count);
  listed.seen.checkOnce(listed.labels);
  const { classes, numbers } = listed.labels.classes(parts.count, config.classes);
  return parts.finish({ listing, config, classes, numbers, skipped });
}

/** Adds the rows of a part, in their order; returns the parts of all rows. */
async function addRows(table: ReadTable, part: Part, listed: Listed): Promise<ReadonlySet<Part>> {
  const find = createFinder(table.base, table.suffix);
  const pause = createPauses();
  const found = new Set<Part>();
  let isHeader = table.header !== null;
  await readTable(table.table, (row) => {
    const isRow = !isHeader;
    isHeader = false;
    const partOfRow = table.splitColumn === null ? part : partByName(row.cells[table.splitColumn] ?? '');
    if (isRow && partOfRow !== null) found.add(partOfRow);
    // Rows of unknown parts are counted in the first pass.
    if (isRow && (partOfRow ?? 'train') === part) addRow({ table, part: partOfRow, find }, row, listed);
    return pause();
  });
  return found;
}

interface RowPlace {
  readonly table: ReadTable;
  /** Null: none that is known. */
  readonly part: Part | null;
  readonly find: ReturnType<typeof createFinder>;
}

function addRow({ table, part, find }: RowPlace, { cells, line }: TableRow, listed: Listed): void {
  const { path: file } = table.table.file;
  const path = cells[table.pathColumn] ?? '';
  const label = (cells[table.labelColumn] ?? '').trim();
  if (label.includes(UNDECODED)) {
    throw unusableTable(
      file,
      `line ${String(line)} has letters that are not in UTF-8`,
      'Save the table in UTF-8',
    );
  }
  const place = find(path);
  if (place === OUTSIDE) {
    const problem = `line ${String(line)} has the path ${JSON.stringify(path)}, which is not one within the folder`;
    throw unusableTable(
      file,
      problem,
      'Put the images into the folder of the table or below it, and correct the paths',
    );
  }
  const isShort = cells.length <= Math.max(table.pathColumn, table.labelColumn);
  const reason = isShort ? 'short' : part === null ? 'part' : label === '' ? 'unlabelled' : 'missing';
  if (isShort || part === null || label === '' || place === null) {
    listed.leftOut.add(REASONS[reason], `${file}, line ${String(line)}: ${path}`);
  } else if (place.length === 0) {
    listed.leftOut.add(NOT_AN_IMAGE, `${place.root}/${place.name}`);
  } else {
    const number = listed.labels.number(label, part);
    listed.seen.add({ name: place.name, number, part });
    listed.parts.add(part, place, number);
  }
}

function checkMissing(where: string, skipped: readonly Skipped[], count: number): void {
  const missing = skipped.find(({ reason }) => reason === REASONS.missing);
  if (missing === undefined || missing.count <= count) {
    if (count > 0) return;
    throw unusableTable(where, 'none of its rows names an image with a label', CORRECT);
  }
  const all = missing.count + count;
  const example = missing.examples[0] ?? '';
  throw unusableTable(
    where,
    `${String(missing.count)} of its ${String(all)} images are not there (${example}), neither in its folder nor in one beside it`,
    'Put them there, or correct the paths',
  );
}

/** What is remembered of the images to find those that come twice. */
interface Seen {
  add(image: { readonly name: string; readonly number: number; readonly part: Part }): void;
  /** @throws AppError `data/unusable-set`: an image has two labels, or is in two parts */
  checkOnce(labels: Labels): void;
}

function createSeen(where: string): Seen {
  const names = growingTexts();
  const numbers = growingNumbers(Uint16Array);
  const partOf = growingNumbers(Uint8Array);
  return {
    add({ name, number, part }) {
      names.push(name);
      numbers.push(number);
      partOf.push(PARTS.indexOf(part));
    },
    checkOnce(labels) {
      const texts = names.view();
      const [labelOf, partNumber] = [numbers.view(), partOf.view()];
      const order = sortedOrder(texts, null);
      for (let i = 1; i < order.length; i++) {
        const [before = 0, image = 0] = [order[i - 1], order[i]];
        if (comparePacked(texts, before, image) !== 0) continue;
        const name = packedText(texts, image);
        const [first, second] = [before, image].map((at) => JSON.stringify(labels.written(labelOf[at] ?? 0)));
        if (first !== second)
          throw unusableTable(
            where,
            `${name} has two labels, ${String(first)} and ${String(second)}`,
            CORRECT,
          );
        const [one, other] = [before, image].map((at) => PARTS[partNumber[at] ?? 0]);
        if (one !== other)
          throw unusableTable(where, `${name} is in two parts, ${String(one)} and ${String(other)}`, CORRECT);
      }
    },
  };
}
