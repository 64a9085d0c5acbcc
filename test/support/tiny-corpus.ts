/** A corpus of a few words, as small as loops over words can take it. */
import { createRng } from '../../main/base/rng.ts';
import type { Corpus } from '../../main/data/index.ts';

/** So many different words; each word is followed by the next one, now and then by any. */
export function tinyCorpus({ words = 7, train = 140, held = 60 } = {}): Corpus {
  const part = (name: string, length: number): Int32Array => {
    const rng = createRng(0, 'tiny corpus', name);
    let last = 0;
    return Int32Array.from({ length }, () => {
      last = rng.uniform() < 0.8 ? (last + 1) % words : rng.integer(words);
      return last;
    });
  };
  const facts = { lines: 1, tokens: 0, outOfVocabulary: { tokens: 0, words: 0 }, unknown: 0 };
  return {
    kind: 'text',
    id: 'tiny',
    name: 'tiny',
    vocabulary: Array.from({ length: words }, (_, i) => `w${i}`),
    train: part('train', train),
    valid: part('valid', held),
    test: part('test', held),
    facts: { train: facts, valid: facts, test: facts },
    notes: [],
  };
}
