import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pixelsIn } from '../../../test/support/pixels.ts';
import { EXPECTED_DATA, filesOfFixture, putFiles } from '../../../test/support/data-fixtures.ts';
import { decoded, expectSet, failureOf } from '../../../test/support/data-sets.ts';
import { makeDataset } from '../dataset.ts';
import type { Dataset } from '../dataset.ts';
import { listFolder } from '../listing.ts';
import { cifarPickle } from './cifar-pickle.ts';

type Files = Readonly<Record<string, Uint8Array>>;
const cifar10 = await filesOfFixture('cifar-10-python.tar.gz');
const cifar100 = await filesOfFixture('cifar-100-python.tar.gz');
const pickles = await filesOfFixture('pickles.tar.gz');
const from = (files: Files, name: string): Uint8Array => files[name] ?? new Uint8Array(0);

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cifar-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const without = (files: Files, name: string): Record<string, Uint8Array> =>
  Object.fromEntries(Object.entries(files).filter(([key]) => key !== name));
/** The file with one text in it changed to another of the same length. */
function changed(files: Files, name: string, [before, after]: readonly [string, string]): Uint8Array {
  const text = Buffer.from(from(files, name)).toString('latin1');
  if (!text.includes(before) || before.length !== after.length) throw new Error(`${name} lacks ${before}`);
  return Buffer.from(text.replace(before, after), 'latin1');
}
/** A file of one image with labels that are an array of zeros. */
function withLabels(type: string, count: number): Uint8Array {
  const array = (descr: string, shape: string, sizeBytes: number): string => {
    const size = Buffer.alloc(4);
    size.writeUInt32LE(sizeBytes);
    const body = `B${size.toString('latin1')}${'\0'.repeat(sizeBytes)}`;
    return `cnumpy._core.numeric\n_frombuffer\n(${body}cnumpy\ndtype\n(U${String.fromCharCode(descr.length)}${descr}I00\nI01\ntR(${shape}tU\x01CtR`;
  };
  const data = array('u1', 'K\x01M\x00\x0c', 3072);
  const labels = array(type, `K${String.fromCharCode(count)}`, 8 * count);
  return Buffer.from(`\x80\x02}U\x04data${data}sU\x06labels${labels}s.`, 'latin1');
}
async function open(files: Files, config = {}): Promise<Dataset> {
  await putFiles(folder, files);
  return makeDataset(
    decoded(await cifarPickle.open(await listFolder(folder), cifarPickle.config.parse(config))),
  );
}
async function detects(files: Files): Promise<boolean> {
  await putFiles(folder, files);
  return cifarPickle.detect(await listFolder(folder)) !== null;
}

describe('cifar-pickle', () => {
  it('reads CIFAR-10 as Python 2 wrote it: pixels, labels and names', async () => {
    expect(await detects(cifar10)).toBe(true);
    const set = await open(cifar10);
    expectSet(set, EXPECTED_DATA['cifar-10']);
    expect(set.name).toBe('cifar-10');
    expect(set.classes[9]).toBe('truck');
  });

  it('reads CIFAR-100 with its fine labels and names', async () => {
    expect(await detects(cifar100)).toBe(true);
    const set = await open(cifar100, { name: 'mine' });
    expectSet(set, EXPECTED_DATA['cifar-100']);
    expect(set.name).toBe('mine');
    expect(set.classes[99]).toBe('fine_99');
  });

  it('has the published names where the file of names is missing', async () => {
    expect((await open(without(cifar10, 'batches.meta'))).classes[3]).toBe('cat');
    await rm(folder, { recursive: true });
    expect((await open(without(cifar100, 'meta'))).classes[1]).toBe('aquarium_fish');
  });

  it('takes renamed and packed files for what they say they are', async () => {
    const renamed = Object.fromEntries(
      Object.values(cifar10).map((bytes, i) => [`${'zyxwvuts'[i] ?? ''}.gz`, gzipSync(bytes)]),
    );
    expect(Object.keys(renamed)).toHaveLength(8);
    expect(await detects(renamed)).toBe(true);
    expectSet(await open(renamed), EXPECTED_DATA['cifar-10']);
  });

  it.each([0, 2, 3, 4, 5])('reads what Python 3 writes, protocol %d', async (protocol) => {
    const train = from(pickles, `numpy2-protocol${protocol}`);
    const test = from(pickles, `numpy1-protocol${protocol}`);
    const said = { train, test_batch: changed({ test }, 'test', ['training batch 1', 'tseting batch 12']) };
    const set = await open(said);
    // Where a file says something else than the published ones, its name decides.
    expect([set.train.count, set.test.count]).toEqual([3, 3]);
    expect([...set.test.labels]).toEqual([3, 0, 9]);
    expect(pixelsIn(set.train)).toEqual(pixelsIn(set.test));
  });

  it('detects nothing in other folders', async () => {
    const other = {
      'notes.txt': new TextEncoder().encode('data, labels'),
      'odd.pkl': from(pickles, 'odd-loop'),
    };
    expect(await detects({ ...other, empty: new Uint8Array(0) })).toBe(false);
  });
});

