import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cp,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataFixture, EXPECTED_DATA, filesOfFixture, putFiles } from '../../../test/support/data-fixtures.ts';
import { failureOf } from '../../../test/support/data-sets.ts';
import { openDataset } from '../open.ts';
import { makeSplit } from '../split-kinds.ts';
import { addSet } from './add.ts';
import type { AddContext, NewSet } from './add.ts';
import { claimName, removeAllLeftOver } from './claim.ts';
import { copyInto } from './copy.ts';
import type { SetFacts } from './facts.ts';
import { holdingsOf, relocateSet, removeSet, requireRegistered } from './manage.ts';
import { findRegistered, listRegistered } from './registered.ts';
import type { RegisteredSet } from './registered.ts';
import { saveSplit, splitNames, splitText } from './splits.ts';
import { changedFiles, verifySet } from './verify.ts';

const ARCHIVE = dataFixture('cifar-10-python.tar.gz');
const EXPECTED = EXPECTED_DATA['cifar-10'];

let folder: string;
let source: string;
let dataDir: string;
let context: AddContext;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dartboard-library-'));
  source = join(folder, 'My CIFAR');
  dataDir = join(folder, 'data');
  await putFiles(source, await filesOfFixture('cifar-10-python.tar.gz'));
  context = {
    opening: { resourcesDir: 'resources', dataDir },
    now: () => Date.UTC(2026, 0, 2),
    onProgress: () => undefined,
  };
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const wanted = (change: Partial<NewSet> = {}): NewSet => ({
  path: source,
  name: 'mine',
  isCopied: false,
  reader: null,
  config: {},
  ...change,
});
const factsOfImages = (set: RegisteredSet): SetFacts => {
  if (set.is !== 'images') throw new Error(`${set.name} is a text`);
  return set.facts;
};
const setsInFolder = (): Promise<readonly string[]> => readdir(join(dataDir, 'sets')).catch(() => []);

