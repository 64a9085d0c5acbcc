/**
 * A cache of what a log tells: a line that says what follows, then each column of each table, 8 bytes a number. Each part has its
 * CRC-32, so that it need not be brought to the disk before it gets its name: a part that is lost or damaged is noticed.
 */
import type { FileHandle } from 'node:fs/promises';
import { open, rename, rm } from 'node:fs/promises';
import { endianness } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { writeAll } from '../../base/durable.ts';
import { crc32 } from '../../base/checksum.ts';
import { sealed, unsealed } from '../event-line.ts';
import { readAt, withFile } from '../log-lines.ts';
import { LINE_TYPES, LogColumns, TABLES } from './log-columns.ts';
import type { LogMark, TableName, Tables } from './log-columns.ts';
import { Table } from './table.ts';

/** Of this file; which tables and columns it has is told by `LAYOUT`. */
const FORMAT = 1;
const LAYOUT = crc32(Buffer.from(JSON.stringify([TABLES, LINE_TYPES])));
const MOST_HEADER_BYTES = 1 << 20;
const ORDER: readonly TableName[] = ['steps', 'epochs', 'loads', 'gpus', 'lines', 'damaged'];

const count = z.number().int().nonnegative();
const table = z.strictObject({ rows: count, sums: z.array(count) });
const headerSchema = z.strictObject({
  format: z.literal(FORMAT),
  layout: z.literal(LAYOUT),
  endianness: z.literal(endianness()),
  log: z.strictObject({ bytes: count, lines: count, lastSeq: z.number().int().min(-1), stamp: z.string() }),
  gpuNames: z.array(z.string()),
  tables: z.strictObject({
    steps: table,
    epochs: table,
    loads: table,
    gpus: table,
    lines: table,
    damaged: table,
  }),
});
type Header = z.infer<typeof headerSchema>;

/** What a cache holds. */
export interface Cached {
  readonly columns: LogColumns;
  /** Of the part of the log that it covers. */
  readonly stamp: string;
}

/** Reads a cache; null where there is none that can be used. */
export async function readCache(path: string): Promise<Cached | null> {
  try {
    return await withFile(path, null, readFrom);
  } catch {
    // Whatever is the matter with it: it is made again from the log.
    return null;
  }
}

async function readFrom(file: FileHandle): Promise<Cached | null> {
  const { size } = await file.stat();
  const beginning = await readAt(file, 0, Math.min(size, MOST_HEADER_BYTES));
  const headerEnd = beginning.indexOf('\n');
  const parsed = headerSchema.safeParse(unsealed(beginning.subarray(0, Math.max(0, headerEnd))));
  if (!parsed.success) return null;
  const { log, gpuNames, tables: parts } = parsed.data;
  let at = headerEnd + 1;
  const read = async <N extends string>(
    names: readonly N[],
    { rows, sums }: Header['tables'][TableName],
  ): Promise<Table<N>> => {
    const columns: Float64Array[] = [];
    for (const [i] of names.entries()) {
      const bytes = await readAt(file, at, 8 * rows);
      if (crc32(bytes) !== sums[i])
        throw new Error(`The column ${String(names[i])} of the cache is damaged.`);
      columns.push(numbersIn(bytes));
      at += bytes.length;
    }
    return new Table(names, columns);
  };
  const tables: Tables = {
    steps: await read(TABLES.steps, parts.steps),
    epochs: await read(TABLES.epochs, parts.epochs),
    loads: await read(TABLES.loads, parts.loads),
    gpus: await read(TABLES.gpus, parts.gpus),
    lines: await read(TABLES.lines, parts.lines),
    damaged: await read(TABLES.damaged, parts.damaged),
  };
  const { stamp, ...mark } = log;
  return { columns: new LogColumns({ tables, gpuNames, mark }), stamp };
}

/** The numbers of which these are the bytes. */
function numbersIn(bytes: Buffer): Float64Array {
  // A small buffer is a part of one that many share, and may begin anywhere.
  const { buffer, byteOffset, length } = byteOffsetFits(bytes) ? bytes : copied(bytes);
  return new Float64Array(buffer, byteOffset, length / 8);
}

const byteOffsetFits = ({ byteOffset }: Buffer): boolean => byteOffset % 8 === 0;

function copied(bytes: Buffer): Pick<Uint8Array<ArrayBuffer>, 'buffer' | 'byteOffset' | 'length'> {
  return Uint8Array.from(bytes);
}

let written = 0;

/** What temporary names of caches look like. */
export const UNFINISHED = /\.tmp-\d+-\d+$/;

/**
 * Writes a cache in one step; its folder exists.
 *
 * @throws what the file system says
 */
export async function writeCache(path: string, { columns, stamp }: Cached): Promise<void> {
  const temporary = `${path}.tmp-${String(process.pid)}-${String(++written)}`;
  const { tables, gpuNames, mark } = columns;
  try {
    const file = await open(temporary, 'w');
    try {
      const sums = await sumsOf(tables);
      const part = (name: TableName): Header['tables'][TableName] => ({
        rows: tables[name].rows,
        sums: sums[name],
      });
      await writeAll(file, headerLine({ mark, stamp, gpuNames, part }));
      for (const bytes of ORDER.flatMap((name) => columnsOf(tables, name))) await writeAll(file, bytes);
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

interface HeaderParts {
  readonly mark: LogMark;
  readonly stamp: string;
  readonly gpuNames: string[];
  readonly part: (name: TableName) => Header['tables'][TableName];
}

function headerLine({ mark, stamp, gpuNames, part }: HeaderParts): Buffer {
  const header: Header = {
    format: FORMAT,
    layout: LAYOUT,
    endianness: endianness(),
    log: { ...mark, stamp },
    gpuNames,
    tables: {
      steps: part('steps'),
      epochs: part('epochs'),
      loads: part('loads'),
      gpus: part('gpus'),
      lines: part('lines'),
      damaged: part('damaged'),
    },
  };
  return sealed(header);
}

async function sumsOf(tables: Tables): Promise<Record<TableName, number[]>> {
  const sums: Record<TableName, number[]> = {
    steps: [],
    epochs: [],
    loads: [],
    gpus: [],
    lines: [],
    damaged: [],
  };
  for (const name of ORDER) {
    for (const bytes of columnsOf(tables, name)) {
      sums[name].push(crc32(bytes));
      // Without zlib's, the sum of a long column takes 20 ms.
      await setImmediate();
    }
  }
  return sums;
}

function columnsOf(tables: Tables, name: TableName): readonly Uint8Array[] {
  const one: Pick<Table<string>, 'names' | 'column'> = tables[name];
  return one.names.map((column) => {
    const { buffer, byteOffset, byteLength } = one.column(column);
    return new Uint8Array(buffer, byteOffset, byteLength);
  });
}
