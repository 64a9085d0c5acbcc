import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectArrays, expectedArrays, filesIn, filesOfLayout } from '../../../test/support/array-layouts.ts';
import { putFiles } from '../../../test/support/data-fixtures.ts';
import { decoded, failureOf } from '../../../test/support/data-sets.ts';
import { crc32 } from '../../base/crc32.ts';
import { makeDataset } from '../dataset.ts';
import type { Dataset } from '../dataset.ts';
import { listAround, listFolder } from '../listing.ts';
import { npz } from './npz.ts';

type Files = Readonly<Record<string, Uint8Array>>;
const all = await filesOfLayout('numpy');
const fileOf = (name: string): Uint8Array => all.get(`${name}.npz`) ?? new Uint8Array(0);
const refused = (name: string): Files => ({ 'set.npz': fileOf(`refused/${name}`) });

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'arrays-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** An NPY file of one number again and again. */
function npyOf(shape: readonly number[], value = 0, type = '|u1'): Uint8Array {
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`.padEnd(
    117,
  );
  const count = shape.reduce((product, size) => product * size, 1);
  const body =
    type === '<f4' ? Buffer.from(new Float32Array(count).fill(value).buffer) : Buffer.alloc(count, value);
  const start = Buffer.from('\x93NUMPY\x01\x00\x76\x00', 'latin1');
  return Buffer.concat([start, Buffer.from(`${header}\n`), body]);
}

/** An NPZ file as `numpy.savez` packs: not at all. */
function npzOf(arrays: Files): Uint8Array {
  const files: Uint8Array[] = [];
  const entries: Uint8Array[] = [];
  let at = 0;
  for (const [name, content] of Object.entries(arrays)) {
    const fileName = Buffer.from(`${name}.npy`);
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt32LE(crc32(content), 10);
    facts.writeUInt32LE(content.length, 14);
    facts.writeUInt32LE(content.length, 18);
    facts.writeUInt16LE(fileName.length, 22);
    const file = Buffer.concat([Buffer.from('PK\x03\x04'), facts, fileName, content]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    entries.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), facts, place, fileName]));
    files.push(file);
    at += file.length;
  }
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(Buffer.concat(entries).length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...files, ...entries, Buffer.from('PK\x05\x06'), end]);
}

interface Asked {
  readonly focus?: string;
  readonly config?: Readonly<Record<string, unknown>>;
}

async function open(files: Files, { focus, config = {} }: Asked = {}): Promise<Dataset> {
  await putFiles(folder, files);
  const listing = focus === undefined ? await listFolder(folder) : await listAround(join(folder, focus));
  expect(npz.detect(listing)).not.toBeNull();
  return makeDataset(decoded(await npz.open(listing, npz.config.parse(config))));
}

describe('npz', () => {
  it.each([
    'keras',
    'stored',
    'positions',
    'rows-784',
    'medmnist',
    'planar',
    'planar-shares',
    'shares-f8',
    'floats',
    'halves',
    'whole-numbers',
    'fortran',
    'one-hot',
    'many-classes',
  ])('reads %s.npz as numpy wrote it', async (name) => {
    const set = await open({ [`${name}.npz`]: fileOf(name) });
    expectArrays(set, expectedArrays(`numpy/${name}`));
    expect(set.name).toBe(name);
  });

  it.each(['kmnist', 'npy'])('reads the files of %s as one set', async (name) => {
    const files = filesIn(all, name);
    const expected = expectedArrays(`numpy/${name}`);
    expectArrays(await open(files), expected);
    for (const focus of Object.keys(files).filter((file) => file !== 'class_names.npy'))
      expectArrays(await open(files, { focus }), expected);
    expect((await open(files, { config: { name: 'mine' } })).name).toBe('mine');
  });

  it('gives as many classes as labels can have', async () => {
    const set = await open({ 'a.npz': fileOf('many-classes') });
    expect(set.classes).toHaveLength(65_536);
    expect(set.train.labels).toBeInstanceOf(Uint16Array);
  });

  it('takes the names of classes', async () => {
    const classes = 'zero one two three four five six seven eight nine'.split(' ');
    const set = await open({ 'a.npz': fileOf('keras') }, { config: { classes } });
    expect(set.classes).toEqual(classes);
    const error = await failureOf(
      open({ 'a.npz': fileOf('keras') }, { config: { classes: ['one', 'two'] } }),
    );
    expect(error.code).toBe('data/bad-label');
    expect(error.message).toMatch(/a\.npz \(y_train\).*label 3 at position 0, but there are 2 classes/);
  });

  it('asks how rows of colours are meant, and takes the shape for an answer', async () => {
    const files = { 'a.npz': fileOf('rows-planar') };
    const error = await failureOf(open(files));
    expect(error.code).toBe('data/unclear-layout');
    expect(error.message).toMatch(
      /a\.npz \(X_train\): its rows of 432 numbers can be images \(3, 12, 12\) or \(12, 12, 3\)\. Say it with the option shape of the reader, as in \{"shape": \[3, 32, 32\]\}/,
    );
    const set = await open(files, { config: { shape: [3, 12, 12] } });
    expectArrays(set, expectedArrays('numpy/rows-planar'));
    const other = await open(files, { config: { shape: [12, 12, 3] } });
    expect(other).toMatchObject({ train: { size: { height: 12, width: 12 }, channels: 3 } });
    expect(other.id).not.toBe(set.id);
    const wrong = await failureOf(open(files, { config: { shape: [3, 12, 13] } }));
    expect(wrong.message).toMatch(/its array \(5, 432\) of u1 does not hold images \(3, 12, 13\)/);
  });

  it('wants to know which images are for testing, where nothing says it', async () => {
    const files = { 'a.npz': fileOf('undivided') };
    const error = await failureOf(open(files));
    expect(error.code).toBe('data/no-test-images');
    expect(error.message).toMatch(/a\.npz has 10 images, but none of them is set apart for testing/);
    expectArrays(await open(files, { config: { testPart: { from: 8 } } }), expectedArrays('numpy/undivided'));
    const config = { testPart: { share: 0.4, seed: 1 } };
    const set = await open(files, { config });
    expect([...set.test.labels].sort()).toEqual([0, 0, 1, 1]);
    expect(set.train.count).toBe(6);
    expect((await open(files, { config })).id).toBe(set.id);
    expect((await open(files, { config: { testPart: { share: 0.4, seed: 2 } } })).id).not.toBe(set.id);
    const beyond = await failureOf(open(files, { config: { testPart: { from: 10 } } }));
    expect(beyond.code).toBe('data/bad-split');
    const needless = await failureOf(open({ 'a.npz': fileOf('keras') }, { config }));
    expect(needless.message).toMatch(/has images for testing of its own/);
  });

  it('asks which file is meant where each is a set', async () => {
    const files = { 'one.npz': fileOf('keras'), 'two.npz': fileOf('medmnist') };
    const error = await failureOf(open(files));
    expect(error.code).toBe('data/several-sets');
    expect(error.message).toMatch(/one\.npz, .*two\.npz\. Give the path of one of these files/);
    expectArrays(await open(files, { focus: 'two.npz' }), expectedArrays('numpy/medmnist'));
  });

  it('takes an array of classes for their names where there are labels', async () => {
    const text = Buffer.from(npyOf([5, 1]))
      .toString('latin1')
      .replace("'|u1'", "'<U1'");
    const entries = {
      x_train: npyOf([2, 5, 5]),
      y_train: npyOf([2]),
      x_test: npyOf([1, 5, 5]),
      y_test: npyOf([1]),
    };
    const names = Buffer.from(text, 'latin1');
    const set = await open({ 'a.npz': npzOf({ ...entries, classes: names }) });
    expect(set.train.count).toBe(2);
    const only = { x_train: npyOf([2, 5, 5]), x_test: npyOf([1, 5, 5]) };
    const error = await failureOf(open({ 'a.npz': npzOf({ ...only, classes: names }) }));
    expect(error.message).toMatch(/ has no array of training labels/);
  });

  it('reads no other file where the one that was given is a set', async () => {
    const files = {
      'one.npz': fileOf('keras'),
      'damaged.npz': fileOf('medmnist').slice(0, 99),
      'other.npz': fileOf('refused/no-names'),
    };
    expectArrays(await open(files, { focus: 'one.npz' }), expectedArrays('numpy/keras'));
  });

  it('detects nothing in other folders, nor for a file that is no part of it', async () => {
    const [zip] = Object.values(filesIn(all, 'kmnist'));
    await putFiles(folder, {
      'a.zip': new Uint8Array(100),
      'labels.npy': filesIn(all, 'npy')['y_test.npy'] ?? new Uint8Array(0),
    });
    expect(npz.detect(await listFolder(folder))).toBeNull();
    await putFiles(folder, {
      'kmnist-test-imgs.npz': zip ?? new Uint8Array(0),
      'notes.txt': new Uint8Array(3),
    });
    expect(npz.detect(await listAround(join(folder, 'notes.txt')))).toBeNull();
  });

  it('says what it will do with numbers that are no bytes', async () => {
    const files = filesIn(all, 'npy');
    const floats = Buffer.from(files['x_train.npy'] ?? [])
      .toString('latin1')
      .replace('|u1', '<f4');
    await putFiles(folder, { ...files, 'x_train.npy': Buffer.from(floats, 'latin1') });
    expect(npz.detect(await listFolder(folder))?.summary).toMatch(
      /x_test\.npy \(4, 28, 28\) of u1, x_train\.npy \(7, 28, 28\) of f4, turned into bytes/,
    );
  });
});

describe('npz refuses', () => {
  it.each([
    [
      'counts',
      'data/mismatched-files',
      /\(x_train\) and .*\(y_train\) do not belong together: 10 images, but 9 labels/,
    ],
    ['sizes', 'data/mismatched-files', /different sizes, 6 x 6 x 3 and 5 x 6 x 3/],
    ['no-labels', 'data/missing-file', /has no array of training labels/],
    ['no-names', 'data/unusable-file', /none of its arrays \(a, b\) has the name of images or labels/],
    ['three-positions', 'data/unusable-file', /none of its arrays \(arr_0, arr_1, arr_2\)/],
    ['negative-label', 'data/bad-label', /label -1 at position 0/],
    ['large-label', 'data/bad-label', /label 65536 at position 1, but there are 65536 classes/],
    [
      'float-labels',
      'data/unusable-set',
      /its labels are an array \(10\) of f8, where whole numbers were expected/,
    ],
    ['two-hot', 'data/unusable-set', /row 0 of its labels is not one 1 among zeros/],
    ['none-hot', 'data/unusable-set', /row 0 of its labels has no 1/],
    ['cube-labels', 'data/unusable-file', /it is an array \(10, 1, 1\) of i8, where labels were expected/],
    [
      'text-labels',
      'data/unusable-file',
      /\(y_train\) is not a usable NPY file: its elements are <U1, which is no simple number/,
    ],
    ['objects', 'data/unusable-file', /its elements are \|O/],
    [
      'floats-beyond',
      'data/unusable-set',
      /its pixels have the value \d+; expected were whole numbers from 0 to 255/,
    ],
    ['floats-between', 'data/unusable-set', /its pixels have the value \d+\.5/],
    ['floats-negative', 'data/unusable-set', /its pixels have the value -.* Save the images as bytes/],
    ['floats-nan', 'data/unusable-set', /its pixels have the value NaN/],
    ['sixteen-bits', 'data/unusable-set', /its pixels have the value \d{3,5};/],
    ['four-channels', 'data/unusable-file', /its images are \(6, 6, 4\), where 1 or 3 channels/],
    [
      'five-dimensions',
      'data/unusable-file',
      /it is an array \(10, 1, 6, 6, 3\) of u1, where images were expected/,
    ],
    ['rows-108', 'data/unclear-layout', /its rows of 108 numbers can be images \(3, 6, 6\) or \(6, 6, 3\)/],
    ['rows-107', 'data/unclear-layout', /its rows of 107 numbers do not say which size the images have/],
    ['empty', 'data/unusable-file', /it is an array \(0, 6, 6, 3\) of u1, where images were expected/],
    ['twice', 'data/unusable-file', /it holds "x_train\.npy" twice/],
    ['leads-out', 'data/unusable-file', /not a usable zip file: .*\.\.\/x_train\.npy/],
  ])('%s', async (name, code, says) => {
    const error = await failureOf(open(refused(name)));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(says);
    expect(error.message).toContain(folder);
  });

  it('a file that is cut short, wherever', async () => {
    const whole = fileOf('keras');
    for (const share of [0, 0.1, 0.5, 0.9, 0.999]) {
      const error = await failureOf(open({ 'set.npz': whole.slice(0, Math.floor(share * whole.length)) }));
      expect(error.code).toBe('data/unusable-file');
    }
  });

  it('a shape in another order than the array has, which would scramble the images', async () => {
    const files = { 'a.npz': fileOf('planar') };
    const error = await failureOf(open(files, { config: { shape: [12, 12, 3] } }));
    expect(error.code).toBe('data/unclear-layout');
    expect(error.message).toMatch(/its array \(5, 3, 12, 12\) of u1 does not hold images \(12, 12, 3\)/);
  });

  it.each([
    [784, 1],
    [1, 784],
    [3, 1024],
    [1024, 3],
  ])('pixels in one row with their channels (%i, %i), unless it is told the shape', async (a, b) => {
    const files = {
      'x_train.npy': npyOf([2, a, b]),
      'y_train.npy': npyOf([2]),
      'x_test.npy': npyOf([2, a, b]),
      'y_test.npy': npyOf([2]),
    };
    const error = await failureOf(open(files));
    expect(error.code).toBe('data/unclear-layout');
    expect(error.message).toMatch(/seem to be pixels in one row.*dartboard data add PATH --set shape=/);
    const shape = a * b === 784 ? [28, 28] : a === 3 ? [3, 32, 32] : [32, 32, 3];
    const size = shape.includes(28) ? { height: 28, width: 28 } : { height: 32, width: 32 };
    expect(await open(files, { config: { shape } })).toMatchObject({ train: { size } });
  });

  it.each([
    { type: '|u1', value: 200 },
    { type: '|b1', value: 1 },
    { type: '<f4', value: 0.5 },
  ])('bytes that are 0 and 1 alone where the others, $value of $type, are grey levels', async (train) => {
    const files = {
      'x_train.npy': npyOf([2, 5, 5], train.value, train.type),
      'y_train.npy': npyOf([2]),
      'y_test.npy': npyOf([2]),
    };
    const error = await failureOf(open({ ...files, 'x_test.npy': npyOf([2, 5, 5], 1) }));
    expect(error.code).toBe('data/unusable-set');
    expect(error.message).toMatch(
      /x_test\.npy is not a usable data set: its pixels are 0 and 1 alone, where those of .*x_train\.npy are grey levels\. Save all/,
    );
    for (const value of [0, 2]) {
      const set = await open({ ...files, 'x_test.npy': npyOf([2, 5, 5], value) });
      expect(set.test.count).toBe(2);
    }
  });

  it('a part that is there twice', async () => {
    const files = filesIn(all, 'npy');
    const error = await failureOf(
      open({ ...files, 'train_images.npy': files['x_train.npy'] ?? new Uint8Array(0) }),
    );
    expect(error.code).toBe('data/ambiguous-files');
    expect(error.message).toMatch(/train_images\.npy, .*x_train\.npy/);
  });
});