describe('addSet', () => {
  it('registers files in their place, with all that is to be known of them', async () => {
    const { set, summary, sameAs } = await addSet(wanted(), context);
    expect(summary).not.toBe('');
    expect(sameAs).toEqual([]);
    expect(set).toMatchObject({
      name: 'mine',
      source: { kind: 'referenced', path: source },
      reader: 'cifar-pickle',
      added: '2026-01-02T00:00:00.000Z',
      facts: {
        channels: 3,
        train: { count: EXPECTED.train.count },
        test: { count: EXPECTED.test.count },
        sizes: {
          distinct: 1,
          common: [{ height: 32, width: 32, images: EXPECTED.train.count + EXPECTED.test.count }],
        },
        skipped: [],
      },
    });
    const facts = factsOfImages(set);
    EXPECTED.mean.forEach((mean, i) => expect(facts.statistics.mean[i]).toBeCloseTo(mean, 12));
    expect(facts.train.perClass.reduce((sum, count) => sum + count)).toBe(EXPECTED.train.count);
    expect(await findRegistered(dataDir, 'mine')).toEqual(set);
    expect(await readdir(join(dataDir, 'sets', 'mine'))).toEqual(['set.json']);
    const opened = await openDataset('mine', context.opening);
    expect([opened.id, opened.name]).toEqual([set.id, 'mine']);
  });

  it('does not refer to files that are deleted with another set', async () => {
    const { set } = await addSet(wanted({ isCopied: true }), context);
    const link = join(folder, 'link');
    await symlink(set.path, link);
    for (const path of [set.path, join(set.path, 'data_batch_1'), link])
      expect((await failureOf(addSet(wanted({ path, name: 'inner' }), context))).code).toBe('data/among-own');
    await addSet(wanted({ name: 'outer' }), context);
    expect((await failureOf(relocateSet('outer', set.path, context))).code).toBe('data/among-own');
    await addSet(wanted({ path: set.path, name: 'inner', isCopied: true }), context);
    await removeSet(dataDir, 'mine');
    expect((await openDataset('inner', context.opening)).id).toBe(set.id);
  });

  it('calls a set what it calls itself, and says which others are the same', async () => {
    await addSet(wanted(), context);
    const { set, sameAs } = await addSet(wanted({ path: ARCHIVE, name: null }), context);
    expect(set.name).toMatch(/^cifar-10/);
    expect(sameAs).toEqual(['mine']);
  });

  it('copies folders and archives, and the copy is what is opened', async () => {
    const done: number[] = [];
    const onProgress: AddContext['onProgress'] = (stage, bytes) => {
      if (stage === 'copying') done.push(bytes);
    };
    const { set } = await addSet(wanted({ isCopied: true }), { ...context, onProgress });
    const archive = await addSet(wanted({ path: ARCHIVE, name: 'packed', isCopied: true }), context);
    await rm(source, { recursive: true });
    expect(set.source).toEqual({ kind: 'owned', path: '' });
    expect(archive.set.source).toEqual({ kind: 'owned', path: 'cifar-10-python.tar.gz' });
    expect((await openDataset('mine', context.opening)).id).toBe(set.id);
    expect((await openDataset('packed', context.opening)).id).toBe(set.id);
    expect(done.at(-1)).toBe((await holdingsOf(dataDir, 'mine')).fileBytes);
  });

  it('copies what links lead to, and leaves out those that lead nowhere or back', async () => {
    const linked = join(folder, 'linked');
    const classes = join(folder, 'classes');
    for (const [i, name] of ['cat', 'dog'].entries()) {
      await mkdir(join(classes, name), { recursive: true });
      for (const part of ['train', 'test']) {
        await mkdir(join(linked, part), { recursive: true });
        await symlink(join(classes, name), join(linked, part, name));
      }
      for (let image = 0; image < 2; image++)
        await sharp({ create: { width: 4, height: 4, channels: 3, background: { r: image, g: i, b: 9 } } })
          .png()
          .toFile(join(classes, name, `${String(image)}.png`));
    }
    await symlink(linked, join(linked, 'train', 'cat', 'back'));
    await symlink(join(folder, 'none'), join(linked, 'lost'));
    const { set } = await addSet(wanted({ path: linked, isCopied: true }), context);
    await rm(classes, { recursive: true });
    expect((await openDataset('mine', { ...context.opening, cacheBytes: 0 })).id).toBe(set.id);
    expect(factsOfImages(set).train.perClass).toEqual([2, 2]);
  });

  it('tells how far a large file is copied, and stops within it', async () => {
    const large = join(folder, 'large');
    await (await open(large, 'w')).close();
    await truncate(large, 40 * 2 ** 20);
    const stop = new AbortController();
    const done: number[] = [];
    const onCopied = (bytes: number): void => {
      done.push(bytes);
      stop.abort();
    };
    const copying = copyInto(large, join(folder, 'copy'), { signal: stop.signal, onCopied });
    await expect(copying).rejects.toThrow('abort');
    expect(done).toHaveLength(1);
    expect(done[0]).toBeLessThan(40 * 2 ** 20);
  });

  it('registers nothing of a damaged set, nor leaves anything of it', async () => {
    const batch = join(source, 'data_batch_2');
    await writeFile(batch, (await readFile(batch)).subarray(0, 5000));
    for (const isCopied of [false, true]) {
      const { code } = await failureOf(addSet(wanted({ isCopied }), context));
      expect(code).toMatch(/^data\//);
      expect(await setsInFolder()).toEqual([]);
    }
  });

  it('refuses a file that is no set by itself, where it is to be copied', async () => {
    const file = join(source, 'data_batch_1');
    const failure = await failureOf(addSet(wanted({ path: file, isCopied: true }), context));
    expect(failure.code).toBe('data/not-alone');
    expect(await setsInFolder()).toEqual([]);
  });

  it('ends when it is told to, and leaves nothing', async () => {
    const stop = new AbortController();
    const opening = { ...context.opening, signal: stop.signal };
    const adding = addSet(wanted({ isCopied: true }), {
      ...context,
      opening,
      onProgress: () => stop.abort(),
    });
    await expect(adding).rejects.toThrow('abort');
    expect(await setsInFolder()).toEqual([]);
  });

  it.each(['', 'A', '-x', '../x', 'a/b', 'con', 'nul.txt', 'x.', 'a'.repeat(65), 'fashion-mnist-small'])(
    'refuses the name %j',
    async (name) => {
      expect((await failureOf(addSet(wanted({ name }), context))).code).toBe('data/bad-name');
      expect(await setsInFolder()).toEqual([]);
    },
  );

  it('refuses a name that is taken, and one that another process is at', async () => {
    await addSet(wanted(), context);
    expect((await failureOf(addSet(wanted({ path: ARCHIVE }), context))).code).toBe('data/name-taken');
    const claim = await claimName(dataDir, 'busy');
    const busy = await failureOf(addSet(wanted({ name: 'busy' }), context));
    expect(busy.message).toContain('another process is adding');
    await claim.discard();
    expect((await addSet(wanted({ name: 'busy' }), context)).set.name).toBe('busy');
  });

  it('keeps folders that are no sets', async () => {
    await putFiles(join(dataDir, 'sets', 'notes'), { 'keep.txt': new Uint8Array(3) });
    expect((await failureOf(addSet(wanted({ name: 'notes' }), context))).message).toContain('is no data set');
    expect(await readdir(join(dataDir, 'sets', 'notes'))).toEqual(['keep.txt']);
  });

  it('says in a sentence that the data folder cannot be written', async () => {
    await mkdir(dataDir);
    await writeFile(join(dataDir, 'sets'), 'in the way');
    const { code, message } = await failureOf(addSet(wanted(), context));
    expect(code).toBe('data/unwritable');
    expect(message).toContain('cannot be written');
  });
});

describe('what a killed process leaves', () => {
  it('is taken away by the next, and what a living one is at stays', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'close');
    const leave = async (name: string, pid: number | undefined): Promise<void> => {
      const at = join(dataDir, 'sets', name);
      await putFiles(at, { 'files/part': new Uint8Array(9) });
      await writeFile(join(at, '.adding.json'), JSON.stringify({ pid, host: hostname() }));
    };
    await leave('dead', child.pid);
    await leave('alive', process.pid);
    await mkdir(join(dataDir, 'sets', 'empty'));
    await removeAllLeftOver(dataDir);
    expect(await setsInFolder()).toEqual(['alive']);
    expect((await addSet(wanted({ name: 'dead' }), context)).set.name).toBe('dead');
  });

  it('is told from what others take and register while it is looked for', async () => {
    let isOver = false;
    const clean = async (): Promise<void> => {
      while (!isOver) await removeAllLeftOver(dataDir);
    };
    await mkdir(join(dataDir, 'sets'), { recursive: true });
    const cleaning = Promise.all([clean(), clean(), clean()]);
    for (let round = 0; round < 40; round++) {
      const name = `wanted-${String(round)}`;
      const claims = await Promise.allSettled(Array.from({ length: 4 }, () => claimName(dataDir, name)));
      const [claim, ...more] = claims.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      if (claim === undefined) throw new Error('nobody has the name');
      expect(more).toEqual([]);
      for (const one of claims)
        if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'data/name-taken' });
      await writeFile(claim.paths.record, '{}');
      await claim.settle();
      expect(await readdir(claim.paths.folder)).toEqual(['set.json']);
      await removeSet(dataDir, name);
    }
    isOver = true;
    await cleaning;
    expect(await setsInFolder()).toEqual([]);
  });
});

