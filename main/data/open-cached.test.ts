import { copyFile, mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dataFixture, EXPECTED_DATA, filesOfFixture, putFiles } from '../../test/support/data-fixtures.ts';
import { bundleProgram } from '../../test/support/bundle.ts';
import type { Bundled } from '../../test/support/bundle.ts';
import { openThere } from '../../test/support/opening.ts';
import { readPixels } from '../../test/support/pixels.ts';
import { NO_AUGMENT } from './augment/recipe.ts';
import { createBatchStream } from './batches.ts';
import type { Dataset } from './dataset.ts';
import { heldBytes } from './image-set.ts';
import { addSet } from './library/add.ts';
import { locateDataset, openDataset, openSource, rereadDataset } from './open.ts';
import type { OpenOptions, OpenProgress } from './open.ts';
import { allIndices } from './splits.ts';

let home = '';
let set = '';
let dataDir = '';
let cacheFolder = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'open-cached-'));
  set = join(home, 'set');
  dataDir = join(home, 'data');
  cacheFolder = join(dataDir, 'cache');
  await mkdir(set);
  await putFiles(set, await filesOfFixture('cifar-10-binary.tar.gz'));
});
afterEach(async () => {
  await rm(home, { recursive: true });
});

/** What an opening told. */
interface Told {
  readonly notes: string[];
  readonly progress: OpenProgress[];
}

async function open(
  path = set,
  changed: Partial<OpenOptions> = {},
): Promise<{ readonly dataset: Dataset } & Told> {
  const notes: string[] = [];
  const progress: OpenProgress[] = [];
  const dataset = await openDataset(path, {
    resourcesDir: home,
    dataDir,
    onNote: (note) => notes.push(note),
    onProgress: (step) => progress.push(step),
    ...changed,
  });
  return { dataset, notes, progress };
}

const entries = async (): Promise<readonly string[]> => readdir(cacheFolder);
const imagesOf = async ({ train, test }: Dataset): Promise<Uint8Array> =>
  Buffer.concat([await readPixels(train), await readPixels(test)]);

describe('openDataset with a folder for data', () => {
  it('reads a set once: the second opening has the same and reads nothing', async () => {
    const plain = (await open(set, { dataDir: null })).dataset;
    expect(plain.train.pixels.kind).toBe('memory');
    const first = await open();
    expect(first.progress.map(({ phase }) => phase)).toEqual(['reading', 'storing', 'storing']);
    const second = await open();
    expect(second.progress).toEqual([]);
    expect([...first.notes, ...second.notes]).toEqual([]);
    for (const { dataset } of [first, second]) {
      expect(dataset.train.pixels).toMatchObject({ kind: 'file', firstByte: 0, starts: null });
      const { train: _, test: __, ...about } = plain;
      expect(dataset).toMatchObject(about);
      expect(Buffer.compare(await imagesOf(dataset), await imagesOf(plain))).toBe(0);
      expect(dataset.train.labels).toEqual(plain.train.labels);
      expect(dataset.test.labels).toEqual(plain.test.labels);
      expect([...dataset.test.labels]).toEqual(EXPECTED_DATA['cifar-10'].test.labels);
      expect(heldBytes(dataset.train, dataset.test)).toBeLessThan(plain.train.count + plain.test.count + 16);
    }
  });

  it('reads it again when a file has changed, also when its size is the same', async () => {
    await open();
    const file = join(set, 'test_batch.bin');
    const { mtime } = await stat(file);
    await utimes(file, mtime, new Date(mtime.getTime() + 1));
    expect((await open()).progress).not.toEqual([]);
    expect((await open()).progress).toEqual([]);
    expect(await entries()).toHaveLength(2);
  });

  it('reads it again when a file has changed in a folder that is alone in the one that is given', async () => {
    const outer = join(home, 'outer');
    await putFiles(join(outer, 'inner'), await filesOfFixture('cifar-10-binary.tar.gz'));
    await open(outer);
    expect((await open(outer)).progress).toEqual([]);
    const file = join(outer, 'inner', 'test_batch.bin');
    const { mtime } = await stat(file);
    await utimes(file, mtime, new Date(mtime.getTime() + 1));
    expect((await open(outer)).progress).not.toEqual([]);
  });

  it('keeps an archive, whatever lies beside it', async () => {
    const archive = dataFixture('cifar-10-binary.tar.gz');
    const { dataset } = await open(archive);
    expect((await open(archive)).progress).toEqual([]);
    await writeFile(join(home, 'beside'), '');
    expect(dataset.id).toBe((await open()).dataset.id);
    expect(await entries()).toHaveLength(2);
  });

  it('says how a set was opened, the same from the cache', async () => {
    const options = { resourcesDir: home, dataDir };
    const source = { path: set, reader: 'cifar-binary', config: { name: 'mine' } };
    const first = await openSource(source, options);
    expect(first).toMatchObject({
      reader: 'cifar-binary',
      config: { name: 'mine' },
      summary: 'binary files of cifar-10',
      dataset: { name: 'mine' },
    });
    expect(await openSource(source, options)).toEqual(first);
    await expect(openSource({ ...source, reader: 'none' }, options)).rejects.toMatchObject({
      code: 'data/unknown-reader',
    });
    await expect(openSource({ ...source, config: { nam: 'x' } }, options)).rejects.toMatchObject({
      code: 'data/bad-config',
      message: expect.stringContaining('nam'),
    });
    await expect(openSource({ ...source, reader: 'idx' }, options)).rejects.toMatchObject({
      code: 'data/unknown-layout',
    });
  });

  it('locates a set without reading it, and reads one again whatever is kept', async () => {
    const located = await locateDataset(set, { resourcesDir: home, dataDir });
    expect(located).toMatchObject({ reader: 'cifar-binary', summary: 'binary files of cifar-10' });
    const { dataset } = await open();
    const { size } = await stat(join(set, 'test_batch.bin'));
    const times = await stat(join(set, 'test_batch.bin'));
    await writeFile(join(set, 'test_batch.bin'), new Uint8Array(size));
    await utimes(join(set, 'test_batch.bin'), times.atime, times.mtime);
    const again = await rereadDataset(set, { resourcesDir: home, dataDir });
    expect(again.id).not.toBe(dataset.id);
  });
});

