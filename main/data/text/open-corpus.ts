import { basename, join, resolve } from 'node:path';
import { dataError } from '../errors.ts';
import type { SetPlaces } from '../locate.ts';
import { END_OF_LINE, makeCorpus } from './corpus.ts';
import type { Corpus, ReadPart } from './corpus.ts';
import { corpusFiles, looksLikeCorpus } from './corpus-files.ts';
import { createVocabulary, readWords } from './words.ts';

/** A corpus that comes with the program. */
interface EmbeddedCorpus {
  readonly title: string;
  /** Relative to `resources`. */
  readonly folder: string;
}

/** The corpora in `resources/data`, by name. */
const EMBEDDED_CORPORA: Readonly<Record<string, EmbeddedCorpus>> = {
  'moby-dick': {
    title: 'Moby-Dick (Melville 1851), 193,000 words of training text, prepared as Penn Treebank',
    folder: 'data/moby-dick',
  },
};

/** The corpora that come with the program, each with a line for a person. */
export function namedCorpora(): readonly { readonly name: string; readonly title: string }[] {
  return Object.entries(EMBEDDED_CORPORA).map(([name, { title }]) => ({ name, title }));
}

/** Shares of a text that is one file: of its lines, those for validation and for testing are its last. */
const HELD_OUT = 0.05;

/** The corpus that comes with the program under that name: its folder; null: there is none. */
const embeddedFolder = (name: string, { resourcesDir }: SetPlaces): string | null => {
  const found = Object.hasOwn(EMBEDDED_CORPORA, name) ? EMBEDDED_CORPORA[name] : undefined;
  return found === undefined ? null : join(resourcesDir, found.folder);
};

/** Whether a name or a path is meant as a corpus of words. Reads no text. */
export const isCorpusName = async (nameOrPath: string, places: SetPlaces): Promise<boolean> =>
  embeddedFolder(nameOrPath, places) !== null || looksLikeCorpus(resolve(nameOrPath));

/**
 * Opens a corpus: an embedded one by its name, any other by the path of its folder (`train`, `valid` and `test` in the names of its texts: Penn
 * Treebank, WikiText), of a zip file with such texts, or of one text, whose last lines are then held out. It is read in place.
 *
 * @throws AppError `data/...`: what is missing, empty, in another encoding, or too large
 */
export async function openCorpus(nameOrPath: string, places: SetPlaces): Promise<Corpus> {
  const embedded = embeddedFolder(nameOrPath, places);
  const path = embedded ?? resolve(nameOrPath);
  const name =
    embedded === null ? basename(path).replace(/\.(zip|txt|tokens|text|raw)(\.gz)?$/i, '') : nameOrPath;
  const files = await corpusFiles(path);
  const vocabulary = createVocabulary();
  if (files.kind === 'parts') {
    const train = await readWords(files.parts.train, vocabulary);
    const valid = await readWords(files.parts.valid, vocabulary);
    const test = await readWords(files.parts.test, vocabulary);
    return makeCorpus(name, vocabulary.words, { parts: { train, valid, test }, notes: [] });
  }
  const whole = await readWords(files.file, vocabulary);
  const end = vocabulary.words.indexOf(END_OF_LINE);
  const { parts, heldOut } = cut(whole, end, path);
  const note = `${path} is one text: its last ${2 * heldOut} lines are held out, ${heldOut} for validation and ${heldOut} for testing.`;
  return makeCorpus(name, vocabulary.words, { parts, notes: [note] });
}

/** Cuts a text at ends of lines. @throws AppError `data/bad-text` for too few lines */
function cut({ tokens, lines }: ReadPart, end: number, file: string) {
  const heldOut = Math.floor(lines * HELD_OUT);
  if (heldOut < 1) {
    throw dataError('data/bad-text', {
      file,
      problem: `has ${lines} lines, too few to hold a twentieth of them out`,
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
