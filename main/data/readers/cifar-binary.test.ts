import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EXPECTED_DATA, filesOfFixture, putFiles } from '../../../test/support/data-fixtures.ts';
import { decoded, expectSet, failureOf } from '../../../test/support/data-sets.ts';
import { makeDataset } from '../dataset.ts';
import type { Dataset } from '../dataset.ts';
import { listFolder } from '../listing.ts';
import { cifarBinary } from './cifar-binary.ts';

const cifar10 = await filesOfFixture('cifar-10-binary.tar.gz');
const cifar100 = await filesOfFixture('cifar-100-binary.tar.gz');
const bytesOf = (name: string): Uint8Array => cifar10[name] ?? new Uint8Array(0);

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cifar-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const without = (files: Readonly<Record<string, Uint8Array>>, name: string): Record<string, Uint8Array> =>
  Object.fromEntries(Object.entries(files).filter(([key]) => key !== name));
async function open(files: Readonly<Record<string, Uint8Array>>, config = {}): Promise<Dataset> {
  await putFiles(folder, files);
  return makeDataset(
    decoded(await cifarBinary.open(await listFolder(folder), cifarBinary.config.parse(config))),
  );
}
async function detects(files: Readonly<Record<string, Uint8Array>>): Promise<string | null> {
  await putFiles(folder, files);
  return cifarBinary.detect(await listFolder(folder))?.summary ?? null;
}

describe('cifar-binary', () => {
  it('reads CIFAR-10: pixels, labels, names and their numbers', async () => {
    expect(await detects(cifar10)).toBe('binary files of cifar-10');
    const set = await open(cifar10);
    expectSet(set, EXPECTED_DATA['cifar-10']);
    expect(set.name).toBe('cifar-10');
    expect(set.classes).toEqual([
      'airplane',
      'automobile',
      'bird',
      'cat',
      'deer',
      'dog',
      'frog',
      'horse',
      'ship',
      'truck',
    ]);
  });

  it('reads CIFAR-100 with its fine labels', async () => {
    expect(await detects(cifar100)).toBe('binary files of cifar-100');
    const set = await open(cifar100, { name: 'mine' });
    expectSet(set, EXPECTED_DATA['cifar-100']);
    expect(set.name).toBe('mine');
    expect(set.classes).toHaveLength(100);
    expect(set.classes[17]).toBe('fine_17');
  });

  it('has the published names where the file of names is missing', async () => {
    expect((await open(without(cifar10, 'batches.meta.txt'))).classes[3]).toBe('cat');
    await rm(folder, { recursive: true });
    const { classes } = await open(without(cifar100, 'fine_label_names.txt'));
    expect(classes).toHaveLength(100);
    expect(new Set(classes).size).toBe(100);
    expect([...classes].sort()).toEqual(classes);
    expect([classes[0], classes[99]]).toEqual(['apple', 'worm']);
  });

  it('knows renamed and packed files by their content', async () => {
    const renamed: Record<string, Uint8Array> = {};
    for (const [name, bytes] of Object.entries(cifar10)) {
      if (name.endsWith('.bin')) renamed[name.replace('data_batch_', 'part-').replace('.bin', '')] = bytes;
    }
    expect(await detects(renamed)).toBe('binary files of cifar-10');
    expectSet(await open(renamed), EXPECTED_DATA['cifar-10']);
    await rm(folder, { recursive: true });
    const packed = Object.fromEntries(
      Object.entries(cifar10).map(([name, bytes]) => [`${name}.gz`, gzipSync(bytes)]),
    );
    expect(await detects(packed)).toBe('binary files of cifar-10');
    expectSet(await open(packed), EXPECTED_DATA['cifar-10']);
    // As after `gzip --keep`: each image once.
    expectSet(await open({ ...cifar10, ...packed }), EXPECTED_DATA['cifar-10']);
  });

  it('detects nothing in other folders', async () => {
    const page = new TextEncoder().encode('<html>404</html>');
    expect(
      await detects({ 'a.bin': new Uint8Array(3073).fill(77), 'b.bin': page, c: new Uint8Array(0) }),
    ).toBeNull();
    // One file of such a size, whose first byte could be a label, is chance.
    expect(await detects({ 'one.dat': new Uint8Array(3073) })).toBeNull();
  });
});