describe('registered sets', () => {
  it('one that cannot be read does not hide the others', async () => {
    await addSet(wanted(), context);
    await putFiles(join(dataDir, 'sets', 'broken'), { 'set.json': Buffer.from('{') });
    await cp(join(dataDir, 'sets', 'mine'), join(dataDir, 'sets', 'renamed'), { recursive: true });
    const { sets, problems } = await listRegistered(dataDir);
    expect(sets.map(({ name }) => name)).toEqual(['mine']);
    expect(problems).toHaveLength(2);
    expect(problems[0]).toMatch(/broken.set\.json is damaged/);
    expect(problems[1]).toContain('it is of the set "mine"');
  });

  it('are found again where they were moved to, if they are the same', async () => {
    const { set } = await addSet(wanted(), context);
    const moved = join(folder, 'moved');
    await rename(source, moved);
    expect((await failureOf(openDataset('mine', context.opening))).code).toBe('data/source-gone');
    const other = dataFixture('cifar-100-python.tar.gz');
    expect((await failureOf(relocateSet('mine', other, context))).code).toBe('data/other-content');
    await relocateSet('mine', moved, context);
    expect((await openDataset('mine', context.opening)).id).toBe(set.id);
    expect((await requireRegistered(dataDir, 'mine')).source).toEqual({ kind: 'referenced', path: moved });
  });

  it('of copied files move with their folder alone', async () => {
    await addSet(wanted({ isCopied: true }), context);
    expect((await failureOf(relocateSet('mine', source, context))).code).toBe('data/owned-files');
    await rename(dataDir, join(folder, 'elsewhere'));
    const opening = { ...context.opening, dataDir: join(folder, 'elsewhere') };
    expect((await openDataset('mine', opening)).train.count).toBe(EXPECTED.train.count);
  });

  it('go with their own files, and leave referenced ones', async () => {
    await addSet(wanted(), context);
    await addSet(wanted({ name: 'copy', isCopied: true }), context);
    const { fileBytes } = await holdingsOf(dataDir, 'copy');
    expect(fileBytes).toBeGreaterThan(3072 * EXPECTED.train.count);
    for (const name of ['mine', 'copy']) await removeSet(dataDir, name);
    expect(await setsInFolder()).toEqual([]);
    expect((await stat(join(source, 'data_batch_1'))).isFile()).toBe(true);
    const failure = await failureOf(requireRegistered(dataDir, 'mine'));
    expect(failure.code).toBe('data/not-registered');
  });

  it('are read past the cache to be verified', async () => {
    const { set } = await addSet(wanted(), context);
    expect(await verifySet('mine', context)).toMatchObject({
      isAsRegistered: true,
      found: set.id,
      files: [],
    });
    const batch = join(source, 'test_batch');
    const { mtime } = await stat(batch);
    const bytes = await readFile(batch);
    // A pixel in the middle of the images, as a disk that forgets would change it.
    bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 1;
    await writeFile(batch, bytes);
    await utimes(batch, mtime, mtime);
    const verified = await verifySet('mine', context);
    expect(verified.isAsRegistered).toBe(false);
    expect(verified.found).not.toBe(set.id);
  });

  it('of files with a published name are compared with what is published', async () => {
    await addSet(wanted({ path: ARCHIVE }), context);
    const { files, isAsRegistered } = await verifySet('mine', context);
    expect(isAsRegistered).toBe(true);
    expect(files).toMatchObject([
      { path: ARCHIVE, publishedAs: null, candidates: ['CIFAR-10, python version'] },
    ]);
    expect(changedFiles(files)).toHaveLength(1);
  });
});

describe('saved splits', () => {
  const settings = { fraction: null, seed: null, folds: null, fold: null };

  it('are kept with their set; a name is of one split', async () => {
    await addSet(wanted(), context);
    const dataset = await openDataset('mine', context.opening);
    const halves = makeSplit(dataset, 'halves', settings);
    const file = await saveSplit(dataDir, 'mine', halves);
    expect(await splitNames(dataDir, 'mine')).toEqual(['halves']);
    expect(await splitText(dataDir, 'mine', 'halves')).toEqual({ file, text: await readFile(file, 'utf8') });
    expect(await saveSplit(dataDir, 'mine', halves)).toBe(file);
    const other = { ...makeSplit(dataset, 'halves', { ...settings, seed: 1 }), name: 'halves' };
    expect((await failureOf(saveSplit(dataDir, 'mine', other))).code).toBe('data/split-taken');
    expect((await failureOf(saveSplit(dataDir, 'mine', { ...other, name: '../x' }))).code).toBe(
      'data/bad-name',
    );
    const unknown = await failureOf(splitText(dataDir, 'mine', 'halfs'));
    expect(unknown.message).toContain('(did you mean halves?)');
  });
});
