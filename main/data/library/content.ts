/** What is registered, whatever it is: images or words. */
import { dataError } from '../errors.ts';
import { openSource, rereadDataset } from '../open.ts';
import type { OpenOptions, OpenProgress } from '../open.ts';
import { corpusFactsOf } from '../text/corpus.ts';
import { looksLikeCorpus, TEXT_LAYOUT } from '../text/corpus-files.ts';
import type { CorpusFacts } from '../text/facts.ts';
import { openCorpusAt } from '../text/open-corpus.ts';
import { factsOf } from './facts.ts';
import type { SetFacts } from './facts.ts';
import { requireThere } from './registered.ts';
import type { RegisteredSet } from './registered.ts';

/** What is known of a set. */
export type SetContent =
  { readonly is: 'images'; readonly facts: SetFacts } | { readonly is: 'words'; readonly facts: CorpusFacts };

/** A set that was opened completely. */
export interface OpenedContent {
  /** What it calls itself. */
  readonly name: string;
  /** Of the content. */
  readonly id: string;
  readonly reader: string;
  /** Of what was recognized, for a person. */
  readonly summary: string;
  readonly content: SetContent;
}

/** Files, and how they are to be read. */
export interface ContentSource {
  /** Absolute. */
  readonly path: string;
  /** Null: the one that recognizes the files. */
  readonly reader: string | null;
  readonly config: Readonly<Record<string, unknown>>;
}

/** What adding does: `copying` and `fetching` count bytes, `reading` files, all else images. */
export type AddStage = OpenProgress['phase'] | 'copying' | 'fetching';

/** What opening is done with. */
export interface ContentContext {
  /** With a folder of the user's data; its signal ends the opening, its progress is that of {@link onProgress}. */
  readonly opening: Omit<OpenOptions, 'onProgress'> & { readonly dataDir: string };
  /** Is told what is done, and how much of how much is. */
  readonly onProgress: (stage: AddStage, done: number, total: number | null) => void;
}

/** Whether files are to be read as words: because somebody says so, or by their names. Reads none. */
export const isText = async ({ path, reader }: Pick<ContentSource, 'path' | 'reader'>): Promise<boolean> =>
  reader === null ? looksLikeCorpus(path) : reader === TEXT_LAYOUT.name;

/** What a corpus is, for a person. */
export const textSummary = ({ vocabulary, train: { tokens } }: CorpusFacts): string =>
  `a text of ${vocabulary.toLocaleString('en')} different words, ${tokens.toLocaleString('en')} tokens for training`;

/** Passes if somebody who has a text read tells no more. @throws AppError `data/bad-config` */
export function requireUntold(config: ContentSource['config']): void {
  if (Object.keys(config).length === 0) return;
  throw dataError('data/bad-config', { reader: TEXT_LAYOUT.name, problem: 'a text is read as it is' });
}

/** Opens files completely. @throws AppError `data/...` */
export async function openContent(
  source: ContentSource,
  { opening, onProgress }: ContentContext,
): Promise<OpenedContent> {
  const { path, config } = source;
  if (await isText(source)) {
    requireUntold(config);
    onProgress('reading', 0, null);
    const corpus = await openCorpusAt(path, opening.signal);
    const facts = corpusFactsOf(corpus);
    const { name, id } = corpus;
    return {
      name,
      id,
      reader: TEXT_LAYOUT.name,
      summary: textSummary(facts),
      content: { is: 'words', facts },
    };
  }
  const { dataset, reader, summary } = await openSource(source, {
    ...opening,
    onProgress: ({ phase, done, total }) => onProgress(phase, done, total),
  });
  const { name, id, train, test } = dataset;
  if (train.count + test.count === 0) throw dataError('data/no-images', { path });
  return { name, id, reader, summary, content: { is: 'images', facts: factsOf(dataset) } };
}

/** The identity of what the files of a registered set hold now, read past the cache. @throws AppError `data/...` */
export async function currentId(
  set: RegisteredSet,
  { opening, onProgress }: ContentContext,
): Promise<string> {
  if (set.is === 'words') {
    await requireThere(set);
    onProgress('reading', 0, null);
    return (await openCorpusAt(set.path, opening.signal)).id;
  }
  const watched: OpenOptions = {
    ...opening,
    onProgress: ({ phase, done, total }) => onProgress(phase, done, total),
  };
  return (await rereadDataset(set.name, watched)).id;
}
