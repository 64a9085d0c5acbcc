import { describe, expect, it } from 'vitest';
import type { SetFacts, ShownImages, ShownSet } from '../../../main/api/contract.ts';
import { problemsOf } from './set-problems.ts';

const FACTS: SetFacts = {
  classes: ['cats', 'dogs'],
  channels: 3,
  train: { count: 40, perClass: [20, 20] },
  test: { count: 10, perClass: [5, 5] },
  sizes: {
    distinct: 1,
    common: [{ height: 8, width: 8, images: 50 }],
    height: { smallest: 8, median: 8, largest: 8 },
    width: { smallest: 8, median: 8, largest: 8 },
    histogram: [{ from: 8, below: 16, images: 50 }],
  },
  statistics: { mean: [0.5, 0.5, 0.5], deviation: [0.2, 0.2, 0.2] },
  validationFrom: null,
  skipped: [],
};
const setWith = (facts: Partial<SetFacts>, more: Partial<ShownImages> = {}): ShownImages => ({
  is: 'images',
  name: 'pets',
  kind: 'registered',
  title: null,
  reader: 'image-folder',
  path: '/data/pets',
  isOwned: false,
  added: '2026-01-02T00:00:00.000Z',
  isThere: true,
  id: 'a'.repeat(16),
  counts: null,
  facts: { ...FACTS, ...facts },
  layout: 'a folder of images for each class',
  config: {},
  pixelBytes: null,
  ...more,
});
const UNCHECKED = { verify: null, duplicates: null };
const NO_COPIES = { withinTrain: 0, withinTest: 0, across: 0, conflicting: 0, groups: 0, examples: [] };
const idsOf = (set: ShownSet, checks: Parameters<typeof problemsOf>[1] = UNCHECKED): readonly string[] =>
  problemsOf(set, checks).map(({ id }) => id);

describe('problemsOf', () => {
  it('has nothing to say of a good set', () => {
    expect(idsOf(setWith({}))).toEqual([]);
    expect(idsOf(setWith({}), { ...UNCHECKED, duplicates: NO_COPIES })).toEqual([]);
  });

  it('puts the worst first: files that are gone', () => {
    const set = setWith({ test: { count: 0, perClass: [0, 0] } }, { isThere: false });
    const [first, second] = problemsOf(set, UNCHECKED);
    expect([first?.id, first?.tone, first?.remedy, second?.id]).toEqual(['gone', 'bad', 'locate', 'no-test']);
    expect(first?.text).toContain('/data/pets');
  });

  it('explains each reason for which files were left out, with examples and what to do', () => {
    const skipped = [
      { reason: 'cut short or damaged', count: 2, examples: ['/data/pets/a.png', '/data/pets/b.png'] },
      { reason: 'not an image that can be read', count: 1, examples: ['/data/pets/notes.txt'] },
    ];
    const [damaged, foreign] = problemsOf(setWith({ skipped }), UNCHECKED);
    expect(damaged).toMatchObject({
      title: '2 files were left out: cut short or damaged',
      text: expect.stringContaining('Copy these files again'),
      examples: ['/data/pets/a.png', '/data/pets/b.png'],
    });
    expect(foreign).toMatchObject({
      title: '1 file was left out: not an image that can be read',
      text: expect.stringContaining('save them as PNG'),
    });
  });

  it('tells classes that are uneven, and how good it is to know nothing', () => {
    const uneven = setWith({ train: { count: 75, perClass: [60, 15] } });
    expect(problemsOf(uneven, UNCHECKED)).toEqual([
      expect.objectContaining({
        id: 'uneven',
        text: expect.stringMatching(/cats has 60 training images, dogs 15.*80\.0 % of the time/),
      }),
    ]);
    expect(idsOf(setWith({ train: { count: 60, perClass: [45, 15] } }))).toEqual([]);
  });

  it('tells classes with few images by their names', () => {
    const [few] = problemsOf(setWith({ train: { count: 18, perClass: [10, 8] } }), UNCHECKED);
    expect([few?.id, few?.examples]).toEqual(['few', ['dogs']]);
  });

  it('tells that test images are training images too', () => {
    const place = (part: 'train' | 'test', label: number) => ({ part, index: 3, label });
    const duplicates = {
      ...NO_COPIES,
      across: 1,
      conflicting: 1,
      groups: 1,
      examples: [[place('train', 0), place('test', 1)]],
    };
    const found = problemsOf(setWith({}), { ...UNCHECKED, duplicates });
    expect(found.map(({ id, tone }) => [id, tone])).toEqual([
      ['across', 'bad'],
      ['conflicting', 'warn'],
    ]);
    expect(found[0]?.examples).toEqual(['train 3 (cats) = test 3 (dogs)']);
  });

  it('tells content that has changed', () => {
    const verify = {
      kind: 'verify',
      data: 'pets',
      isAsRegistered: false,
      found: 'b'.repeat(16),
      registered: 'a'.repeat(16),
      files: [
        { path: '/data/pets/x.gz', md5: '', sha256: '', publishedAs: null, candidates: ['MNIST'] },
        { path: '/data/pets/y.gz', md5: '', sha256: '', publishedAs: null, candidates: ['MNIST', 'KMNIST'] },
      ],
    } as const;
    const found = problemsOf(setWith({}), { ...UNCHECKED, verify });
    expect(found.map(({ id }) => id)).toEqual(['changed', 'unpublished']);
    expect(found[1]?.examples).toEqual(['/data/pets/x.gz']);
  });

  it('warns of a text whose test has words that its training lacks, and says how one text was cut', () => {
    const part = (tokens: number, lacking: number) => ({
      lines: 10,
      tokens,
      outOfVocabulary: { tokens: lacking, words: lacking },
      unknown: 0,
    });
    const textWith = (lacking: number, notes: readonly string[] = []): ShownSet => {
      const { pixelBytes: _, ...base } = setWith({});
      const facts = {
        vocabulary: 50,
        train: part(900, 0),
        valid: part(50, 0),
        test: part(50, lacking),
        notes,
      };
      return { ...base, is: 'words', counts: { tokens: 1000, words: 50 }, facts };
    };
    expect(idsOf(textWith(1))).toEqual([]);
    const [first, second] = problemsOf(textWith(5, ['cut at line 9']), UNCHECKED);
    expect([first?.id, first?.title]).toEqual([
      'lacking',
      '5.0 % of what is tested are words that training never shows',
    ]);
    expect(second?.text).toBe('cut at line 9');
  });
});
