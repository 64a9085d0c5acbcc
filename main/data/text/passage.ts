import { END_OF_LINE, wordsOfTraining } from './corpus.ts';
import type { Corpus, TextPart } from './corpus.ts';

/** Some lines of a part, as its tokens are. */
export interface Passage {
  /** Lines of the part. */
  readonly total: number;
  readonly lines: readonly {
    /** From 0. */
    readonly number: number;
    readonly words: readonly string[];
    /** Which of them, from 0, the training part does not have. */
    readonly outOfVocabulary: readonly number[];
  }[];
}

/**
 * Some lines of a part of a corpus.
 *
 * @param corpus - where they are from
 * @param choice - the part, the first line, from 0, and how many at most
 */
export function passageOf(
  corpus: Corpus,
  { part, from, limit }: { readonly part: TextPart; readonly from: number; readonly limit: number },
): Passage {
  const tokens = corpus[part];
  const end = corpus.vocabulary.indexOf(END_OF_LINE);
  const known = wordsOfTraining(corpus);
  const lines: Passage['lines'][number][] = [];
  let at = skipLines(tokens, end, from);
  while (at < tokens.length && lines.length < limit) {
    const found = tokens.indexOf(end, at);
    const stop = found < 0 ? tokens.length : found;
    const line = [...tokens.subarray(at, stop)];
    lines.push({
      number: from + lines.length,
      words: line.map((token) => corpus.vocabulary[token] ?? ''),
      outOfVocabulary: line.flatMap((token, i) => (token >= known ? [i] : [])),
    });
    at = stop + 1;
  }
  return { total: corpus.facts[part].lines, lines };
}

function skipLines(tokens: Int32Array, end: number, count: number): number {
  let at = 0;
  for (let line = 0; line < count && at < tokens.length; line++) {
    const found = tokens.indexOf(end, at);
    if (found < 0) return tokens.length;
    at = found + 1;
  }
  return at;
}
