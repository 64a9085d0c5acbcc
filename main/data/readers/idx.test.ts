import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decoded } from '../../../test/support/data-sets.ts';
import { filesIn, filesOfTar } from '../../../test/support/array-layouts.ts';
import { pixelsIn } from '../../../test/support/pixels.ts';
import { defined } from '../../base/assert.ts';
import { AppError } from '../../base/errors.ts';
import { createRng } from '../../base/rng.ts';
import { makeDataset } from '../dataset.ts';
import type { Dataset } from '../dataset.ts';
import { listFolder } from '../listing.ts';
import { idx } from './idx.ts';

/** Bytes of an IDX file. */
function idxBytes(dimensions: readonly number[], elements: Uint8Array, type = 8): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * dimensions.length + elements.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, type * 256 + dimensions.length);
  dimensions.forEach((size, i) => {
    view.setUint32(4 + 4 * i, size);
  });
  bytes.set(elements, 4 + 4 * dimensions.length);
  return bytes;
}

const ramp = (length: number, modulo: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => i % modulo);
const trainImages = idxBytes([30, 4, 5], ramp(600, 251));
const trainLabels = idxBytes([30], ramp(30, 3));
const testImages = idxBytes([9, 4, 5], ramp(180, 250));
const testLabels = idxBytes([9], ramp(9, 3));
const MNIST = {
  'train-images-idx3-ubyte': trainImages,
  'train-labels-idx1-ubyte': trainLabels,
  't10k-images-idx3-ubyte': testImages,
  't10k-labels-idx1-ubyte': testLabels,
};

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'idx-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function put(files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
}
const open = async (config = {}): Promise<Dataset> =>
  makeDataset(decoded(await idx.open(await listFolder(folder), idx.config.parse(config))));
const packed = (files: Readonly<Record<string, Uint8Array>>): Record<string, Uint8Array> =>
  Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`${name}.gz`, gzipSync(bytes)]));

/** The error of opening, which must be one with a code. */
async function failure(): Promise<AppError> {
  const error: unknown = await open().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError))
    throw new Error('opening did not fail with a coded error', { cause: error });
  return error;
}

describe('idx', () => {
  it('reads images, labels, classes and sizes', async () => {
    await put(MNIST);
    const set = await open();
    expect(set).toMatchObject({
      name: basename(folder),
      classes: ['0', '1', '2'],
    });
    expect(set.train).toMatchObject({ count: 30, size: { height: 4, width: 5 }, channels: 1 });
    expect(pixelsIn(set.train)).toEqual(trainImages.slice(16));
    expect(set.train.labels).toEqual(trainLabels.slice(8));
    expect(pixelsIn(set.test)).toEqual(testImages.slice(16));
    expect(set.test.labels).toEqual(testLabels.slice(8));
    for (const array of [pixelsIn(set.train), set.train.labels, pixelsIn(set.test)]) {
      expect(array.buffer).toBeInstanceOf(SharedArrayBuffer);
    }
  });

  it('finds the same set plain, packed, both, renamed and through links', async () => {
    await put(MNIST);
    const { id } = await open();
    await put(packed({ 'train-images-idx3-ubyte': idxBytes([1, 4, 5], ramp(20, 9)) }));
    expect((await open()).id).toBe(id);
    const layouts: Record<string, Uint8Array>[] = [
      packed(MNIST),
      { a: trainImages, b: trainLabels, c: testImages, d: testLabels },
      { 'x.train': trainImages, 'y.train': trainLabels, 'x.test': testImages, 'y.test': testLabels },
      // The browser unpacked it on the way and kept the name.
      { ...packed(MNIST), 'train-images-idx3-ubyte.gz': trainImages },
      { ...MNIST, 'README.md': new TextEncoder().encode('# MNIST'), empty: new Uint8Array(0) },
    ];
    for (const layout of layouts) {
      await rm(folder, { recursive: true });
      folder = await mkdtemp(join(tmpdir(), 'idx-'));
      await put(layout);
      expect(idx.detect(await listFolder(folder))).not.toBeNull();
      expect((await open()).id).toBe(id);
    }
    const links = await mkdtemp(join(tmpdir(), 'idx-'));
    for (const name of await readdir(folder)) await symlink(join(folder, name), join(links, name));
    await symlink(join(folder, 'nothing'), join(links, 'dangling'));
    expect(makeDataset(decoded(await idx.open(await listFolder(links), {}))).id).toBe(id);
    await rm(links, { recursive: true });
  });

  it('reads images with channels', async () => {
    await put({ ...MNIST, 'train-images-idx3-ubyte': idxBytes([30, 2, 2, 3], ramp(360, 251)) });
    await put({ 't10k-images-idx3-ubyte': idxBytes([9, 2, 2, 3], ramp(108, 251)) });
    expect((await open()).train).toMatchObject({ size: { height: 2, width: 2 }, channels: 3 });
  });

  it('takes names from its configuration and refuses labels beyond them', async () => {
    await put(MNIST);
    expect(await open({ name: 'mine', classes: ['a', 'b', 'c', 'd'] })).toMatchObject({
      name: 'mine',
      classes: ['a', 'b', 'c', 'd'],
    });
    await expect(open({ classes: ['a', 'b'] })).rejects.toMatchObject({
      code: 'data/bad-label',
      data: { index: 2, label: 2, classCount: 2 },
    });
    expect(idx.config.safeParse({ labels: [] }).success).toBe(false);
  });

  it('detects nothing in other folders', async () => {
    expect(idx.detect(await listFolder(folder))).toBeNull();
    await put({
      'train-images-idx3-ubyte': new TextEncoder().encode('<html>404</html>'),
      'labels-only': trainLabels,
    });
    expect(idx.detect(await listFolder(folder))).toBeNull();
  });
});

