import { describe, expect, it } from 'vitest';
import { tinyData } from '../../test/support/tiny-data.ts';
import { pixelsIn } from '../../test/support/pixels.ts';
import { printSplit, readKeptSplit, readSplit } from './split-file.ts';
import type { ImageSplit } from './split-file.ts';
import { makeSplit, SPLIT_KINDS } from './split-kinds.ts';
import type { SplitSettings } from './split-kinds.ts';
import { divided, splitId } from './split-parts.ts';

const { dataset } = tinyData({ train: 12, test: 6 });
const source = { file: 'some/cifar-split.txt', dataset, isOtherDataAllowed: false };
const NOTHING: SplitSettings = { fraction: null, seed: null, folds: null, fold: null };
const halves = makeSplit(dataset, 'halves', NOTHING);

/** The parts as AutoDL writes lists. */
const foreign = (parts: Readonly<Record<string, readonly unknown[]>>): string =>
  JSON.stringify(Object.fromEntries(Object.entries(parts).map(([key, values]) => [key, ['int', values]])));

describe('the file of a split', () => {
  it('reads what it prints, and the same images have the same id under any name', () => {
    const read = readSplit(printSplit(halves), source);
    expect(read).toEqual(halves);
    expect(read.parts).toEqual({ train: [0, 1, 2, 3, 4, 5], valid: [6, 7, 8, 9, 10, 11] });
    expect(splitId({ ...read, name: 'other' } as ImageSplit)).toBe(splitId(halves));
    expect(splitId(makeSplit(dataset, 'halves', { ...NOTHING, seed: 1 }))).not.toBe(splitId(halves));
  });

  it('is of one data set, unless told', () => {
    const other = { ...dataset, id: '0123456789abcdef' };
    const text = printSplit(halves);
    expect(() => readSplit(text, { ...source, dataset: other })).toThrow(
      expect.objectContaining({ code: 'data/split-of-other-data' }),
    );
    const taken = readSplit(text, { ...source, dataset: other, isOtherDataAllowed: true });
    expect(taken).toMatchObject({ data: { id: other.id }, made: { how: 'halves', madeForContent: 'tiny' } });
    expect(splitId(taken)).toBe(splitId(halves));
  });

  it.each([
    ['{', 'it is no JSON'],
    ['[]', 'it is no split'],
    [
      JSON.stringify({ ...halves, format: 'dartboard split/2' }),
      '"format" is missing or not what it should be',
    ],
    [JSON.stringify({ ...halves, parts: { train: [0] } }), '"parts.valid" is missing'],
    [
      JSON.stringify({ ...halves, parts: { train: [0, 1.5], valid: [2] } }),
      '"train" has something that is no whole number from 0, at position 1',
    ],
    [
      JSON.stringify({ ...halves, parts: { train: [0, 12], valid: [2] } }),
      '"train" has the number 12, and the set has 12 training images',
    ],
    [JSON.stringify({ ...halves, parts: { train: [0, 3], valid: [3] } }), '3 is in "train" and in "valid"'],
    [JSON.stringify({ ...halves, parts: { train: [4, 4], valid: [3] } }), '"train" has 4 twice'],
    [foreign({ train: ['0', '-1'], valid: ['2'] }), '"train" has "-1", which is no whole number from 0'],
    [foreign({ xvalid: ['0'], xtest: ['6'] }), '"test" has the number 6, and the set has 6 test images'],
  ])('refuses %s', (text, words) => {
    expect(() => readSplit(text, source)).toThrow(words);
    expect(() => readSplit(text, source)).toThrow(/^The split some\/cifar-split.txt cannot be used: /);
  });
});

describe("NAS-Bench-201's files", () => {
  it('cifar-split.txt divides the training images, in whatever order it lists them', () => {
    const split = readSplit(foreign({ train: ['7', '0', '11'], valid: ['3', '2'] }), source);
    expect(split).toMatchObject({
      name: 'cifar-split',
      of: 'train',
      parts: { train: [0, 7, 11], valid: [2, 3] },
    });
    const { train, test } = divided(dataset, split);
    expect([...train.labels]).toEqual([0, 7, 11].map((i) => dataset.train.labels[i]));
    expect([...pixelsIn(test)]).toEqual([...pixelsIn(dataset.train).slice(2 * 16, 4 * 16)]);
  });

  it('cifar100-test-split.txt divides the test images, and all training images are learnt from', () => {
    const split = readSplit(foreign({ xvalid: ['1', '3'], xtest: ['0', '2'] }), source);
    expect(split).toMatchObject({ of: 'test', parts: { valid: [1, 3], test: [0, 2] } });
    const { train, test } = divided(dataset, split);
    expect(train).toBe(dataset.train);
    expect([...test.labels]).toEqual([1, 3].map((i) => dataset.test.labels[i]));
  });
});

describe('the copy that a run keeps', () => {
  it('is read as it is', () => {
    expect(readKeptSplit(printSplit(halves), 'split.json')).toEqual(halves);
  });
});

describe('makeSplit', () => {
  it('official takes what the publisher set apart, and refuses where that is nothing', () => {
    const official = makeSplit({ ...dataset, validationFrom: 9 }, 'official', NOTHING);
    expect(official.parts).toEqual({ train: [0, 1, 2, 3, 4, 5, 6, 7, 8], valid: [9, 10, 11] });
    expect(() => makeSplit(dataset, 'official', NOTHING)).toThrow('set no images apart for validation');
  });

  it('kfold and stratified keep the balance of the classes', () => {
    const settings = { ...NOTHING, folds: 4, fold: 1, seed: 5 };
    for (const split of [
      makeSplit(dataset, 'kfold', settings),
      makeSplit(dataset, 'stratified', { ...NOTHING, fraction: 0.75, seed: 5 }),
    ]) {
      expect(split.parts.valid.map((i) => dataset.train.labels[i]).sort()).toEqual([0, 1, 2]);
    }
    expect(makeSplit(dataset, 'kfold', settings)).toMatchObject({
      name: 'fold-1-of-4-seed-5',
      made: { how: 'kfold', folds: 4, fold: 1, seed: 5 },
    });
  });

  it('every kind names its splits as files may be named', () => {
    for (const kind of Object.values(SPLIT_KINDS))
      expect(kind.name({ fraction: 0.25, seed: 3, folds: 5, fold: 2 })).toMatch(/^[a-z0-9][a-z0-9._-]+$/);
  });
});