describe('a folder of images', () => {
  let images = '';
  beforeEach(async () => {
    images = join(home, 'images');
    const parts = { train: ['rgb.png', 'rgb-444.jpg'], test: ['grey.png', 'turned-6.jpg'] };
    for (const [part, names] of Object.entries(parts)) {
      for (const [i, name] of names.entries()) {
        const folder = join(images, part, `class-${String(i)}`);
        await mkdir(folder, { recursive: true });
        await copyFile(dataFixture(`images/${name}`), join(folder, name));
      }
    }
  });

  it('is decoded once, and again when a file anywhere in it has changed', async () => {
    const first = await open(images);
    expect(first.progress.filter(({ phase }) => phase === 'images')).toEqual(
      [1, 2, 3, 4].map((done) => ({ phase: 'images', done, total: 4 })),
    );
    const second = await open(images);
    expect(second.progress).toEqual([]);
    expect(second.dataset).toEqual(first.dataset);
    expect(second.dataset.train.pixels.kind).toBe('file');
    const plain = (await open(images, { dataDir: null })).dataset;
    expect(plain.train.pixels.kind).toBe('encoded');
    expect(plain.id).toBe(first.dataset.id);
    expect(Buffer.compare(await imagesOf(plain), await imagesOf(second.dataset))).toBe(0);
    const changed = join(images, 'test', 'class-1', 'turned-6.jpg');
    await copyFile(dataFixture('images/turned-5.jpg'), changed);
    const third = await open(images);
    expect(third.progress).not.toEqual([]);
    expect(third.dataset.id).not.toBe(first.dataset.id);
    await copyFile(changed, join(images, 'test', 'class-0', 'more.jpg'));
    expect((await open(images)).dataset.test.count).toBe(3);
  });

  it('is fed from its files where their pixels do not fit, and checked once all the same', async () => {
    const cacheBytes = 20_000;
    const first = await open(images, { cacheBytes });
    expect(first.dataset.train.pixels.kind).toBe('encoded');
    const second = await open(images, { cacheBytes });
    expect(second.progress).toEqual([]);
    expect(second.dataset).toEqual(first.dataset);
    const whole = (await open(images, { dataDir: null })).dataset;
    expect(Buffer.compare(await imagesOf(second.dataset), await imagesOf(whole))).toBe(0);
  });

  it('has its registered name, and the entry that registering it has made', async () => {
    const opening = { resourcesDir: home, dataDir };
    const wanted = { path: images, name: 'mine', isCopied: false, reader: null, config: {} };
    await addSet(wanted, { opening, now: () => 0, onProgress: () => undefined });
    const { dataset, progress } = await open('mine');
    expect(progress).toEqual([]);
    expect(dataset.name).toBe('mine');
    expect((await open(images)).dataset).toEqual({ ...dataset, name: 'images' });
    expect(await entries()).toHaveLength(1);
    await rm(images, { recursive: true });
    await expect(open('mine')).rejects.toMatchObject({ code: 'data/source-gone' });
    await mkdir(images);
    await expect(open('mine')).rejects.toMatchObject({ code: 'data/unknown-layout' });
    await expect(open('min')).rejects.toMatchObject({ data: { names: expect.arrayContaining(['mine']) } });
  });
});