describe('cifar-binary errors', () => {
  const mislabelled = bytesOf('data_batch_4.bin').slice();
  mislabelled[3073] = 200;
  const first = bytesOf('data_batch_1.bin').slice();
  first[0] = 10;
  it.each([
    {
      title: 'a truncated file',
      files: { ...cifar10, 'data_batch_3.bin': bytesOf('data_batch_3.bin').slice(0, -5) },
      code: 'data/damaged-file',
      says: /data_batch_3\.bin is damaged: .*no whole number of images.*3073 bytes.*\(expected 6146 bytes, found 6141\)/,
    },
    {
      title: 'a truncated packed file',
      files: {
        ...without(cifar10, 'test_batch.bin'),
        'test_batch.bin.gz': gzipSync(bytesOf('test_batch.bin')).subarray(0, -20),
      },
      code: 'data/damaged-file',
      says: /test_batch\.bin\.gz is damaged: unpacking stopped.*\(found \d+ bytes\)/,
    },
    {
      title: 'an empty file',
      files: { ...cifar10, 'test_batch.bin': new Uint8Array(0) },
      code: 'data/damaged-file',
      says: /test_batch\.bin is damaged.*expected 3073 bytes, found 0/,
    },
    {
      title: 'a wrong label',
      files: { ...cifar10, 'data_batch_4.bin': mislabelled },
      code: 'data/bad-label',
      says: /data_batch_4\.bin is damaged: label 200 at position 1, but there are 10 classes/,
    },
    {
      title: 'a wrong first label',
      files: { ...cifar10, 'data_batch_1.bin': first },
      code: 'data/bad-label',
      says: /data_batch_1\.bin is damaged: label 10 at position 0/,
    },
    {
      title: 'a missing batch',
      files: without(cifar10, 'data_batch_2.bin'),
      code: 'data/missing-file',
      says: /has no file data_batch_2\.bin\. .*found there: data_batch_1\.bin, data_batch_3\.bin/,
    },
    {
      title: 'a missing last batch',
      files: without(cifar10, 'data_batch_5.bin'),
      code: 'data/missing-file',
      says: /has no file data_batch_5\.bin/,
    },
    {
      title: 'missing test images',
      files: without(cifar100, 'test.bin'),
      code: 'data/missing-file',
      says: /has no file of test images/,
    },
    {
      title: 'names that do not fit',
      files: { ...cifar10, 'batches.meta.txt': new TextEncoder().encode('cat\ndog\n') },
      code: 'data/unusable-file',
      says: /batches\.meta\.txt is not a usable list of class names: it has 2 lines, where cifar-10 has 10/,
    },
    {
      title: 'a batch that is there twice',
      files: { ...cifar10, 'copy_batch_2.bin': bytesOf('data_batch_2.bin') },
      code: 'data/ambiguous-files',
      says: /more than one candidate .*: copy_batch_2\.bin, data_batch_2\.bin\. Keep/,
    },
    {
      title: 'a batch without a number among numbered ones',
      files: { ...cifar10, 'data_batch_2 (copy).bin': bytesOf('data_batch_2.bin') },
      code: 'data/ambiguous-files',
      says: /more than one candidate .*: data_batch_2 \(copy\)\.bin, data_batch_1\.bin/,
    },
    {
      title: 'test images that are there twice',
      files: { ...cifar10, 'test_batch copy.bin': bytesOf('test_batch.bin') },
      code: 'data/ambiguous-files',
      says: /more than one candidate .*: test_batch copy\.bin, test_batch\.bin\. Keep/,
    },
    {
      title: 'training images of CIFAR-100 that are there twice',
      files: { ...cifar100, 'train copy.bin': cifar100['train.bin'] ?? new Uint8Array(0) },
      code: 'data/ambiguous-files',
      says: /more than one candidate .*: train copy\.bin, train\.bin\. Keep/,
    },
    {
      title: 'both sets in one folder',
      files: { ...cifar10, ...cifar100 },
      code: 'data/ambiguous-files',
      says: /more than one candidate/,
    },
  ])('names $title', async ({ files, code, says }) => {
    expect(await detects(files)).not.toBeNull();
    const error = await failureOf(open(files));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(says);
  });

  it('notices that a file next to a whole one ends between two images', async () => {
    const files = { 'train.bin': new Uint8Array(3 * 3074), 'test.bin': new Uint8Array(10_000 * 3074) };
    const error = await failureOf(open(files));
    expect(error.code).toBe('data/mismatched-files');
    expect(error.message).toMatch(/3 training and 10000 test images, where the published set has 50000/);
  });
});
