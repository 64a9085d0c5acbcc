/** Tables in text files: rows of columns, divided by commas, tabs or semicolons. */
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import type { Options } from 'csv-parse';
import { parse as parseNow } from 'csv-parse/sync';
import { z } from 'zod';
import { messageOf } from '../../base/errors.ts';
import { asUnreadable } from '../data-file.ts';
import type { DataFile } from '../data-file.ts';
import { dataError } from '../errors.ts';

const DELIMITERS = [',', '\t', ';'] as const;
/** Rows at the beginning that show what is in a table. */
const FEW_ROWS = 24;
/** A row that is longer is none, but a quote that is never closed. */
const MOST_ROW_CHARACTERS = 2 ** 16;

/** A table as its beginning shows it. */
export interface TableHead {
  readonly file: DataFile;
  readonly delimiter: string;
  /** The first rows that have as many columns as the first of all. */
  readonly rows: readonly (readonly string[])[];
}

const rowSchema = z.object({ record: z.array(z.string()), info: z.object({ lines: z.int() }) });

/** Looks at the beginning of a file; null: it is no table of two columns or more. */
export function lookAtTable(file: DataFile): TableHead | null {
  const { head, packed, sizeBytes } = file;
  if (packed || head.some((byte) => byte < 9)) return null;
  const text = Buffer.from(head).toString();
  const whole = head.length < sizeBytes ? text.slice(0, text.lastIndexOf('\n') + 1) : text;
  const found = DELIMITERS.flatMap((delimiter) => {
    const rows = rowsOf(whole, delimiter);
    const columns = rows[0]?.length ?? 0;
    const fitting = rows.filter((row) => row.length === columns);
    return columns >= 2 && 4 * fitting.length >= 3 * rows.length ? [{ file, delimiter, rows: fitting }] : [];
  });
  const [best = null] = found.sort((a, b) => (b.rows[0]?.length ?? 0) - (a.rows[0]?.length ?? 0));
  return best;
}

/** The rows up to the first that is none: reading the table says what is wrong with that. */
function rowsOf(text: string, delimiter: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  const keep = (row: string[]): string[] => {
    rows.push(row);
    return row;
  };
  try {
    parseNow(text, { ...options(delimiter), to: FEW_ROWS, on_record: keep });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
  }
  return rows;
}

const options = (delimiter: string): Options => ({
  bom: true,
  delimiter,
  // All of them: left to itself, the parser takes the end of the first row for that of all.
  record_delimiter: ['\r\n', '\n', '\r'],
  skip_empty_lines: true,
  // A row with another number of columns is the reader's to count.
  relax_column_count: true,
  // Nobody quotes in files with tabs, so quotes in them are letters.
  quote: delimiter === '\t' ? null : '"',
  max_record_size: MOST_ROW_CHARACTERS,
});

/** One row. */
export interface TableRow {
  readonly cells: readonly string[];
  /** The line of the file on which it ends, from 1. */
  readonly line: number;
}

/**
 * Reads a table from its beginning to its end.
 *
 * @param table - as {@link lookAtTable} found it
 * @param take - takes one row; the next one waits for it
 * @throws AppError `data/unusable-file`, `data/unreadable`, and what `take` throws
 */
export async function readTable(
  { file, delimiter }: Pick<TableHead, 'file' | 'delimiter'>,
  take: (row: TableRow) => void | Promise<void>,
): Promise<void> {
  let refusal: unknown = null;
  const takeAll = async (rows: AsyncIterable<unknown>): Promise<void> => {
    try {
      for await (const row of rows) {
        const { record, info } = rowSchema.parse(row);
        const waiting = take({ cells: record, line: info.lines });
        if (waiting !== undefined) await waiting;
      }
    } catch (error) {
      refusal = error;
      throw error;
    }
  };
  try {
    await pipeline(file.stream(), parse({ ...options(delimiter), info: true }), takeAll);
  } catch (thrown) {
    // The pipeline may report the abort of the streams in place of the reason.
    const error = thrown instanceof CsvError ? thrown : (refusal ?? thrown);
    if (!(error instanceof CsvError)) throw asUnreadable(file.path, error);
    const problem = messageOf(error).replace(/\.$/, '');
    throw dataError('data/unusable-file', { file: file.path, what: 'table of images', problem }, error);
  }
}