describe('idx, where the labels are those of Fashion-MNIST', () => {
  it('knows the names of the classes, packed and plain, and otherwise their numbers', async () => {
    const published = filesIn(await filesOfTar('known-labels.tar'), 'fashion-mnist');
    await put(published);
    expect((await open()).classes[9]).toBe('Ankle boot');
    expect((await open({ classes: 'abcdefghij'.split('') })).classes[9]).toBe('j');
    const name = 't10k-labels-idx1-ubyte';
    const labels = new Uint8Array(gunzipSync(published[`${name}.gz`] ?? new Uint8Array(0)));
    await put({ [name]: labels });
    expect((await open()).classes[0]).toBe('T-shirt/top');
    labels[8] = 8;
    await put({ [name]: labels });
    expect((await open()).classes[9]).toBe('9');
  });
});

describe('idx errors', () => {
  const cut = trainImages.slice(0, 300);
  const cases: { title: string; files: Record<string, Uint8Array>; code: string; says: RegExp }[] = [
    {
      title: 'a truncated file',
      files: { ...MNIST, 'train-images-idx3-ubyte': cut },
      code: 'data/damaged-file',
      says: /train-images-idx3-ubyte is damaged: .*30 x 4 x 5.*expected 616 bytes, found 300/,
    },
    {
      title: 'a truncated packed file',
      files: { ...packed(MNIST), 'train-images-idx3-ubyte.gz': gzipSync(trainImages).subarray(0, -20) },
      code: 'data/damaged-file',
      says: /train-images-idx3-ubyte.gz is damaged: unpacking stopped.*expected 616 bytes, found \d+/,
    },
    {
      title: 'a file whose content was truncated before packing',
      files: { ...packed(MNIST), 'train-images-idx3-ubyte.gz': gzipSync(cut) },
      code: 'data/damaged-file',
      says: /it ends too early \(expected 616 bytes, found 300\)/,
    },
    {
      title: 'a file that is too long',
      files: { ...MNIST, 't10k-labels-idx1-ubyte': new Uint8Array([...testLabels, 1, 1]) },
      code: 'data/damaged-file',
      says: /t10k-labels-idx1-ubyte is damaged: it goes on after its last element/,
    },
    {
      title: 'a header that announces more than any memory',
      files: {
        ...MNIST,
        'train-images-idx3-ubyte': idxBytes([0xffffffff, 0xffffffff, 0xffffffff], ramp(99, 9)),
      },
      code: 'data/damaged-file',
      says: /4294967295 x 4294967295 x 4294967295.*found 115/,
    },
    {
      title: 'such a header in a packed file',
      files: {
        ...packed(MNIST),
        'train-images-idx3-ubyte.gz': gzipSync(idxBytes([60_000, 2800, 2800], ramp(99, 9))),
      },
      code: 'data/damaged-file',
      says: /60000 x 2800 x 2800 elements, more than fits into the packed file/,
    },
    {
      title: 'a page saved under the name of a file',
      files: { ...MNIST, 'train-images-idx3-ubyte': new TextEncoder().encode('<html>404</html>') },
      code: 'data/not-idx',
      says: /train-images-idx3-ubyte is not a usable IDX file: it begins with the bytes 3c 68 74 6d/,
    },
    {
      title: 'an empty file',
      files: { ...MNIST, 't10k-images-idx3-ubyte': new Uint8Array(0) },
      code: 'data/not-idx',
      says: /t10k-images-idx3-ubyte .* only 0 bytes/,
    },
    {
      title: 'no elements',
      files: { ...MNIST, 't10k-images-idx3-ubyte': idxBytes([0, 4, 5], ramp(0, 1)) },
      code: 'data/not-idx',
      says: /0 x 4 x 5 hold nothing/,
    },
    {
      title: 'other element types',
      files: { ...MNIST, 'train-labels-idx1-ubyte': idxBytes([30], ramp(120, 3), 0x0c) },
      code: 'data/not-idx',
      says: /32-bit integers, not unsigned bytes/,
    },
    {
      title: 'channels in the second place',
      files: { ...MNIST, 'train-images-idx3-ubyte': idxBytes([30, 3, 2, 5], ramp(900, 251)) },
      code: 'data/not-idx',
      says: /30 x 3 x 2 x 5, where count x height x width x channels/,
    },
    {
      title: 'a missing file',
      files: {
        'train-images-idx3-ubyte': trainImages,
        't10k-images-idx3-ubyte': testImages,
        'train-labels': trainLabels,
      },
      code: 'data/missing-file',
      says: /has no file of test labels.*t10k-images-idx3-ubyte, train-images-idx3-ubyte, train-labels/,
    },
    {
      title: 'two sets in one folder',
      files: { ...MNIST, 'other-train-images-idx3-ubyte': trainImages },
      code: 'data/ambiguous-files',
      says: /other-train-images-idx3-ubyte, train-images-idx3-ubyte/,
    },
    {
      title: 'labels of another set',
      files: { ...MNIST, 'train-labels-idx1-ubyte': idxBytes([29], ramp(29, 3)) },
      code: 'data/mismatched-files',
      says: /30 images, but 29 labels/,
    },
    {
      title: 'a test part with other image sizes',
      files: { ...MNIST, 't10k-images-idx3-ubyte': idxBytes([9, 5, 4], ramp(180, 250)) },
      code: 'data/mismatched-files',
      says: /4 x 5 x 1 and 5 x 4 x 1/,
    },
  ];

  it.each(cases)('names $title', async ({ files, code, says }) => {
    await put(files);
    const error = await failure();
    expect(error.code).toBe(code);
    expect(error.message).toMatch(says);
  });

  it('does not unpack a bomb: reading stops at the size of the header', async () => {
    const bomb = gzipSync(new Uint8Array(50_000_000));
    const real = gzipSync(idxBytes([30, 4, 5], ramp(600, 251)));
    await put({ ...packed(MNIST), 'train-images-idx3-ubyte.gz': Buffer.concat([real, bomb]) });
    const { message, data } = await failure();
    expect(message).toMatch(/goes on after its last element/);
    expect(data.foundBytes).toBeLessThan(1_000_000);
  });
});

