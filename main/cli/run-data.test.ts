import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataFixture, EXPECTED_DATA, filesOfFixture, putFiles } from '../../test/support/data-fixtures.ts';
import { failureOf } from '../../test/support/data-sets.ts';
import { arithmeticPlan, testHome } from '../../test/support/runs.ts';
import type { TestHome } from '../../test/support/runs.ts';
import {
  addSet,
  makeSplit,
  openDataset,
  printSplit,
  relocateSet,
  removeSet,
  saveSplit,
  splitId,
} from '../data/index.ts';
import type { AddContext, ImageSplit } from '../data/index.ts';
import { openStore } from '../runs/index.ts';
import { findPlaces } from './places.ts';
import { planRun } from './plan-run.ts';
import { contentOf, dataWords, identifyData, openRunData, requireImages } from './run-data.ts';

let home: TestHome;
let context: AddContext;
let source: string;
let split: ImageSplit;
beforeEach(async () => {
  home = await testHome();
  source = join(home.folder, 'cifar');
  await putFiles(source, await filesOfFixture('cifar-10-python.tar.gz'));
  context = {
    opening: { resourcesDir: 'resources', dataDir: home.paths.data },
    now: () => 0,
    onProgress: () => undefined,
  };
  await addSet({ path: source, name: 'mine', isCopied: false, reader: null, config: {} }, context);
  const dataset = await openDataset('mine', context.opening);
  split = makeSplit(dataset, 'halves', { fraction: null, seed: 1, folds: null, fold: null });
  await saveSplit(home.paths.data, 'mine', split);
});
afterEach(() => home.dispose());

const places = () => findPlaces({ DARTBOARD_HOME: home.folder, DARTBOARD_RESOURCES: 'resources' });
const run = async (wanted: Parameters<typeof identifyData>[0]) =>
  home.store.create({ ...arithmeticPlan(), ...(await identifyData(wanted, context.opening)).identity });

