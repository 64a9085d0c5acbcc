import { describe, expect, it } from 'vitest';
import type { SplitInfo } from '../../../main/api/contract.ts';
import { placeInClass } from './class-facts.ts';
import { classWords, madeWords, missingWords, piecesOf, splitSentence } from './split-words.ts';

const SPLIT: SplitInfo = {
  name: 'halves',
  id: '0'.repeat(16),
  of: 'train',
  made: { how: 'halves', fraction: 0.75, seed: 1, folds: null },
  counts: { weights: 75, alphas: 25, test: 0 },
  perClass: { weights: [40, 35], alphas: [12, 13] },
};

describe('a split in words', () => {
  it('has the pieces that have images, with their shares', () => {
    expect(piecesOf(SPLIT).map(({ part, share }) => [part, share])).toEqual([
      ['weights', 0.75],
      ['alphas', 0.25],
    ]);
    expect(splitSentence(SPLIT)).toBe('weights 75 (75 %), alphas, held out 25 (25 %)');
  });

  it('tells how it came about and what the classes get', () => {
    expect(madeWords(SPLIT)).toBe('halves, fraction 0.75, seed 1');
    expect(classWords(SPLIT)).toBe('images of a class: 35 to 40 for the weights, 12 to 13 held out');
  });

  it('warns of classes that are on one side alone', () => {
    expect(missingWords(SPLIT, ['cats', 'dogs'])).toBeNull();
    const ordered = { ...SPLIT, perClass: { weights: [52, 23], alphas: [0, 25] } };
    expect(missingWords(ordered, ['cats', 'dogs'])).toMatch(/^Of cats all images are on one side.*seed/);
    expect(missingWords({ ...ordered, of: 'test' }, ['cats', 'dogs'])).toBeNull();
  });
});

describe('placeInClass', () => {
  it.each([
    [[5, 5, 5], 0, 'all classes are equal'],
    [[5, 9, 7], 0, '3rd of 3'],
    [[5, 9, 9], 1, '1st of 3, with 1 like it'],
    [Array.from({ length: 30 }, (_, i) => i), 18, '12th of 30'],
    [Array.from({ length: 30 }, (_, i) => i), 8, '22nd of 30'],
  ])('%j: class %i', (perClass, label, words) => {
    expect(placeInClass(perClass, label)).toBe(words);
  });
});
