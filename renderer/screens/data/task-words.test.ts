import { describe, expect, it } from 'vitest';
import { outcomeWords, progressWords, taskTitle } from './task-words.ts';

describe('a task in words', () => {
  it('says how far it is, in images or in bytes', () => {
    expect(progressWords({ stage: null, done: 0, total: null })).toBe('starting');
    expect(progressWords({ stage: 'reading', done: 0, total: null })).toBe('reading files');
    expect(progressWords({ stage: 'images', done: 1200, total: 5000 })).toBe(
      'looking at images: 1,200 of 5,000',
    );
    expect(progressWords({ stage: 'fetching', done: 2_400_000, total: null })).toBe('fetching: 2 MB');
    expect(progressWords({ stage: 'copying', done: 300, total: 9000 })).toBe('copying: 1 kB of 9 kB');
  });

  it('has a title by what is asked', () => {
    const add = { kind: 'add', path: '/data/pets', reader: null, config: {}, isCopied: false } as const;
    expect(taskTitle({ request: { ...add, name: null } })).toBe('Adding /data/pets');
    expect(taskTitle({ request: { kind: 'duplicates', data: 'pets' } })).toBe('Looking for copies in pets');
  });

  it('says what came of it', () => {
    const added = { kind: 'add', data: 'pets', summary: 'images in 2 folders', sameAs: ['cats'] } as const;
    expect(outcomeWords(added)).toBe(
      'pets is registered: images in 2 folders. It has the same images as cats.',
    );
    const found = { withinTrain: 0, withinTest: 0, across: 1, conflicting: 0, groups: 1, examples: [] };
    expect(outcomeWords({ kind: 'duplicates', data: 'pets', found })).toBe(
      '1 image is in pets more than once.',
    );
  });
});
