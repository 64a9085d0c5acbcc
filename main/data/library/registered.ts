/** Data sets that a person has registered under a name: `sets/<name>/set.json` in the folder of the user's data. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeDurably } from '../../base/durable.ts';
import { AppError, messageOf } from '../../base/errors.ts';
import { systemCode, writeFailure } from '../../base/system-failure.ts';
import { asUnreadable } from '../data-file.ts';
import { dataError } from '../errors.ts';
import { corpusFactsSchema } from '../text/facts.ts';
import { factsSchema } from './facts.ts';
import { isSetName } from './names.ts';
import { setPaths, setsFolder } from './paths.ts';

const FORMAT = 'dartboard set/1';

const common = {
  format: z.literal(FORMAT),
  name: z.string(),
  /** Where its files are: elsewhere, where they stay, or in the folder `files` beside this record. */
  source: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('referenced'), path: z.string() }),
    /** `path` within the set's folder `files`; empty for that folder itself. */
    z.strictObject({ kind: z.literal('owned'), path: z.string() }),
  ]),
  /** Name of the reader that opened it. */
  reader: z.string(),
  /** What that reader was told. */
  config: z.record(z.string(), z.unknown()),
  /** Of the content, see `Dataset` and `Corpus`. */
  id: z.string().regex(/^[0-9a-f]{16}$/),
  /** ISO 8601, UTC. */
  added: z.iso.datetime(),
};

/** Records of images: those that were written before there were others do not say it. */
const imagesSchema = z.strictObject({
  ...common,
  is: z.literal('images').default('images'),
  facts: factsSchema,
});
const wordsSchema = z.strictObject({ ...common, is: z.literal('words'), facts: corpusFactsSchema });

/** Where the files of a registered set are. */
interface Placed {
  /** Absolute: what is opened. */
  readonly path: string;
}

/** A registered set of images, as its record `set.json` has it. */
export type RegisteredImages = Omit<z.output<typeof imagesSchema>, 'format'> & Placed;
/** A registered corpus of words. */
export type RegisteredWords = Omit<z.output<typeof wordsSchema>, 'format'> & Placed;
/** A registered data set. */
export type RegisteredSet = RegisteredImages | RegisteredWords;

/** Passes if the files of a named set are still in their place. @throws AppError `data/source-gone`, `data/unreadable` */
export async function requireThere({ name, path }: Pick<RegisteredSet, 'name' | 'path'>): Promise<void> {
  if (!(await isThere(path))) throw dataError('data/source-gone', { name, path });
}

/** Whether something is at a path. @throws AppError `data/unreadable` where that cannot be known */
export async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw asUnreadable(path, error);
  }
}

/**
 * The registered set of that name.
 *
 * @returns null where there is none
 * @throws AppError `data/unreadable`, `data/damaged-record`
 */
export async function findRegistered(dataDir: string, name: string): Promise<RegisteredSet | null> {
  if (!isSetName(name)) return null;
  const { record, files } = setPaths(dataDir, name);
  let text: string;
  try {
    text = await readFile(record, 'utf8');
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw asUnreadable(record, error);
  }
  const { format: _, ...found } = parseRecord(text, record);
  if (found.name !== name)
    throw dataError('data/damaged-record', { file: record, problem: `it is of the set "${found.name}"` });
  const { source } = found;
  return { ...found, path: source.kind === 'owned' ? join(files, source.path) : source.path };
}

/** All registered sets by name, and what stood in the way of reading some. */
export interface SetList {
  readonly sets: readonly RegisteredSet[];
  /** A sentence each. */
  readonly problems: readonly string[];
}

/** All registered sets. @throws AppError `data/unreadable` */
export async function listRegistered(dataDir: string): Promise<SetList> {
  const sets: RegisteredSet[] = [];
  const problems: string[] = [];
  for (const name of await registeredNames(dataDir)) {
    try {
      const found = await findRegistered(dataDir, name);
      if (found !== null) sets.push(found);
    } catch (error) {
      problems.push(messageOf(error));
    }
  }
  return { sets, problems };
}

/** The names of folders that registered sets may be in, sorted. @throws AppError `data/unreadable` */
export async function registeredNames(dataDir: string): Promise<readonly string[]> {
  try {
    return (await readdir(setsFolder(dataDir))).filter(isSetName).sort();
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw asUnreadable(setsFolder(dataDir), error);
  }
}

/**
 * Writes the record of a set, whose folder exists.
 *
 * @throws AppError `data/unwritable`
 */
export async function writeRecord(dataDir: string, { path: _, ...set }: RegisteredSet): Promise<void> {
  const { record } = setPaths(dataDir, set.name);
  await writing(record, () =>
    writeDurably(record, [`${JSON.stringify({ format: FORMAT, ...set }, null, 2)}\n`]),
  );
}

/** Does something that writes; what the file system says against it becomes a sentence. @throws AppError `data/unwritable` */
export async function writing<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof AppError || systemCode(error) === null) throw error;
    throw dataError('data/unwritable', { path, ...writeFailure(error) }, error);
  }
}

type SetRecord = z.output<typeof imagesSchema> | z.output<typeof wordsSchema>;

const isOfWords = (document: unknown): boolean =>
  typeof document === 'object' && document !== null && 'is' in document && document.is === 'words';

function parseRecord(text: string, file: string): SetRecord {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw dataError('data/damaged-record', { file, problem: messageOf(error) }, error);
  }
  const parsed = (isOfWords(document) ? wordsSchema : imagesSchema).safeParse(document);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.join('.') ?? '';
  const problem =
    where === '' ? 'it is no record of a data set' : `its "${where}" is missing or not what it should be`;
  throw dataError('data/damaged-record', { file, problem }, parsed.error);
}
