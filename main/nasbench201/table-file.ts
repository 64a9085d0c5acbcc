/**
 * The table as a file: `NB201T1\n`, the length of a header (uint32, little-endian), the header as JSON (columns, count, CRC-32 of what
 * follows once it is inflated), and then deflated planes of bytes: for the codes of the cells by benchmark index, and for each column in
 * thousandths, the low, middle and high bytes of all numbers.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { z } from 'zod';
import { crc32 } from '../base/checksum.ts';
import { messageOf } from '../base/errors.ts';
import { CELLS } from './cell.ts';
import { COLUMN_NAMES, perColumn } from './columns.ts';
import type { PerColumn } from './columns.ts';
import { benchmarkError } from './errors.ts';

/** The numbers of the table, by benchmark index. */
export interface TableNumbers {
  readonly codes: Uint16Array;
  /** Accuracies in percent, exactly the decimals of the source. */
  readonly accuracies: PerColumn<Float64Array>;
}

const MAGIC = 'NB201T1\n';
/** Three bytes a number: thousandths of a percent reach 100,000. */
const PLANES = 3;

const headerSchema = z.strictObject({
  columns: z.array(z.string()),
  count: z.literal(CELLS),
  crc32: z.int(),
});

/**
 * Reads the table.
 *
 * @param resources - the folder `resources` of the installation
 * @throws `nasbench201/unreadable`, `nasbench201/damaged`
 */
export function readTableFile(resources: string): TableNumbers {
  const path = join(resources, 'nasbench201', 'table.bin');
  const bytes = bytesOf(path);
  try {
    return numbersIn(bytes);
  } catch (error) {
    throw benchmarkError('nasbench201/damaged', { path, problem: messageOf(error) }, error);
  }
}

function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw benchmarkError('nasbench201/unreadable', { path, reason: messageOf(error) }, error);
  }
}

/** Fails with a plain error, whose message is what is wrong with the bytes. */
function numbersIn(bytes: Buffer): TableNumbers {
  const start = MAGIC.length + 4;
  if (bytes.length < start || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC)
    throw new Error('it does not begin as a table does');
  const end = start + bytes.readUInt32LE(MAGIC.length);
  const header = headerSchema.parse(JSON.parse(bytes.toString('utf8', start, end)));
  if (header.columns.join() !== COLUMN_NAMES.join()) throw new Error('its columns are others');
  const size = CELLS * PLANES * (1 + COLUMN_NAMES.length);
  const planes = inflateRawSync(bytes.subarray(end), { maxOutputLength: size });
  if (planes.length !== size || crc32(planes) !== header.crc32)
    throw new Error('its checksum does not match');
  const thousandths = (column: number) => numbersOf(planes, 1 + column);
  return {
    codes: Uint16Array.from(numbersOf(planes, 0)),
    accuracies: perColumn((name) =>
      Float64Array.from(thousandths(COLUMN_NAMES.indexOf(name)), (value) => value / 1000),
    ),
  };
}

function numbersOf(planes: Uint8Array, list: number): Uint32Array {
  const from = list * PLANES * CELLS;
  const numbers = new Uint32Array(CELLS);
  for (let i = 0; i < CELLS; i++) {
    const low = planes[from + i] ?? 0;
    const middle = planes[from + CELLS + i] ?? 0;
    const high = planes[from + 2 * CELLS + i] ?? 0;
    numbers[i] = low + 256 * middle + 65536 * high;
  }
  return numbers;
}
