import { realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { AppError } from '../../base/errors.ts';
import { dataError } from '../errors.ts';
import { claimName } from './claim.ts';
import type { Claim } from './claim.ts';
import { copyInto } from './copy.ts';
import { openContent } from './content.ts';
import type { ContentContext, OpenedContent } from './content.ts';
import { checkedName, nameFrom } from './names.ts';
import { setsFolder } from './paths.ts';
import { findRegistered, listRegistered, writeRecord } from './registered.ts';
import type { RegisteredSet } from './registered.ts';

/** A data set that is to be registered. */
export interface NewSet {
  /** Of a folder, an archive or a file of the set. */
  readonly path: string;
  /** Null: one that is made of what the set calls itself. */
  readonly name: string | null;
  /** Whether its files are copied into the user's data folder; else they stay where they are. */
  readonly isCopied: boolean;
  /** Null: the one that recognizes the files. */
  readonly reader: string | null;
  readonly config: Readonly<Record<string, unknown>>;
}

/** What adding is done with. */
export interface AddContext extends ContentContext {
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A set that was added. */
export interface AddedSet {
  readonly set: RegisteredSet;
  /** Of what was recognized, for a person. */
  readonly summary: string;
  /** Registered sets with the same content. */
  readonly sameAs: readonly string[];
}

/**
 * Registers a data set once it was opened completely. What goes wrong leaves nothing.
 *
 * @throws AppError `data/...`
 */
export async function addSet(wanted: NewSet, context: AddContext): Promise<AddedSet> {
  const { dataDir } = context.opening;
  if (wanted.name !== null) await requireFree(dataDir, checkedName(wanted.name));
  const source = { ...wanted, path: resolve(wanted.path) };
  if (!wanted.isCopied) await requireElsewhere(dataDir, source.path);
  const opened = await openContent(source, context);
  const claim = await claimName(dataDir, checkedName(wanted.name ?? nameFrom(opened.name)));
  return finishing(claim, async () => {
    if (!wanted.isCopied) {
      const { config } = wanted;
      return register(claim, { opened, config, source: { kind: 'referenced', path: source.path } }, context);
    }
    const within = await copyInto(source.path, claim.paths.files, {
      signal: context.opening.signal ?? null,
      onCopied: (done, total) => context.onProgress('copying', done, total),
    });
    const path = join(claim.paths.files, within);
    const copy = await openCopy({ ...source, path, reader: opened.reader }, source.path, context);
    if (copy.id !== opened.id) {
      const facts = { name: opened.name, expected: opened.id, found: copy.id };
      throw dataError('data/other-content', { ...facts, path });
    }
    return register(
      claim,
      { opened: copy, config: wanted.config, source: { kind: 'owned', path: within } },
      context,
    );
  });
}

/** Runs what fills a claimed folder; where that fails, nothing of it stays. */
export async function finishing<T>(claim: Claim, fill: () => Promise<T>): Promise<T> {
  try {
    return await fill();
  } catch (error) {
    await claim.discard();
    throw error;
  }
}

/** What is registered. */
export interface Opened extends Pick<RegisteredSet, 'source' | 'config'> {
  readonly opened: OpenedContent;
}

/** Writes the record of an opened set: with that it is registered. */
export async function register(
  claim: Claim,
  { opened, source, config }: Opened,
  { opening: { dataDir }, now }: AddContext,
): Promise<AddedSet> {
  const { id, reader, summary, content } = opened;
  const name = claim.name;
  const { sets } = await listRegistered(dataDir);
  const set: RegisteredSet = {
    name,
    source,
    reader,
    config,
    id,
    added: new Date(now()).toISOString(),
    ...content,
    path: source.kind === 'owned' ? join(claim.paths.files, source.path) : source.path,
  };
  await writeRecord(dataDir, set);
  await claim.settle();
  return { set, summary, sameAs: sets.filter((other) => other.id === id).map((same) => same.name) };
}

async function openCopy(copy: NewSet, original: string, context: AddContext): Promise<OpenedContent> {
  try {
    return await openContent(copy, context);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw dataError('data/not-alone', { path: original, problem: error.message }, error);
  }
}

/** Passes if a place that is to be referenced is not deleted with another set. @throws AppError `data/among-own` */
export async function requireElsewhere(dataDir: string, path: string): Promise<void> {
  const folder = setsFolder(dataDir);
  // What does not exist has no files in it; that it does not, opening says.
  const real = (one: string): Promise<string> => realpath(one).catch(() => resolve(one));
  const way = relative(await real(folder), await real(path));
  const isOutside = way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way);
  if (!isOutside) throw dataError('data/among-own', { path, folder });
}

async function requireFree(dataDir: string, name: string): Promise<void> {
  if ((await findRegistered(dataDir, name)) === null) return;
  throw dataError('data/name-taken', { name, by: 'a data set is registered with it' });
}
