import { createHash } from 'node:crypto';
import { chmod, copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataFixture, EXPECTED_DATA, filesOfFixture, putFiles } from '../../test/support/data-fixtures.ts';
import { expectSet } from '../../test/support/data-sets.ts';
import { classCounts } from './dataset.ts';
import { namedDatasets, openDataset } from './open.ts';

const resourcesDir = fileURLToPath(new URL('../../resources', import.meta.url));
const small = join(resourcesDir, 'data', 'fashion-mnist-small');
const open = (nameOrPath: string): ReturnType<typeof openDataset> =>
  openDataset(nameOrPath, { resourcesDir, dataDir: null });

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('the embedded data set', () => {
  it('is balanced Fashion-MNIST with its known numbers', async () => {
    const set = await open('fashion-mnist-small');
    expect(set).toMatchObject({
      id: '6d5eed138e7d4c26',
      name: 'fashion-mnist-small',
    });
    for (const part of [set.train, set.test]) {
      expect(part).toMatchObject({ size: { height: 28, width: 28 }, channels: 1 });
    }
    expect(set.classes).toHaveLength(10);
    expect([set.train.count, set.test.count]).toEqual([10_000, 2_000]);
    expect(classCounts(set.train.labels, 10)).toEqual(new Array<number>(10).fill(1_000));
    expect(classCounts(set.test.labels, 10)).toEqual(new Array<number>(10).fill(200));
    // Computed with numpy; the whole of Fashion-MNIST has 0.2860 and 0.3530.
    expect(set.statistics.mean[0]).toBeCloseTo(0.2866816471588635, 12);
    expect(set.statistics.deviation[0]).toBeCloseTo(0.3540125726600868, 12);
    expect([...set.train.labels.subarray(0, 8)]).toEqual([9, 0, 0, 3, 0, 2, 7, 2]);
  });

  it('has the files that its README lists', async () => {
    const readme = await readFile(join(small, 'README.md'), 'utf8');
    const sums = [...readme.matchAll(/^ {4}([0-9a-f]{64}) {2}(\S+\.gz)$/gm)];
    expect(sums).toHaveLength(4);
    for (const [, sum, name = ''] of sums) {
      expect(
        createHash('sha256')
          .update(await readFile(join(small, name)))
          .digest('hex'),
      ).toBe(sum);
    }
    expect(await readFile(join(small, 'LICENSE'), 'utf8')).toContain('Zalando');
  });
});