describe('cifar-pickle errors', () => {
  const batch = from(cifar10, 'data_batch_2');
  const protocol = batch.slice();
  protocol[1] = 9;
  it.each([
    {
      title: 'a truncated file',
      files: { ...cifar10, data_batch_2: batch.slice(0, 3000) },
      code: 'data/unusable-file',
      says: /data_batch_2 is not a usable pickle: it ends too early/,
    },
    {
      title: 'a file with another protocol',
      files: { ...cifar10, data_batch_2: protocol },
      code: 'data/unusable-file',
      says: /data_batch_2 is not a usable pickle: its protocol 9 is not known/,
    },
    {
      title: 'a page saved under the name of a file',
      files: { ...cifar10, test_batch: new TextEncoder().encode('<html>404</html>') },
      code: 'data/unusable-file',
      says: /test_batch is not a usable pickle/,
    },
    {
      title: 'an attack',
      files: { ...cifar10, data_batch_2: from(pickles, 'refused-os-system-protocol2') },
      code: 'data/unusable-file',
      says: /data_batch_2 is not a usable pickle: it refers to "posix\.system", which is not plain data/,
    },
    {
      title: 'a dictionary of something else',
      files: { ...cifar10, data_batch_2: from(pickles, 'special-truth-protocol2') },
      code: 'data/unusable-file',
      says: /data_batch_2 .* neither images \("data"\) nor names of classes/,
    },
    {
      title: 'images of another type',
      files: { ...cifar10, data_batch_2: from(pickles, 'special-big-endian-protocol2') },
      code: 'data/unusable-file',
      says: /its images are an array \(3\) of i4, where \(count, 3072\) of u1 was expected/,
    },
    {
      title: 'images that are no array',
      files: { ...cifar10, data_batch_2: from(pickles, 'special-bytearray-protocol5') },
      code: 'data/unusable-file',
      says: /its images are no array/,
    },
    {
      title: 'a list in place of a dictionary',
      files: { ...cifar10, data_batch_2: from(pickles, 'odd-loop') },
      code: 'data/unusable-file',
      says: /data_batch_2 .* it holds no dictionary/,
    },
    {
      title: 'a missing batch',
      files: without(cifar10, 'data_batch_4'),
      code: 'data/missing-file',
      says: /has no file of training images 4 of 5\. .*data_batch_1, data_batch_2, data_batch_3, data_batch_5/,
    },
    {
      title: 'missing test images',
      files: without(cifar100, 'test'),
      code: 'data/missing-file',
      says: /has no file of test images/,
    },
    {
      title: 'a batch that is there twice',
      files: { ...cifar10, copy: batch },
      code: 'data/ambiguous-files',
      says: /copy, data_batch_2/,
    },
    ...['training batch 6 of 5', 'training batch 0 of 5'].map((says) => ({
      title: says,
      files: {
        ...cifar10,
        more: changed(cifar10, 'data_batch_5', ['training batch 5 of 5', says]),
      },
      code: 'data/unusable-file',
      says: /more is not a usable pickle of CIFAR: it says that it is "training batch [06] of 5", which cannot be/,
    })),
    {
      title: 'test images twice in files that do not say what they are',
      files: {
        ...cifar10,
        test_batch: changed(cifar10, 'test_batch', ['testing batch 1', 'tseting batch 1']),
        'test_batch copy': from(cifar10, 'test_batch'),
      },
      code: 'data/ambiguous-files',
      says: /test_batch, test_batch copy/,
    },
    {
      title: 'labels of another type, and more than images',
      files: {
        ...cifar10,
        data_batch_1: withLabels('<f8', 4),
      },
      code: 'data/unusable-file',
      says: /data_batch_1 .* it has 1 images, but 4 labels/,
    },
    {
      title: 'files of both sets',
      files: { ...without(cifar10, 'batches.meta'), ...without(cifar100, 'meta') },
      code: 'data/mismatched-files',
      says: /some have the labels of CIFAR-100, some those of CIFAR-10/,
    },
    {
      title: 'a wrong label',
      // BININT1 3, BININT1 0 are the labels of the first batch: 3 and 10 mod 10.
      files: { ...cifar10, data_batch_1: changed(cifar10, 'data_batch_1', ['K\x03K\x00', 'K\x03K\x0a']) },
      code: 'data/bad-label',
      says: /data_batch_1 is damaged: label 10 at position 1, but there are 10 classes/,
    },
    {
      title: 'a label that is a text',
      files: { ...cifar10, data_batch_1: changed(cifar10, 'data_batch_1', ['K\x03K\x00', 'K\x03U\x00']) },
      code: 'data/unusable-file',
      says: /data_batch_1 .* its labels are no list of whole numbers/,
    },
    {
      title: 'a label too few',
      // The second label becomes the stack's "none, forget it".
      files: { ...cifar10, data_batch_1: changed(cifar10, 'data_batch_1', ['K\x03K\x00', 'K\x03N0']) },
      code: 'data/unusable-file',
      says: /data_batch_1 .* it has 2 images, but 1 labels/,
    },
    {
      title: 'too few names',
      files: {
        ...cifar10,
        'batches.meta': changed(cifar10, 'batches.meta', ['U\x08airplane', 'U\x04airpN000']),
      },
      code: 'data/unusable-file',
      says: /batches\.meta /,
    },
  ])('names $title', async ({ files, code, says }) => {
    expect(await detects(files)).toBe(true);
    const error = await failureOf(open(files));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(says);
  });
});
