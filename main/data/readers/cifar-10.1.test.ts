import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EXPECTED_DATA, filesOfFixture, putFiles } from '../../../test/support/data-fixtures.ts';
import { decoded, expectSet, failureOf } from '../../../test/support/data-sets.ts';
import { makeDataset } from '../dataset.ts';
import type { Dataset } from '../dataset.ts';
import { listAround, listFolder } from '../listing.ts';
import { cifar101 } from './cifar-10.1.ts';

type Files = Readonly<Record<string, Uint8Array>>;
const all = await filesOfFixture('cifar-10.1.tar.gz');
const bytesOf = (name: string): Uint8Array => all[name] ?? new Uint8Array(0);
const DATA = 'cifar10.1_v6_data.npy';
const LABELS = 'cifar10.1_v6_labels.npy';
const v6: Files = { [DATA]: bytesOf(DATA), [LABELS]: bytesOf(LABELS) };
const both: Files = Object.fromEntries(Object.entries(all).filter(([name]) => name.startsWith('cifar10.1')));

/** An NPY file of zeros, as numpy writes its header. */
function zeros(shape: readonly number[], sizeBytes: number): Uint8Array {
  const text = `{'descr': '${sizeBytes === 1 ? '|u1' : '<i4'}', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`;
  const header = `${text.padEnd(117)}\n`;
  const body = shape.reduce((product, size) => product * size, sizeBytes);
  const bytes = new Uint8Array(10 + header.length + body);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0]);
  bytes.set(new TextEncoder().encode(header), 10);
  return bytes;
}

/** A row of floating-point zeros. */
function floats(count: number): Uint8Array {
  const text = Buffer.from(zeros([count], 4))
    .toString('latin1')
    .replace('<i4', '<f4');
  return Buffer.from(text, 'latin1');
}

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cifar-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function open(
  files: Files,
  { focus = '', ...config }: { focus?: string; version?: string } = {},
): Promise<Dataset> {
  await putFiles(folder, files);
  const listing = focus === '' ? await listFolder(folder) : await listAround(join(folder, focus));
  expect(cifar101.detect(listing)).not.toBeNull();
  return makeDataset(decoded(await cifar101.open(listing, cifar101.config.parse(config))));
}

