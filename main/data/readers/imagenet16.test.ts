import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectArrays, expectedArrays, filesIn, filesOfLayout } from '../../../test/support/array-layouts.ts';
import { filesOfFixture, putFiles } from '../../../test/support/data-fixtures.ts';
import { decoded, failureOf } from '../../../test/support/data-sets.ts';
import { makeDataset } from '../dataset.ts';
import type { Dataset } from '../dataset.ts';
import { listAround, listFolder } from '../listing.ts';
import { checkMemory, imagenet16 } from './imagenet16.ts';

type Files = Readonly<Record<string, Uint8Array>>;
const all = await filesOfLayout('imagenet16');
const files = filesIn(all, 'python3-protocol4');
const bytesOf = (name: string): Uint8Array => files[name] ?? new Uint8Array(0);

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imagenet-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function open(found: Files, config: Readonly<Record<string, unknown>> = {}): Promise<Dataset> {
  await rm(folder, { recursive: true });
  await putFiles(folder, found);
  const listing = await listFolder(folder);
  expect(imagenet16.detect(listing)).not.toBeNull();
  return makeDataset(decoded(await imagenet16.open(listing, imagenet16.config.parse(config))));
}

/** A file with bytes in place of others, of the same length. */
function replaced(name: string, from: readonly number[], to: readonly number[]): Uint8Array {
  const bytes = Buffer.from(bytesOf(name));
  const at = bytes.indexOf(Buffer.from(from));
  if (at < 0) throw new Error('the bytes are not there');
  bytes.set(to, at);
  return bytes;
}

