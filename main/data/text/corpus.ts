/** Texts as numbers of words. */
import { createHash } from 'node:crypto';
import { hashBytes } from '../hash-bytes.ts';
import type { CorpusFacts, TextFacts } from './facts.ts';

/** The parts of a corpus, in the order in which their words enter the vocabulary. */
export const TEXT_PARTS = ['train', 'valid', 'test'] as const;
/** A part of a corpus. */
export type TextPart = (typeof TEXT_PARTS)[number];

/** A text in three parts. */
export interface Corpus {
  readonly kind: 'text';
  /** First 16 hexadecimal digits of the SHA-256 of the content: the same wherever its files lie. */
  readonly id: string;
  readonly name: string;
  /** By first appearance in training, validation and test; a token is an index into it. */
  readonly vocabulary: readonly string[];
  readonly train: Int32Array;
  readonly valid: Int32Array;
  readonly test: Int32Array;
  readonly facts: Readonly<Record<TextPart, TextFacts>>;
  /** What one should know of how the files were read, in sentences. */
  readonly notes: readonly string[];
}

/** The facts of an open corpus. */
export const corpusFactsOf = ({ vocabulary, facts, notes }: Corpus): CorpusFacts => ({
  vocabulary: vocabulary.length,
  ...facts,
  notes,
});

/** The word that ends a line. */
export const END_OF_LINE = '<eos>';
/** The word that stands for words that were left out. */
export const UNKNOWN = '<unk>';

/** A part as it was read. */
export interface ReadPart {
  readonly tokens: Int32Array;
  readonly lines: number;
}

/** A corpus of what was read; the tokens are numbers of the vocabulary's words. */
export function makeCorpus(
  name: string,
  vocabulary: readonly string[],
  {
    parts,
    notes,
  }: { readonly parts: Readonly<Record<TextPart, ReadPart>>; readonly notes: readonly string[] },
): Corpus {
  const { train, valid, test } = parts;
  const known = wordsOfTraining({ train: train.tokens });
  const unknown = vocabulary.indexOf(UNKNOWN);
  const factsOf = ({ tokens, lines }: ReadPart): TextFacts => {
    const missing = tokens.filter((token) => token >= known);
    return {
      lines,
      tokens: tokens.length,
      outOfVocabulary: { tokens: missing.length, words: new Set(missing).size },
      unknown: tokens.reduce((count, token) => (token === unknown ? count + 1 : count), 0),
    };
  };
  return {
    kind: 'text',
    id: contentId(vocabulary, parts),
    name,
    vocabulary,
    train: train.tokens,
    valid: valid.tokens,
    test: test.tokens,
    facts: { train: factsOf(train), valid: factsOf(valid), test: factsOf(test) },
    notes,
  };
}

/** How many words the training part has. They come first in the vocabulary: the words that it lacks have higher numbers. */
export const wordsOfTraining = ({ train }: Pick<Corpus, 'train'>): number =>
  1 + train.reduce((top, token) => Math.max(top, token), -1);

/** Hashes the words and, as 32-bit little-endian numbers, the tokens. */
function contentId(vocabulary: readonly string[], parts: Readonly<Record<TextPart, ReadPart>>): string {
  const hash = createHash('sha256');
  hash.update(`dartboard text/1 ${vocabulary.length}\n${vocabulary.join('\n')}\n`);
  for (const part of TEXT_PARTS) {
    const { tokens } = parts[part];
    hash.update(`${part} ${tokens.length}\n`);
    const bytes = new DataView(new ArrayBuffer(4 * tokens.length));
    tokens.forEach((token, i) => {
      bytes.setInt32(4 * i, token, true);
    });
    hashBytes(hash, new Uint8Array(bytes.buffer));
  }
  return hash.digest('hex').slice(0, 16);
}
