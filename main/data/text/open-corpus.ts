import { basename, join, resolve } from 'node:path';
import type { DataFile } from '../data-file.ts';
import { EMBEDDED, EMBEDDED_CORPORA } from '../embedded.ts';
import { dataError } from '../errors.ts';
import { findRegistered, requireThere } from '../library/registered.ts';
import type { SetPlaces } from '../locate.ts';
import { END_OF_LINE, makeCorpus } from './corpus.ts';
import type { Corpus, ReadPart } from './corpus.ts';
import { corpusFiles, looksLikeCorpus } from './corpus-files.ts';
import { createVocabulary, readWords } from './words.ts';

/** The corpora that come with the program, each with a line for a person. */
export function namedCorpora(): readonly { readonly name: string; readonly title: string }[] {
  return Object.entries(EMBEDDED_CORPORA).map(([name, { title }]) => ({ name, title }));
}

/** Shares of a text that is one file: of its lines, those for validation and for testing are its last. */
const HELD_OUT = 0.05;

/** Whether a name or a path is meant as a corpus of words: a name wins over a path. Reads no text. */
export async function isCorpusName(nameOrPath: string, places: SetPlaces): Promise<boolean> {
  const named = await namedCorpus(nameOrPath, places);
  if (named !== null) return true;
  return !(await isNamedImages(nameOrPath, places)) && looksLikeCorpus(resolve(nameOrPath));
}

/**
 * Opens a corpus: an embedded or registered one by its name, any other by its path.
 *
 * @throws AppError `data/source-gone`, and as {@link openCorpusAt}
 */
export async function openCorpus(nameOrPath: string, places: SetPlaces): Promise<Corpus> {
  const named = await namedCorpus(nameOrPath, places);
  if (named === null) return openCorpusAt(resolve(nameOrPath));
  if (named.isRegistered) await requireThere(named);
  return { ...(await openCorpusAt(named.path)), name: named.name };
}

/**
 * Opens the corpus at a path: of its folder (`train`, `valid` and `test` in the names of its texts: Penn Treebank, WikiText), of a zip file
 * with such texts, or of one text, whose last lines are then held out. It is read in place.
 *
 * @throws AppError `data/...`: what is missing, empty, in another encoding, or too large; the signal's reason
 */
export async function openCorpusAt(path: string, signal?: AbortSignal): Promise<Corpus> {
  const name = basename(path).replace(/\.(zip|txt|tokens|text|raw)(\.gz)?$/i, '');
  const files = await corpusFiles(path);
  const vocabulary = createVocabulary();
  const wordsOf = (file: DataFile): Promise<ReadPart> => {
    signal?.throwIfAborted();
    return readWords(file, vocabulary);
  };
  if (files.kind === 'parts') {
    const train = await wordsOf(files.parts.train);
    const valid = await wordsOf(files.parts.valid);
    const test = await wordsOf(files.parts.test);
    return makeCorpus(name, vocabulary.words, { parts: { train, valid, test }, notes: [] });
  }
  const whole = await wordsOf(files.file);
  const end = vocabulary.words.indexOf(END_OF_LINE);
  const { parts, heldOut } = cut(whole, end, path);
  const note = `${path} is one text: its last ${2 * heldOut} lines are held out, ${heldOut} for validation and ${heldOut} for testing.`;
  return makeCorpus(name, vocabulary.words, { parts, notes: [note] });
}

interface NamedCorpus {
  readonly name: string;
  readonly path: string;
  readonly isRegistered: boolean;
}

/** The corpus of that name; null: there is none. */
async function namedCorpus(name: string, { resourcesDir, dataDir }: SetPlaces): Promise<NamedCorpus | null> {
  const embedded = Object.hasOwn(EMBEDDED_CORPORA, name) ? EMBEDDED_CORPORA[name] : undefined;
  if (embedded !== undefined) return { name, path: join(resourcesDir, embedded.folder), isRegistered: false };
  const registered = dataDir === null ? null : await findRegistered(dataDir, name);
  return registered?.is === 'words' ? { name, path: registered.path, isRegistered: true } : null;
}

async function isNamedImages(name: string, { dataDir }: SetPlaces): Promise<boolean> {
  if (Object.hasOwn(EMBEDDED, name)) return true;
  return dataDir !== null && (await findRegistered(dataDir, name))?.is === 'images';
}

/** Cuts a text at ends of lines. @throws AppError `data/bad-text` for too few lines */
function cut({ tokens, lines }: ReadPart, end: number, file: string) {
  const heldOut = Math.floor(lines * HELD_OUT);
  if (heldOut < 1) {
    throw dataError('data/bad-text', {
      file,
      problem: `has ${lines} ${lines === 1 ? 'line' : 'lines'}, too few to hold a twentieth of them out`,
      remedy:
        'Give a text with a sentence or a paragraph on each line, or a folder with train.txt, valid.txt and test.txt',
    });
  }
  const ends: number[] = [];
  tokens.forEach((token, i) => {
    if (token === end) ends.push(i + 1);
  });
  const validFrom = ends[lines - 2 * heldOut - 1] ?? 0;
  const testFrom = ends[lines - heldOut - 1] ?? 0;
  const part = (from: number, to: number, count: number): ReadPart => ({
    tokens: tokens.slice(from, to),
    lines: count,
  });
  return {
    heldOut,
    parts: {
      train: part(0, validFrom, lines - 2 * heldOut),
      valid: part(validFrom, testFrom, heldOut),
      test: part(testFrom, tokens.length, heldOut),
    },
  };
}
