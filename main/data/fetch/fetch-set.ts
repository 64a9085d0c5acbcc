/** Fetches a published data set, checks every file of it, and registers it. Nothing else in the program uses the network. */
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../../base/durable.ts';
import { dataError } from '../errors.ts';
import { finishing, register } from '../library/add.ts';
import type { AddContext, AddedSet } from '../library/add.ts';
import { claimName } from '../library/claim.ts';
import { openContent } from '../library/content.ts';
import { checkedName } from '../library/names.ts';
import { writing } from '../library/registered.ts';
import { isSame, sumsOf } from '../known/check.ts';
import { FETCHABLE } from '../known/fetchable.ts';
import type { FetchableSet, FetchSource } from '../known/fetchable.ts';
import { FETCH, SourceFailure } from './sources.ts';
import type { FetchContext } from './sources.ts';

/** A published set that somebody asks for. */
export interface FetchRequest {
  /** As the program knows it. */
  readonly published: string;
  /** What it is registered as; null: the same. */
  readonly name: string | null;
  /** Address of a folder on the web with the publisher's files; null: where the set is known to be. */
  readonly from: URL | null;
}

/** What fetching is done with. */
export interface FetchSetContext extends AddContext {
  readonly npm: FetchContext['npm'];
  readonly env: NodeJS.ProcessEnv;
  /** Is told in a sentence where the set is fetched from, and why from there. */
  readonly onSource: (sentence: string) => void;
}

/**
 * Fetches a set. What goes wrong leaves nothing.
 *
 * @param request - what is asked for
 * @param context - what fetching is done with
 * @param sets - the sets that are known
 * @throws AppError `data/unknown-published`, `data/not-fetched`, `data/name-taken`, `data/...`
 */
export async function fetchSet(
  request: FetchRequest,
  context: FetchSetContext,
  sets: Readonly<Record<string, FetchableSet>> = FETCHABLE,
): Promise<AddedSet> {
  const { published, name, from } = request;
  const known = Object.keys(sets);
  const set = Object.hasOwn(sets, published) ? sets[published] : undefined;
  if (set === undefined) throw dataError('data/unknown-published', { name: published, known });
  const claim = await claimName(context.opening.dataDir, checkedName(name ?? published));
  return finishing(claim, async () => {
    const { files } = claim.paths;
    await fetchFrom(sourcesOf(set, from), { published, set, files }, context);
    const { config } = set;
    const opened = await openContent({ path: files, reader: null, config }, context);
    return register(claim, { opened, config, source: { kind: 'owned', path: '' } }, context);
  });
}

interface Fetching {
  readonly published: string;
  readonly set: FetchableSet;
  /** The folder that the files come into. */
  readonly files: string;
}

/** A mirror has what the publisher's own place has. */
function sourcesOf({ sources }: FetchableSet, from: URL | null): readonly FetchSource[] {
  if (from === null) return sources;
  const base = from.href.endsWith('/') ? from.href : `${from.href}/`;
  return sources.flatMap((source) => (source.kind === 'web' ? [{ ...source, base }] : []));
}

/** Tries one source after the other. */
async function fetchFrom(
  sources: readonly FetchSource[],
  { published, set, files }: Fetching,
  context: FetchSetContext,
): Promise<void> {
  const failures: string[] = [];
  const signal = context.opening.signal ?? null;
  const onBytes = (done: number, total: number | null): void => context.onProgress('fetching', done, total);
  for (const source of sources) {
    context.onSource(`Fetching ${published} from ${placeOf(source)}.`);
    try {
      await writing(files, async () => {
        await mkdir(files, { recursive: true });
        await fetchWith(source, files, { npm: context.npm, env: context.env, signal, onBytes });
        await checkFiles(source, files);
      });
      return;
    } catch (error) {
      if (!(error instanceof SourceFailure)) throw error;
      failures.push(error.message);
      // Nothing of this source may be taken for files of the next.
      await writing(files, () => rm(files, { recursive: true, force: true }));
    }
  }
  throw dataError('data/not-fetched', { name: published, problem: failures.join('; '), address: set.page });
}

function fetchWith<K extends FetchSource['kind']>(
  source: Extract<FetchSource, { kind: K }>,
  folder: string,
  context: FetchContext,
): Promise<void> {
  const { kind }: { readonly kind: K } = source;
  return FETCH[kind](source, folder, context);
}

const PLACES: { readonly [K in FetchSource['kind']]: (source: Extract<FetchSource, { kind: K }>) => string } =
  {
    npm: ({ package: name, version }) => `the npm package ${name} ${version}`,
    debian: ({ package: name }) => `Debian's package ${name}`,
    web: ({ base }) => base,
  };

function placeOf<K extends FetchSource['kind']>(source: Extract<FetchSource, { kind: K }>): string {
  const { kind }: { readonly kind: K } = source;
  return PLACES[kind](source);
}

/** Passes if every file is the published one; brings them to the disk. */
async function checkFiles({ files: published }: FetchSource, folder: string): Promise<void> {
  for (const known of published) {
    const path = join(folder, known.file);
    const sums = await sumsOf(path);
    if (!isSame(known, sums))
      throw new SourceFailure(
        `what came as ${known.file} is not that file of ${known.of} (its SHA-256 is ${sums.sha256})`,
      );
    const file = await open(path, 'r');
    await file.sync().finally(() => file.close());
  }
  await syncFolder(folder);
}