describe('where the cache cannot be used', () => {
  it('opens from memory, and says why', async () => {
    await mkdir(dataDir);
    await writeFile(cacheFolder, 'a file where the cache should be');
    const { dataset, notes } = await open();
    expect(dataset.train.pixels.kind).toBe('memory');
    expect(notes.at(-1)).toMatch(
      /^The cache of data sets, .*cache, cannot be used: .*\. The set is opened without it/,
    );
  });

  it('opens from memory where the set is larger than the cache may be', async () => {
    const { dataset, notes } = await open(set, { cacheBytes: 10_000 });
    expect(dataset.train.pixels.kind).toBe('memory');
    expect(notes).toEqual([
      expect.stringMatching(/^The decoded images take 1 MiB, for which the cache .* has no room\./),
    ]);
    expect(await entries()).toEqual([]);
  });

  it('leaves nothing when it is stopped', async () => {
    const stop = new AbortController();
    const opening = open(set, {
      signal: stop.signal,
      onProgress: ({ phase }) => {
        if (phase === 'storing') stop.abort(new Error('enough'));
      },
    });
    await expect(opening).rejects.toThrow('enough');
    expect(await entries()).toEqual([]);
    await expect(open(set, { signal: stop.signal })).rejects.toThrow('enough');
  });
});

describe('processes that open the same set', () => {
  let bundled: Bundled | null = null;
  beforeAll(async () => {
    bundled = await bundleProgram('test/support/open-process.ts');
  });
  afterAll(async () => {
    await bundled?.remove();
  });
  const there = (count: number, fileLimit: number | null) =>
    openThere({ entry: bundled?.path ?? '', path: set, dataDir, count, fileLimit });

  it('at once all get it, and it is kept once', async () => {
    const { id } = (await open(set, { dataDir: null })).dataset;
    for (let round = 0; round < 2; round++) {
      const opened = await there(3, null);
      const [first] = opened;
      expect(first).toMatchObject({ id, kind: 'file', notes: [] });
      for (const other of opened) expect(other).toEqual(first);
      expect(await entries()).toHaveLength(1);
      await rm(cacheFolder, { recursive: true });
    }
  });

  it('get it from memory where the disk takes no more', async () => {
    const [limited] = await there(1, 16);
    expect(limited).toMatchObject({ kind: 'memory', notes: [expect.stringContaining('cannot be used')] });
    expect(await entries()).toEqual([]);
    const [whole] = await there(1, null);
    expect(whole).toMatchObject({ kind: 'file', pixels: limited?.pixels, id: limited?.id });
  });
});

describe('batches', () => {
  const batchesFrom = async ({ train, statistics }: Dataset, positions: readonly number[]) => {
    const stream = createBatchStream({
      set: train,
      indices: allIndices(train.count),
      ...{ batchSize: 2, dropLast: true, order: 'shuffled', seed: 3, stream: 'weights' },
      augment: { ...NO_AUGMENT, crop: { padding: 4 }, flip: true },
      ...{ view: null, normalization: statistics, workers: 0, workerPath: null },
    });
    const batches = [];
    for (const index of positions) batches.push(await stream.batch(1, index));
    await stream.dispose();
    return batches;
  };

  it('are the same from memory, from the cache, and from one that was made anew in the middle of a run', async () => {
    const expected = await batchesFrom((await open(set, { dataDir: null })).dataset, [0, 1, 2]);
    const { dataset } = await open();
    const before = await batchesFrom(dataset, [0, 1]);
    await rm(cacheFolder, { recursive: true });
    await expect(batchesFrom(dataset, [2])).rejects.toMatchObject({ code: 'data/pixels-gone' });
    const resumed = await batchesFrom((await open()).dataset, [2]);
    expect([...before, ...resumed]).toEqual(expected);
  });
});