describe('the data of a run', () => {
  it('of a registered set are known by its name, wherever it is moved to', async () => {
    const made = await run({ data: 'mine', split: null });
    expect(made.record.data).toEqual({ name: 'mine', id: split.data.id });
    const moved = join(home.folder, 'moved');
    await rename(source, moved);
    expect((await failureOf(openRunData(made, places()))).code).toBe('data/source-gone');
    await relocateSet('mine', moved, context);
    const { dataset, isDivided } = requireImages(await openRunData(made, places()));
    expect([dataset.id, isDivided]).toEqual([split.data.id, undefined]);
  });

  it('of a path are known by the whole path', async () => {
    const {
      identity: { data },
    } = await identifyData({ data: dataFixture('cifar-10-binary.tar.gz'), split: null }, context.opening);
    expect(data.name).toBe(dataFixture('cifar-10-binary.tar.gz'));
  });

  it('are divided by the copy of the split that the run keeps, whatever becomes of the saved one', async () => {
    const made = await run({ data: 'mine', split: split.name });
    expect(made.record.data.split).toEqual({ name: split.name, id: splitId(split) });
    expect(await readFile(made.paths.split, 'utf8')).toBe(printSplit(split));
    await writeFile(join(home.paths.data, 'sets', 'mine', 'splits', `${split.name}.json`), 'gone');
    const found = await openStore(home.paths).find(made.id);
    const { dataset, isDivided } = requireImages(await openRunData(found, places()));
    expect(isDivided).toBe(true);
    expect(dataset.train.count + dataset.test.count).toBe(EXPECTED_DATA['cifar-10'].train.count);
    expect([dataset.train.count, dataset.test.count]).toEqual([
      split.of === 'train' ? split.parts.train.length : 0,
      split.parts.valid.length,
    ]);
  });

  it('are refused where that copy was changed or is gone', async () => {
    const made = await run({ data: 'mine', split: split.name });
    const other = { ...split, parts: { train: [0], valid: [1] }, of: 'train' as const };
    await writeFile(made.paths.split, printSplit(other));
    expect((await failureOf(openRunData(made, places()))).code).toBe('cli/split-changed');
    await writeFile(made.paths.split, '{');
    const damaged = await failureOf(openRunData(made, places()));
    expect(damaged.code).toBe('data/bad-split-file');
    expect(damaged.message).toContain(made.paths.split);
    await rename(made.paths.split, `${made.paths.split}.away`);
    expect((await failureOf(openRunData(made, places()))).code).toBe('cli/unreadable-file');
  });

  it('are refused where the set is no longer what it was', async () => {
    const made = await run({ data: 'mine', split: null });
    await removeSet(home.paths.data, 'mine');
    const other = dataFixture('cifar-100-python.tar.gz');
    await addSet({ path: other, name: 'mine', isCopied: false, reader: null, config: {} }, context);
    const found = await openStore(home.paths).find(made.id);
    expect((await failureOf(openRunData(found, places()))).code).toBe('cli/data-changed');
  });

  it('take a split from a file too, of this program or of NAS-Bench-201', async () => {
    const own = join(home.folder, 'own.json');
    await writeFile(own, printSplit(split));
    const {
      identity: { data },
    } = await identifyData({ data: source, split: own }, context.opening);
    expect(data.split).toEqual({ name: split.name, id: splitId(split) });
    const theirs = join(home.folder, 'cifar-split.txt');
    await writeFile(theirs, JSON.stringify({ train: ['int', ['0', '2']], valid: ['int', ['1']] }));
    const foreign = await identifyData({ data: 'mine', split: theirs }, context.opening);
    expect(foreign.identity.data.split?.name).toBe('cifar-split');
  });

  it('of a path have no saved splits, and a file needs no ending', async () => {
    const { identity } = await identifyData({ data: 'mine', split: split.name }, context.opening);
    const before = process.cwd();
    process.chdir(home.folder);
    try {
      // A path that ends as the folder of a registered set does.
      await rename(source, join(home.folder, 'mine'));
      const opening = { ...context.opening, resourcesDir: join(before, 'resources') };
      const byPath = await failureOf(identifyData({ data: './mine', split: split.name }, opening));
      expect(byPath).toMatchObject({ code: 'data/unknown-split' });
      expect(byPath.message).toContain('it has none yet');
      await writeFile('mysplit', printSplit(split));
      const byFile = await identifyData({ data: './mine', split: 'mysplit' }, opening);
      expect(byFile.identity.data.split).toEqual(identity.data.split);
    } finally {
      process.chdir(before);
    }
  });

  it('a split of other data or of no name is refused', async () => {
    const file = join(home.folder, 'own.json');
    await writeFile(file, printSplit(split));
    const small = { data: 'fashion-mnist-small', split: file };
    expect((await failureOf(identifyData(small, context.opening))).code).toBe('data/split-of-other-data');
    const misspelt = { data: 'mine', split: 'halves-seed-2' };
    expect((await failureOf(identifyData(misspelt, context.opening))).message).toContain(
      'did you mean halves-seed-1?',
    );
  });

  it('in words and as a key, with and without a split', () => {
    const whole = { name: 'mine', id: 'abc' };
    const divided = { ...whole, split: { name: 'halves', id: 'def' } };
    expect([dataWords(whole), dataWords(divided)]).toEqual(['mine', 'mine, split halves']);
    expect(contentOf(whole)).not.toBe(contentOf(divided));
  });
});

describe('a plan with a split', () => {
  const request = {
    kind: 'search',
    preset: 'tiny',
    config: null,
    // The set has fewer images than the preset takes.
    set: ['images=null', 'batch=2'],
    data: 'mine',
    seed: null,
  } as const;
  const plan = (change: object) =>
    planRun({ ...request, ...change }, { store: home.store, opening: context.opening });

  it('carries it, for every run that is made of it', async () => {
    const planned = await plan({ split: split.name });
    expect(planned).toMatchObject({
      data: { name: 'mine', split: { name: split.name } },
      splitText: printSplit(split),
    });
    const made = await home.store.create({ ...planned, seed: 3 });
    expect(JSON.parse(await readFile(made.paths.record, 'utf8'))).not.toHaveProperty('splitText');
    expect(made.record.data.split?.id).toBe(splitId(split));
  });

  it('is refused where the settings ask for more images than there are', async () => {
    const failure = await failureOf(plan({ set: ['images=256'] }));
    expect(failure.code).toBe('data/bad-split');
    expect(failure.message).toMatch(/256 of 10 images were asked for; lower the setting images/);
    expect((await home.store.list()).runs).toEqual([]);
  });

  it('is not also told how to divide', async () => {
    const failure = await failureOf(plan({ split: split.name, set: ['trainPortion=0.3'] }));
    expect(failure.code).toBe('cli/wrong-use');
  });
});

it('a record without a split is as those of before', async () => {
  const made = await run({ data: 'mine', split: null });
  const record = JSON.parse(await readFile(made.paths.record, 'utf8')) as { data: object };
  expect(Object.keys(record.data)).toEqual(['name', 'id']);
  await expect(readFile(made.paths.split)).rejects.toThrow('ENOENT');
});