describe('idx under damage', () => {
  /** A damaged copy: some bits flipped, or an end cut off, or bytes put in. */
  function damaged(bytes: Uint8Array, seed: number): Uint8Array {
    const rng = createRng(seed, 'damage');
    const kind = rng.integer(4);
    if (kind === 0) return bytes.slice(0, rng.integer(bytes.length));
    if (kind === 1) {
      const from = rng.integer(bytes.length);
      return Uint8Array.of(...bytes.slice(0, from), ...bytes.slice(from + 1 + rng.integer(8)));
    }
    const copy = bytes.slice();
    // Half of the flips hit the first bytes, where the headers are.
    const reach = kind === 2 ? Math.min(24, bytes.length) : bytes.length;
    for (let flips = 1 + rng.integer(4); flips > 0; flips--) {
      const place = rng.integer(reach);
      copy[place] = (copy[place] ?? 0) ^ (1 << rng.integer(8));
    }
    return copy;
  }

  it('opens a consistent set or fails with a code, 300 times', async () => {
    const names = Object.keys(MNIST);
    let failures = 0;
    for (let seed = 0; seed < 300; seed++) {
      const isPacked = seed % 2 === 1;
      const files: Record<string, Uint8Array> = isPacked ? packed(MNIST) : { ...MNIST };
      const name = `${names[createRng(seed, 'file').integer(4)] ?? ''}${isPacked ? '.gz' : ''}`;
      files[name] = damaged(files[name] ?? new Uint8Array(0), seed);
      await put(files);
      idx.detect(await listFolder(folder));
      const outcome: unknown = await open().catch((thrown: unknown) => thrown);
      if (outcome instanceof Error) {
        expect(outcome, `case ${String(seed)}`).toBeInstanceOf(AppError);
        expect(outcome).toMatchObject({ code: expect.stringMatching(/^data\//) });
        failures++;
      } else {
        const { train, test } = await open();
        for (const set of [train, test]) {
          const { height, width } = defined(set.size, 'IDX files have images of one size');
          expect(pixelsIn(set)).toHaveLength(set.count * height * width * set.channels);
          expect(set.labels).toHaveLength(set.count);
        }
        // What the checksum of gzip covers cannot have changed.
        if (isPacked) expect(gunzipSync(files[name] ?? new Uint8Array(0)).length).toBeGreaterThan(0);
      }
      for (const file of await readdir(folder)) await rm(join(folder, file));
    }
    expect(failures).toBeGreaterThan(170);
  }, 20_000);
});