describe('cifar-10.1', () => {
  it('reads test images and labels, and has no training images', async () => {
    const set = await open(v6);
    expectSet(set, EXPECTED_DATA['cifar-10.1'].v6);
    expect(set.train).toMatchObject({ count: 0, size: { height: 32, width: 32 }, channels: 3 });
    expect(set.classes[0]).toBe('airplane');
    expect(set.name).toBe('cifar-10.1');
  });

  it('asks which one is meant where a folder has both, and takes a file or a version for an answer', async () => {
    const error = await failureOf(open(both));
    expect(error.code).toBe('data/several-sets');
    expect(error.message).toMatch(
      /more than one data set: .*v4_data\.npy, .*v6_data\.npy\. Give the path of one of these files/,
    );
    for (const version of ['v4', 'v6'] as const) {
      const expected = EXPECTED_DATA['cifar-10.1'][version];
      expectSet(await open(both, { version }), expected);
      expectSet(await open(both, { focus: `cifar10.1_${version}_data.npy` }), expected);
      expectSet(await open(both, { focus: `cifar10.1_${version}_labels.npy` }), expected);
    }
    expect(cifar101.config.safeParse({ version: 'v5' }).success).toBe(false);
  });

  it('says that the wanted version is not there', async () => {
    const error = await failureOf(open(v6, { version: 'v4' }));
    expect(error.code).toBe('data/missing-file');
    expect(error.message).toMatch(/has no file of CIFAR-10\.1 v4\. .*v6_data\.npy/);
  });

  it('reads labels of every whole-number type and version of the format', async () => {
    const { id } = await open(v6);
    for (const name of ['labels-version2', 'labels-version3', 'labels-big-endian', 'labels-bytes']) {
      expect((await open({ ...v6, [LABELS]: bytesOf(`${name}.npy`) })).id).toBe(id);
    }
  });

  it('knows the published sizes whatever the files are called', async () => {
    const v4 = { 'images.npy': zeros([2021, 32, 32, 3], 1), 'classes.npy': zeros([2021], 4) };
    const set = await open(v4);
    expect(set).toMatchObject({ name: 'cifar-10.1-v4', test: { count: 2021 } });
  });

  it('refuses 2,000 images that are not the published ones', async () => {
    const files = { 'x_data.npy': zeros([2000, 32, 32, 3], 1), 'x_labels.npy': zeros([2000], 4) };
    const error = await failureOf(open(files));
    expect(error.code).toBe('data/wrong-checksum');
    expect(error.message).toMatch(
      /x_data\.npy has the size of the published CIFAR-10\.1 v6, but not its content \(MD5 [0-9a-f]{32}, published 29615bb88ff99bca6b147cee2520f010\)/,
    );
  });

  it('detects nothing in other folders, nor for a file that is no part of it', async () => {
    await putFiles(folder, { 'a.npy': zeros([7, 32, 32, 3], 1), 'b.npy': zeros([7], 4) });
    expect(cifar101.detect(await listFolder(folder))).toBeNull();
    await putFiles(folder, { ...v6, 'notes.txt': new Uint8Array(3) });
    expect(cifar101.detect(await listAround(join(folder, 'notes.txt')))).toBeNull();
  });

  it('leaves a set with training images alone, which has 2,000 test images by chance', async () => {
    await putFiles(folder, {
      'x_train.npy': zeros([7, 32, 32, 3], 1),
      'y_train.npy': zeros([7], 4),
      'x_test.npy': zeros([2000, 32, 32, 3], 1),
      'y_test.npy': zeros([2000], 4),
    });
    expect(cifar101.detect(await listFolder(folder))).toBeNull();
  });

  const bad = bytesOf(LABELS).slice();
  bad[bad.length - 4] = 10;
  const flipped = bytesOf(DATA).slice();
  flipped[12] = 0;
  it.each([
    {
      title: 'missing labels',
      files: { [DATA]: bytesOf(DATA) },
      code: 'data/missing-file',
      says: /has no file of labels for .*v6_data\.npy/,
    },
    {
      title: 'truncated images',
      files: { ...v6, [DATA]: bytesOf(DATA).slice(0, -7) },
      code: 'data/unusable-file',
      says: /v6_data\.npy is not a usable NPY file: .*needs 9216 bytes, but it has 9209/,
    },
    {
      title: 'a damaged header',
      files: { ...v6, [DATA]: flipped },
      code: 'data/unusable-file',
      says: /v6_data\.npy is not a usable NPY file/,
    },
    {
      title: 'truncated labels',
      files: { ...v6, [LABELS]: bytesOf(LABELS).slice(0, 50) },
      code: 'data/unusable-file',
      says: /v6_labels\.npy is not a usable NPY file: it ends within its header/,
    },
    {
      title: 'labels of another set',
      files: { ...v6, [LABELS]: bytesOf('cifar10.1_v4_labels.npy') },
      code: 'data/mismatched-files',
      says: /3 images, but 4 labels/,
    },
    {
      title: 'labels of another set and type',
      // Told by their number, before each of them is made a number of eight bytes.
      files: { ...v6, [LABELS]: floats(4) },
      code: 'data/mismatched-files',
      says: /3 images, but 4 labels/,
    },
    {
      title: 'a wrong label',
      files: { ...v6, [LABELS]: bad },
      code: 'data/bad-label',
      says: /v6_labels\.npy is damaged: label 10 at position 2, but there are 10 classes/,
    },
    {
      title: 'a negative label',
      files: { ...v6, [LABELS]: bytesOf('labels-negative.npy') },
      code: 'data/bad-label',
      says: /label -1 at position 1/,
    },
    ...['labels-float', 'labels-table'].map((name) => ({
      title: name,
      files: { ...v6, [LABELS]: bytesOf(`${name}.npy`) },
      code: 'data/unusable-file',
      says: /its labels are no row of whole numbers/,
    })),
    {
      title: 'labels that are a pickle',
      files: { ...v6, [LABELS]: bytesOf('labels-object.npy') },
      code: 'data/unusable-file',
      says: /v6_labels\.npy .*its elements are \|O/,
    },
    ...['data-fortran', 'data-float', 'data-planar'].map((name) => ({
      title: name,
      files: { ...v6, [DATA]: bytesOf(`${name}.npy`) },
      code: 'data/unusable-file',
      says: /its images are an array \(3, .* where \(count, 32, 32, 3\) of u1 was expected/,
    })),
  ])('names $title', async ({ files, code, says }) => {
    const error = await failureOf(open(files));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(says);
  });
});
