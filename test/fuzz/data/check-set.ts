import { createBatchStream, END_OF_LINE, NO_AUGMENT, TEXT_PARTS } from '../../../main/data/index.ts';
import type { Corpus, Dataset, ImageSet } from '../../../main/data/index.ts';

const SIDE = 8;

/** What is inconsistent in a set that was opened, in words; null: nothing, and every image can be shown. */
export async function problemOf({ id, classes, train, test, statistics }: Dataset): Promise<string | null> {
  if (!/^[0-9a-f]{16}$/.test(id)) return `its id is ${id}`;
  if (train.count + test.count === 0) return 'it has no images';
  const numbers = [...statistics.mean, ...statistics.deviation];
  if (numbers.some((value) => !(value >= 0 && value <= 1))) return `its statistics are ${numbers.join()}`;
  for (const set of [train, test]) {
    if (set.labels.length !== set.count)
      return `${String(set.count)} images have ${String(set.labels.length)} labels`;
    const label = set.labels.find((one) => one >= classes.length);
    if (label !== undefined) return `it has the label ${String(label)} of ${String(classes.length)} classes`;
    if (set.count > 0 && !(await canBeShown(set))) return 'an image has no pixels';
  }
  return null;
}

/** What is inconsistent in a text that was opened, in words; null: nothing. */
export function textProblemOf({ id, vocabulary, facts, ...parts }: Corpus): string | null {
  if (!/^[0-9a-f]{16}$/.test(id)) return `its id is ${id}`;
  if (new Set(vocabulary).size !== vocabulary.length) return 'a word is in its vocabulary twice';
  for (const part of TEXT_PARTS) {
    const tokens = parts[part];
    const { lines, tokens: count, outOfVocabulary } = facts[part];
    if (tokens.length === 0) return `its ${part} part is empty`;
    if (tokens.length !== count) return `${String(tokens.length)} tokens are counted as ${String(count)}`;
    const ends = tokens.filter((token) => vocabulary[token] === END_OF_LINE).length;
    if (ends !== lines) return `${String(ends)} ends of lines are counted as ${String(lines)}`;
    if (!tokens.every((token) => token >= 0 && token < vocabulary.length)) return 'a token is no word';
    if (outOfVocabulary.tokens > count) return 'it lacks more than it has';
  }
  return null;
}

async function canBeShown(set: ImageSet): Promise<boolean> {
  const stream = createBatchStream({
    set,
    indices: Uint32Array.from({ length: set.count }, (_, i) => i),
    ...{ order: 'sequential', batchSize: Math.min(set.count, 64), dropLast: false, seed: 1, stream: 'fuzz' },
    ...{ augment: NO_AUGMENT, view: set.size === null ? { resize: SIDE, crop: SIDE } : null },
    ...{ normalization: null, workers: 0, workerPath: null },
  });
  try {
    for (let index = 0; index < stream.batchesPerEpoch; index++) {
      const { images } = await stream.batch(0, index);
      if (images.length === 0 || !images.every((value) => value >= 0 && value <= 1)) return false;
    }
    return true;
  } finally {
    await stream.dispose();
  }
}