describe('imagenet16', () => {
  it.each([
    'python2-protocol0',
    'python2-protocol2',
    'python3-protocol1',
    'python3-protocol3',
    'python3-protocol4',
    'python3-protocol5',
  ])('reads what %s wrote, without the classes beyond the first 120', async (name) => {
    const set = await open(filesIn(all, name));
    const expected = expectedArrays('imagenet16/120');
    expectArrays(set, expected);
    expect(set.name).toBe('imagenet16-120');
    expect(set.skipped).toEqual([
      { reason: 'of a class beyond the first 120', count: expected.skipped, examples: [] },
    ]);
  });

  it('takes another number of classes', async () => {
    const set = await open(files, { classCount: 1000 });
    expectArrays(set, expectedArrays('imagenet16/1000'));
    expect(set).toMatchObject({ name: 'imagenet16-1000', skipped: [] });
    expect(imagenet16.config.safeParse({ classCount: 1001 }).success).toBe(false);
    expect(imagenet16.config.safeParse({ classCount: 0 }).success).toBe(false);
    expect((await open(files, { name: 'mine' })).name).toBe('mine');
  });

  it('takes the names of classes from the list of the publisher', async () => {
    const lines = Array.from(
      { length: 1000 },
      (_, i) => `n${String(i).padStart(8, '0')} ${i + 1} class_${i + 1}\n`,
    );
    const list = (from: number): Uint8Array => new TextEncoder().encode(lines.slice(from).join(''));
    const set = await open({ ...files, 'map_clsloc.txt': list(0) });
    expect(set.classes).toHaveLength(120);
    expect([set.classes[0], set.classes[119]]).toEqual(['class_1', 'class_120']);
    const error = await failureOf(open({ ...files, 'map_clsloc.txt': list(5) }));
    expect(error.message).toMatch(
      /map_clsloc\.txt is not a usable list of class names: it has names for 115 of the first 120/,
    );
  });

  it('knows its files by their content too, in every protocol', async () => {
    for (const protocol of [
      'python2-protocol0',
      'python3-protocol1',
      'python2-protocol2',
      'python3-protocol5',
    ]) {
      await rm(folder, { recursive: true });
      const [content] = Object.values(filesIn(all, protocol));
      await putFiles(folder, { 'renamed.pickle': content ?? new Uint8Array(0) });
      expect(imagenet16.detect(await listFolder(folder))).not.toBeNull();
    }
  });

  it('detects nothing in folders of CIFAR, nor for a file that is no part of it', async () => {
    for (const name of ['cifar-10-python.tar.gz', 'cifar-100-python.tar.gz']) {
      await rm(folder, { recursive: true });
      await putFiles(folder, await filesOfFixture(name));
      expect(imagenet16.detect(await listFolder(folder))).toBeNull();
    }
    await putFiles(folder, { ...files, 'notes.txt': new Uint8Array(3) });
    expect(imagenet16.detect(await listAround(join(folder, 'notes.txt')))).toBeNull();
    expect(imagenet16.detect(await listAround(join(folder, 'val_data')))).not.toBeNull();
  });

  it.each([
    {
      title: 'a missing file',
      changed: { train_data_batch_7: null },
      code: 'data/missing-file',
      says: /has no file train_data_batch_7/,
    },
    {
      title: 'missing images for validation',
      changed: { val_data: null },
      code: 'data/missing-file',
      says: /has no file of validation images/,
    },
    {
      title: 'a file that is cut short',
      changed: { train_data_batch_3: bytesOf('train_data_batch_3').slice(0, 900) },
      code: 'data/unusable-file',
      says: /train_data_batch_3 is not a usable pickle/,
    },
    {
      title: 'no images',
      changed: { val_data: replaced('val_data', [...Buffer.from('data')], [...Buffer.from('dato')]) },
      code: 'data/unusable-file',
      says: /val_data is not a usable pickle of ImageNet16-120: it has no array of images/,
    },
    {
      title: 'no labels',
      changed: { val_data: replaced('val_data', [...Buffer.from('labels')], [...Buffer.from('labeln')]) },
      code: 'data/unusable-file',
      says: /its labels are no list of whole numbers/,
    },
    {
      title: 'a label beyond all classes',
      changed: {
        train_data_batch_1: replaced('train_data_batch_1', [0x4b, 1, 0x4b, 120], [0x4b, 1, 0x4b, 0]),
      },
      code: 'data/unusable-file',
      says: /train_data_batch_1 .*label 0 at position 1 is not from 1 to 1000/,
    },
    {
      title: 'rows that are no images',
      changed: { val_data: replaced('val_data', [0x4b, 4, 0x4d, 0, 3, 0x86], [0x4b, 2, 0x4d, 0, 6, 0x86]) },
      code: 'data/unusable-file',
      says: /its images are an array \(2, 1536\) of u1, where \(count, 768\) of u1 was expected/,
    },
    {
      title: 'images of another number than labels',
      changed: { val_data: replaced('val_data', [0x4b, 4, 0x4d, 0, 3, 0x86], [0x4b, 1, 0x4d, 0, 12, 0x86]) },
      code: 'data/unusable-file',
      says: /it has 1 images, but 4 labels/,
    },
  ])('names $title', async ({ changed, code, says }) => {
    const mixed = Object.entries({ ...files, ...changed }).flatMap(([name, bytes]) =>
      bytes === null ? [] : [[name, bytes] as const],
    );
    const error = await failureOf(open(Object.fromEntries(mixed)));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(says);
    expect(error.message).toContain(folder);
  });

  it('says what to do where the images are more than memory is for', () => {
    const ofAll = (side: number): number => 1_281_167 * 3 * side * side;
    const check = (side: number, sizeBytes: number) => () => {
      checkMemory('/sets/imagenet', { sizeBytes, side, classCount: 1000 });
    };
    expect(check(32, ofAll(32))).not.toThrow();
    expect(check(64, ofAll(64))).toThrow(
      /^\/sets\/imagenet is not a usable data set: its images of 64 x 64 pixels of 1000 classes take more than \d+ bytes of memory\. Use fewer classes/,
    );
  });

  it('says where no image is of the classes that are asked for', async () => {
    const error = await failureOf(
      open({ ...files, val_data: bytesOf('train_data_batch_3') }, { classCount: 1 }),
    );
    expect(error.message).toMatch(/no image is of the classes that are asked for/);
  });
});
