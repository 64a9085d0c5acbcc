/** From the bytes of a text to numbers of words. */
import { dataError } from '../errors.ts';
import { readInto } from '../data-file.ts';
import type { DataFile } from '../data-file.ts';
import { createPauses } from '../pauses.ts';
import { END_OF_LINE } from './corpus.ts';
import type { ReadPart } from './corpus.ts';

/** Most different words: each is a row of the embedding, and WikiText-103 has 267,735. */
export const MOST_WORDS = 1_000_000;
/** Most bytes of one part; the training text of WikiText-103 has 540 MB. */
const MOST_BYTES = 2 ** 31;
/** A word of more characters is no word. */
const LONGEST_WORD = 1000;

/** The words so far, by their numbers. */
export interface Vocabulary {
  readonly words: readonly string[];
  /** The number of a word, a new one if it was not met before. */
  numberOf(word: string, file: string): number;
}

/** An empty vocabulary. */
export function createVocabulary(most = MOST_WORDS): Vocabulary {
  const words: string[] = [];
  const numbers = new Map<string, number>();
  return {
    words,
    numberOf(word, file) {
      const known = numbers.get(word);
      if (known !== undefined) return known;
      if (words.length >= most) {
        throw dataError('data/bad-text', {
          file,
          problem: `has more than ${most.toLocaleString('en')} different words, each of which takes a row of the embedding`,
          remedy: 'Replace rare words by <unk>, or split words into parts',
        });
      }
      numbers.set(word, words.length);
      words.push(word);
      return words.length - 1;
    },
  };
}

/**
 * The tokens of a file: each line's words, parted by blanks, and `<eos>`. It has to be UTF-8; a mark at its beginning is left out.
 *
 * @throws AppError `data/bad-text`, `data/too-large`, `data/unreadable`, `data/damaged-file`
 */
export async function readWords(file: DataFile, vocabulary: Vocabulary): Promise<ReadPart> {
  const { path } = file;
  const bad = (problem: string, remedy: string) =>
    dataError('data/bad-text', { file: path, problem, remedy });
  checkEncoding(file);
  const pause = createPauses();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const tokens = growingTokens();
  const end = (): number => vocabulary.numberOf(END_OF_LINE, path);
  let [lines, bytes, rest] = [0, 0, ''];
  const takeLine = (line: string): void => {
    lines += 1;
    for (const word of line.split(/\s+/u)) {
      if (word === '') continue;
      if (word.length > LONGEST_WORD) {
        throw bad(
          `has a word of ${word.length.toLocaleString('en')} characters in line ${lines}`,
          'Give a text whose words are parted by blanks',
        );
      }
      tokens.push(vocabulary.numberOf(word, path));
    }
    tokens.push(end());
  };
  const takeText = (text: string): void => {
    const pieces = (rest + text).split('\n');
    rest = pieces.pop() ?? '';
    for (const line of pieces) takeLine(line);
  };
  await readInto(file, {
    async add(chunk) {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) {
        throw dataError('data/too-large', { file: path, sizeBytes: bytes, limitBytes: MOST_BYTES });
      }
      if (chunk.includes(0)) {
        throw bad(
          'is no text: it has zero bytes in it',
          'Give the text itself, plain or as .gz, not what was made of it',
        );
      }
      takeText(decoded(decoder, chunk, () => bad(...notUtf8(bytes - chunk.length, chunk))));
      await pause();
    },
    broken: (reason, cause) =>
      dataError(
        'data/damaged-file',
        { file: path, problem: `unpacking stopped with "${reason}"`, expectedBytes: null, foundBytes: bytes },
        cause,
      ),
  });
  takeText(
    decoded(decoder, null, () => bad('ends in the middle of a letter', 'Fetch or copy the file again')),
  );
  if (rest !== '') takeLine(rest);
  if (tokens.count() === lines) throw bad('has no words', 'Give a text, or leave the part out of the corpus');
  return { tokens: tokens.view(), lines };
}

/** UTF-16 says what it is by its first bytes. */
function checkEncoding({ path, head }: DataFile): void {
  const [first, second] = head;
  const isWide = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (!isWide) return;
  throw dataError('data/bad-text', {
    file: path,
    problem: 'is written in UTF-16',
    remedy: `Write it as UTF-8: iconv -f UTF-16 -t UTF-8 ${path} > corpus.txt`,
  });
}

function decoded(decoder: TextDecoder, chunk: Uint8Array | null, refuse: () => Error): string {
  try {
    return chunk === null ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch {
    throw refuse();
  }
}

/** Where a text stops being UTF-8, and what to do. */
function notUtf8(start: number, chunk: Uint8Array): readonly [problem: string, remedy: string] {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let at = 0;
  try {
    for (; at < chunk.length; at += 1) decoder.decode(chunk.subarray(at, at + 1), { stream: true });
  } catch {
    // The byte at which it fails.
  }
  return [
    `is not UTF-8 at byte ${(start + at).toLocaleString('en')}`,
    'Write it as UTF-8, as in: iconv -f ISO-8859-1 -t UTF-8 FILE > corpus.txt',
  ];
}

/** A list of tokens that grows. */
function growingTokens() {
  let held = new Int32Array(2 ** 16);
  let count = 0;
  return {
    push(token: number): void {
      if (count === held.length) {
        const larger = new Int32Array(2 * held.length);
        larger.set(held);
        held = larger;
      }
      held[count] = token;
      count += 1;
    },
    count: () => count,
    view: () => held.slice(0, count),
  };
}
