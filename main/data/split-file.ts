/** Saved splits: which images a network learns from, and which are held out, as lists of numbers in a file of JSON. */
import { parse as parsePath } from 'node:path';
import { z } from 'zod';
import { messageOf } from '../base/errors.ts';
import type { Dataset } from './dataset.ts';
import { dataError } from './errors.ts';
import { readForeignSplit } from './foreign-split.ts';
import { ascending, partsProblem } from './split-parts.ts';
import type { SplitParts } from './split-parts.ts';

const FORMAT = 'dartboard split/1';

const indices = z.array(z.int().min(0)).min(1).readonly();
const shared = {
  format: z.literal(FORMAT),
  name: z.string().min(1),
  data: z.strictObject({ name: z.string(), id: z.string() }),
  /** How it came about, for a person. */
  made: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
};
const schema = z.discriminatedUnion('of', [
  /** Divides the training images. */
  z.strictObject({
    ...shared,
    of: z.literal('train'),
    parts: z.strictObject({ train: indices, valid: indices }),
  }),
  /** Divides the test images: all training images are learnt from. */
  z.strictObject({
    ...shared,
    of: z.literal('test'),
    parts: z.strictObject({ valid: indices, test: indices }),
  }),
]);

/** A split of a data set, as its file has it. */
export type ImageSplit = z.output<typeof schema>;

/** Where a split is read from, and for what. */
export interface SplitSource {
  /** For messages. */
  readonly file: string;
  readonly dataset: Dataset;
  /** Whether a split that was made for data of another content is taken all the same. */
  readonly isOtherDataAllowed: boolean;
}

/** The file of a split. */
export function printSplit(split: ImageSplit): string {
  const { format, name, data, of, parts, made } = split;
  return `${JSON.stringify({ format, name, data, of, parts, made })}\n`;
}

/** A split of an open data set. Lists ascend. */
export function splitOf(
  { name: dataName, id }: Pick<Dataset, 'name' | 'id'>,
  {
    name,
    parts,
    made,
  }: { readonly name: string; readonly parts: SplitParts; readonly made: ImageSplit['made'] },
): ImageSplit {
  return { format: FORMAT, name, data: { name: dataName, id }, made, ...ascending(parts) };
}

/**
 * Reads a split of a data set: a file of this program, or of NAS-Bench-201.
 *
 * @param text - the content of the file
 * @throws AppError `data/bad-split-file`, `data/split-of-other-data`
 */
export function readSplit(text: string, source: SplitSource): ImageSplit {
  const { file, dataset } = source;
  const document = parsed(text, file);
  const foreign = readForeignSplit(document);
  if (typeof foreign === 'string') throw dataError('data/bad-split-file', { file, problem: foreign });
  const split =
    foreign === null
      ? ownSplit(document, file)
      : splitOf(dataset, {
          name: parsePath(file).name,
          parts: foreign,
          made: { how: 'imported', layout: 'NAS-Bench-201' },
        });
  if (split.data.id !== dataset.id && !source.isOtherDataAllowed) {
    const facts = { file, expected: split.data.id, found: dataset.id, name: dataset.name };
    throw dataError('data/split-of-other-data', facts);
  }
  const problem = partsProblem(split, dataset);
  if (problem !== null) throw dataError('data/bad-split-file', { file, problem });
  const { id } = split.data;
  const made = id === dataset.id ? split.made : { ...split.made, madeForContent: id };
  return splitOf(dataset, { name: split.name, parts: split, made });
}

/** Reads the copy of a split that a run has kept, which was checked when the run was made. @throws AppError `data/bad-split-file` */
export const readKeptSplit = (text: string, file: string): ImageSplit => ownSplit(parsed(text, file), file);

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw dataError('data/bad-split-file', { file, problem: `it is no JSON (${messageOf(error)})` }, error);
  }
}

function ownSplit(document: unknown, file: string): ImageSplit {
  const found = schema.safeParse(document);
  if (found.success) return found.data;
  const [first, second, index] = found.error.issues[0]?.path ?? [];
  const problem =
    first === undefined
      ? 'it is no split'
      : index === undefined
        ? `its "${[first, second].filter((step) => step !== undefined).join('.')}" is missing or not what it should be`
        : `"${String(second)}" has something that is no whole number from 0, at position ${String(index)}`;
  throw dataError('data/bad-split-file', { file, problem }, found.error);
}
