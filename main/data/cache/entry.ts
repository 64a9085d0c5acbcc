/**
 * A data set in a folder of the cache: `entry.json` says what it is, `arrays` has labels, sizes and tables, `pixels` the pixels. What is
 * not exactly as it was written counts as damaged and is never served.
 */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { systemCode } from '../../base/system-failure.ts';
import { writeDurably } from '../../base/durable.ts';
import type { Dataset } from '../dataset.ts';
import { READERS } from '../registry.ts';
import { arrayTableSchema, readArrays, writeArrays } from './arrays.ts';
import type { NamedArrays, PackedArray, ReadArrays } from './arrays.ts';
import { placed } from './stored.ts';
import type { StoredPart, StoredPixels, StoredSet } from './stored.ts';

/** Of the format; another one's entries are not read. */
export const ENTRY_VERSION = 1;
/** The file of pixels in an entry. */
export const PIXELS = 'pixels';
const ARRAYS = 'arrays';
const ENTRY = 'entry.json';

const whole = z.int().min(0);
const numbers = z.array(z.number());
const readerNames = Object.keys(READERS);
const partSchema = z.strictObject({
  count: whole,
  channels: z.int().min(1),
  size: z.strictObject({ height: whole, width: whole }).nullable(),
  pixels: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('stored'), firstByte: whole }),
    z.strictObject({ kind: z.literal('encoded'), roots: z.array(z.string()) }),
  ]),
});
const entrySchema = z.strictObject({
  version: z.literal(ENTRY_VERSION),
  reader: z.string().refine((name) => readerNames.includes(name)),
  isDetected: z.boolean(),
  summary: z.string(),
  id: z.string().regex(/^[0-9a-f]{16}$/),
  name: z.string(),
  classes: z.array(z.string()),
  statistics: z.strictObject({ mean: numbers, deviation: numbers }),
  validationFrom: whole.nullable(),
  skipped: z.array(z.strictObject({ reason: z.string(), count: whole, examples: z.array(z.string()) })),
  pixelBytes: whole,
  arrays: arrayTableSchema,
  train: partSchema,
  test: partSchema,
});
const fileSchema = z.strictObject({ sha256: z.string(), entry: z.unknown() });

type Entry = z.output<typeof entrySchema>;

/** What an entry says besides the data set. */
export interface Origin {
  /** The reader that opened it. */
  readonly reader: string;
  /** Whether that is the one that is found by looking at the files. */
  readonly isDetected: boolean;
  /** For a person: what its files are. */
  readonly summary: string;
}

/** A data set of the cache. */
export interface FoundEntry extends Origin {
  readonly dataset: Dataset;
}

/**
 * Writes all of an entry but its pixels, which are there.
 *
 * @param folder - of the entry
 * @param set - what is kept
 * @param about - where it is from, and how many bytes of pixels there are
 * @throws what the file system says
 */
export async function writeEntry(
  folder: string,
  set: StoredSet,
  { reader, isDetected, summary, pixelBytes }: Origin & { readonly pixelBytes: number },
): Promise<void> {
  const { train, test, ...about } = set;
  const arrays = await writeArrays(join(folder, ARRAYS), {
    ...arraysOf('train', train),
    ...arraysOf('test', test),
  });
  const entry = {
    version: ENTRY_VERSION,
    reader,
    isDetected,
    summary,
    ...about,
    pixelBytes,
    arrays,
    train: describe(train),
    test: describe(test),
  };
  const text = JSON.stringify(entry);
  await writeDurably(join(folder, ENTRY), [JSON.stringify({ sha256: sumOf(text), entry })]);
}

/** Reads an entry. @returns null where it is damaged or gone @throws what the file system says of anything else */
export async function readEntry(folder: string): Promise<FoundEntry | null> {
  try {
    const entry = parsed(await readFile(join(folder, ENTRY), 'utf8'));
    if (entry === null) return null;
    const arrays = await readArrays(join(folder, ARRAYS), entry.arrays);
    if (arrays === null || (await pixelBytesIn(folder)) !== entry.pixelBytes) return null;
    const { version: _, reader, isDetected, summary, pixelBytes: __, arrays: ___, ...about } = entry;
    const train = partOf(entry, 'train', arrays);
    const test = partOf(entry, 'test', arrays);
    if (train === null || test === null) return null;
    return { reader, isDetected, summary, dataset: placed({ ...about, train, test }, join(folder, PIXELS)) };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Bytes in the file of pixels of an entry; 0 where it has none. */
async function pixelBytesIn(folder: string): Promise<number> {
  try {
    return (await stat(join(folder, PIXELS))).size;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return 0;
    throw error;
  }
}

const sumOf = (text: string): string => createHash('sha256').update(text).digest('hex');

function parsed(text: string): Entry | null {
  const file = fileSchema.safeParse(asJson(text));
  if (!file.success || sumOf(JSON.stringify(file.data.entry)) !== file.data.sha256) return null;
  return entrySchema.safeParse(file.data.entry).data ?? null;
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // Damaged, as what follows finds.
  }
}

function describe({ count, channels, size, pixels }: StoredPart): Entry['train'] {
  const where =
    pixels.kind === 'stored'
      ? { kind: pixels.kind, firstByte: pixels.firstByte }
      : { kind: pixels.kind, roots: [...pixels.files.roots] };
  return { count, channels, size, pixels: where };
}

/** The arrays of a part by their names in the file. */
function arraysOf(part: string, { labels, eachSize, members, pixels }: StoredPart): NamedArrays {
  const own: Readonly<Record<string, PackedArray | null>> = { labels, eachSize, members };
  const { roots: _, ...table } =
    pixels.kind === 'encoded' ? pixels.files : { roots: [], starts: pixels.starts };
  const named: [string, PackedArray][] = [];
  for (const [name, array] of Object.entries<PackedArray | null>({ ...own, ...table }))
    if (array !== null) named.push([`${part}.${name}`, array]);
  return Object.fromEntries(named);
}

/** A part as it was stored; null where something of it is missing. */
function partOf(entry: Entry, part: 'train' | 'test', arrays: ReadArrays): StoredPart | null {
  const { count, channels, size, pixels: where } = entry[part];
  const labels = arrays.get(`${part}.labels`, Uint8Array) ?? arrays.get(`${part}.labels`, Uint16Array);
  const eachSize = arrays.get(`${part}.eachSize`, Uint16Array);
  const members = arrays.get(`${part}.members`, Uint32Array);
  const pixels =
    where.kind === 'stored' ? storedIn(where.firstByte, part, arrays) : filesIn(where.roots, part, arrays);
  if (labels?.length !== count || pixels === null) return null;
  if (size === null && eachSize?.length !== 2 * count) return null;
  return { count, channels, size, eachSize, labels, members, pixels };
}

const storedIn = (firstByte: number, part: string, arrays: ReadArrays): StoredPixels => ({
  kind: 'stored',
  firstByte,
  starts: arrays.get(`${part}.starts`, Float64Array),
});

function filesIn(roots: readonly string[], part: string, arrays: ReadArrays): StoredPixels | null {
  const rootOf = arrays.get(`${part}.rootOf`, Uint32Array);
  const names = arrays.get(`${part}.names`, Uint8Array);
  const nameEnds = arrays.get(`${part}.nameEnds`, Float64Array);
  const lengths = arrays.get(`${part}.lengths`, Float64Array);
  if (rootOf === null || names === null || nameEnds === null || lengths === null) return null;
  const starts = arrays.get(`${part}.starts`, Float64Array);
  return { kind: 'encoded', files: { roots, rootOf, names, nameEnds, starts, lengths } };
}