describe('openDataset', () => {
  it('opens a folder by its path: the same content has the same id', async () => {
    expect((await open(small)).id).toBe((await open('fashion-mnist-small')).id);
  });

  it('lists the names when it knows neither name nor path', async () => {
    for (const name of ['cifar-11', 'constructor', '__proto__', join(folder, 'none')]) {
      await expect(open(name)).rejects.toMatchObject({
        code: 'data/unknown-dataset',
        message: expect.stringMatching(/no data set named .* no folder \/.*fashion-mnist-small/),
      });
    }
    expect(namedDatasets().map(({ name }) => name)).toEqual(['fashion-mnist-small']);
  });

  it('says what it can read when a folder holds something else', async () => {
    await writeFile(join(folder, 'notes.txt'), 'nothing here');
    await expect(open(folder)).rejects.toMatchObject({
      code: 'data/unknown-layout',
      message: expect.stringMatching(/no known layout. Known layouts: IDX files/),
    });
  });

  it('says that nothing says the classes of images', async () => {
    const gif = new Uint8Array(Buffer.from('GIF89a'));
    await putFiles(folder, { 'deep/1.gif': gif, 'deep/2.gif': gif, 'deep/notes.txt': gif.subarray(0, 1) });
    const says = (at: string, count: number): object => ({
      code: 'data/unusable-set',
      message: expect.stringContaining(
        `${at} is not a usable data set: nothing says the classes of its ${count} images. Put the images of each class`,
      ),
    });
    await expect(open(join(folder, 'deep'))).rejects.toMatchObject(says(join(folder, 'deep'), 2));
    await expect(open(folder)).rejects.toMatchObject({ code: 'data/unusable-set' });
    await putFiles(folder, { 'kaggle/train/cat.1.gif': gif, 'kaggle/test/1.gif': gif });
    await expect(open(join(folder, 'kaggle'))).rejects.toMatchObject(says(join(folder, 'kaggle'), 2));
    const body = gif;
    const tar = await packTar(
      ['1.gif', '2.gif', '3.gif'].map((name) => ({ header: { name, size: 6 }, body })),
    );
    await writeFile(join(folder, 'x.tar'), tar);
    await expect(open(join(folder, 'x.tar'))).rejects.toMatchObject(says(join(folder, 'x.tar'), 3));
  });

  it('enters a folder that is alone in its folder', async () => {
    const deep = join(folder, 'outer', 'inner');
    await putFiles(deep, await filesOfFixture('cifar-10-python.tar.gz'));
    await putFiles(folder, { 'outer/.DS_Store': new Uint8Array(1) });
    expectSet(await open(folder), EXPECTED_DATA['cifar-10']);
    await putFiles(folder, { 'outer/notes.txt': new Uint8Array(1) });
    await expect(open(folder)).rejects.toMatchObject({ code: 'data/unknown-layout' });
    await rm(join(folder, 'outer', 'notes.txt'));
    await putFiles(folder, { 'outer/other/notes.txt': new Uint8Array(1) });
    await expect(open(folder)).rejects.toMatchObject({ code: 'data/unknown-layout' });
  });

  it('opens an archive by its path, or the one in a folder', async () => {
    const id = (await open(dataFixture('cifar-10-python.tar.gz'))).id;
    expect((await open(dataFixture('cifar-10-binary.tar.gz'))).id).toBe(id);
    expect((await open(dataFixture('cifar-100-python.tar.gz'))).id).toBe(
      (await open(dataFixture('cifar-100-binary.tar.gz'))).id,
    );
    await copyFile(dataFixture('cifar-10-python.tar.gz'), join(folder, 'download.bin'));
    await writeFile(join(folder, 'notes.txt'), 'nothing here');
    const set = await open(folder);
    expect(set).toMatchObject({ id, name: 'cifar-10' });
    expectSet(set, EXPECTED_DATA['cifar-10']);
    await copyFile(dataFixture('cifar-100-python.tar.gz'), join(folder, 'other.tar.gz'));
    await expect(open(folder)).rejects.toMatchObject({
      code: 'data/several-sets',
      message: expect.stringMatching(/download\.bin, .*other\.tar\.gz\. Give the path of one/),
    });
    await expect(open(dataFixture('unknown-layout.tar.gz'))).rejects.toMatchObject({
      code: 'data/unknown-layout',
      message: expect.stringMatching(/contents of .*unknown-layout\.tar\.gz are in no known layout/),
    });
  });

  it('opens a set of several in a folder by one of its files', async () => {
    await putFiles(folder, await filesOfFixture('cifar-10.1.tar.gz'));
    await expect(open(folder)).rejects.toMatchObject({ code: 'data/several-sets' });
    expectSet(await open(join(folder, 'cifar10.1_v4_data.npy')), EXPECTED_DATA['cifar-10.1'].v4);
    await expect(open(dataFixture('cifar-10.1.tar.gz'))).rejects.toMatchObject({
      code: 'data/several-sets',
      message: expect.stringMatching(
        /datasets\/cifar10\.1_v6_data\.npy\. Unpack it, and give the path of one of these\.$/,
      ),
    });
    await expect(open(join(folder, 'labels-bytes.npy'))).rejects.toMatchObject({ code: 'data/not-a-folder' });
  });

  it('opens the set of which a file was given, and no other one of its folder', async () => {
    const python = await open(dataFixture('cifar-10-python.tar.gz'));
    const binary = await open(dataFixture('cifar-100-binary.tar.gz'));
    await putFiles(folder, await filesOfFixture('cifar-10-python.tar.gz'));
    await putFiles(folder, await filesOfFixture('cifar-100-binary.tar.gz'));
    expect((await open(join(folder, 'data_batch_3'))).id).toBe(python.id);
    expect((await open(join(folder, 'test.bin'))).id).toBe(binary.id);
    expect((await open(join(small, 't10k-labels-idx1-ubyte.gz'))).id).toBe((await open(small)).id);
    await expect(open(join(small, 'README.md'))).rejects.toMatchObject({
      code: 'data/not-a-folder',
      message: expect.stringMatching(/Give the folder that holds the data set/),
    });
  });

  it('takes the plain one of a file that is there packed as well', async () => {
    const python = await filesOfFixture('cifar-10-python.tar.gz');
    const packed = Object.entries(python).map(([name, bytes]) => [`${name}.gz`, gzipSync(bytes)] as const);
    await putFiles(folder, { ...python, ...Object.fromEntries(packed) });
    expectSet(await open(folder), EXPECTED_DATA['cifar-10']);
    expectSet(await open(join(folder, 'test_batch.gz')), EXPECTED_DATA['cifar-10']);
    await rm(join(folder, 'test_batch'));
    expectSet(await open(folder), EXPECTED_DATA['cifar-10']);
  });

  it('finds the one set of an archive however deep, and does not choose between two', async () => {
    const sets = {
      'root/data/cifar-10-batches-py': await filesOfFixture('cifar-10-python.tar.gz'),
      'root/docs': { 'notes.txt': new TextEncoder().encode('nothing here') },
      'root/old/cifar': await filesOfFixture('cifar-10-binary.tar.gz'),
    };
    const archived = async (folders: readonly (keyof typeof sets)[]): Promise<string> => {
      const entries = folders.flatMap((inside) =>
        Object.entries<Uint8Array>(sets[inside]).map(([name, body]) => ({
          header: { name: `${inside}/${name}`, size: body.length },
          body,
        })),
      );
      const path = join(folder, 'x.tar.gz');
      await writeFile(path, gzipSync(await packTar(entries)));
      return path;
    };
    expectSet(await open(await archived(['root/data/cifar-10-batches-py'])), EXPECTED_DATA['cifar-10']);
    expectSet(await open(await archived(['root/docs', 'root/old/cifar'])), EXPECTED_DATA['cifar-10']);
    await expect(
      open(await archived(['root/data/cifar-10-batches-py', 'root/docs', 'root/old/cifar'])),
    ).rejects.toMatchObject({
      code: 'data/several-sets',
      message: expect.stringMatching(
        /x\.tar\.gz holds more than one data set: \S+\/root\/data\/cifar-10-batches-py, \S+\/root\/old\/cifar\. Unpack it/,
      ),
    });
  });

  it('refuses a file, and names an embedded set that is not there', async () => {
    await writeFile(join(folder, 'set.tar'), 'x');
    await expect(open(join(folder, 'set.tar'))).rejects.toMatchObject({ code: 'data/not-a-folder' });
    await expect(
      openDataset('fashion-mnist-small', { resourcesDir: folder, dataDir: null }),
    ).rejects.toMatchObject({
      code: 'data/unreadable',
      message: expect.stringContaining(join(folder, 'data', 'fashion-mnist-small')),
    });
  });

  // Root reads whatever the permissions say, so the second half of this needs another user.
  it('reads no devices and pipes, which may never end', async () => {
    await expect(open('/dev/zero')).rejects.toMatchObject({
      code: 'data/unreadable',
      message: expect.stringContaining('/dev/zero cannot be read: it is neither a file nor a folder'),
    });
  });

  it('says which path it may not read', async () => {
    await chmod(folder, 0o000);
    const isRoot = process.getuid?.() === 0;
    const code = isRoot ? 'data/unknown-layout' : 'data/unreadable';
    await expect(open(folder)).rejects.toMatchObject({ code });
    await chmod(folder, 0o700);
  });
});
