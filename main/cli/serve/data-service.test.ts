import { existsSync } from 'node:fs';
import {
  copyFile,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { rolldown } from 'rolldown';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failureOf } from '../../../test/support/data-sets.ts';
import { arithmeticPlan, testHome } from '../../../test/support/runs.ts';
import type { TestHome } from '../../../test/support/runs.ts';
import type { DataChange, DataTask, DataTaskRequest } from '../../api/index.ts';
import { createDataProcess } from './data-process.ts';
import type { DataProcess } from './data-process.ts';
import { createDataService } from './data-service.ts';
import type { ServedData } from './data-service.ts';

let support: TestHome;
let entry: string;
beforeAll(async () => {
  support = await testHome();
  entry = join(support.folder, 'data-keeper.mjs');
  const bundle = await rolldown({
    input: resolve('main/cli/data-keeper.ts'),
    platform: 'node',
    external: /^[^./\0]/,
    logLevel: 'warn',
  });
  await symlink(resolve('node_modules'), join(support.folder, 'node_modules'), 'junction');
  await bundle.write({ file: entry, format: 'esm', codeSplitting: false });
  await bundle.close();
}, 60_000);
afterAll(() => support.dispose());

let home: TestHome;
let served: ServedData;
let process_: DataProcess;
let source: string;
let changes: DataChange[];
beforeEach(async () => {
  home = await testHome();
  source = join(home.folder, 'My pictures');
  await pictures(source, { cats: 6, dogs: 4 });
  changes = [];
  process_ = createDataProcess({
    entry,
    env: { ...process.env, DARTBOARD_HOME: home.folder, DARTBOARD_RESOURCES: resolve('resources') },
  });
  served = createDataService({ dataDir: home.paths.data, store: home.store, process: process_ });
  served.service.listen((change) => changes.push(change));
});
afterEach(async () => {
  served.close();
  await home.dispose();
});

/** Small pictures of one colour each, half of each class also for testing. */
async function pictures(folder: string, classes: Readonly<Record<string, number>>): Promise<void> {
  let colour = 0;
  for (const [name, count] of Object.entries(classes)) {
    for (const [part, images] of [
      ['train', count],
      ['test', count / 2],
    ] as const) {
      await mkdir(join(folder, part, name), { recursive: true });
      for (let i = 0; i < images; i++) {
        const background = { r: (colour += 7), g: 40, b: 90 };
        const file = join(folder, part, name, `${i}.png`);
        await sharp({ create: { width: 8, height: 8, channels: 3, background } })
          .png()
          .toFile(file);
      }
    }
  }
}

const ask = (): ServedData['service']['ask'] => served.service.ask;
const adding = (change: Partial<Extract<DataTaskRequest, { kind: 'add' }>> = {}): DataTaskRequest => ({
  kind: 'add',
  path: source,
  reader: null,
  config: {},
  name: 'pictures',
  isCopied: false,
  ...change,
});
const SPLIT = { kind: 'halves', fraction: null, seed: null, folds: null, fold: null, name: null } as const;

/** Waits until the task is over. */
async function over(id: number): Promise<DataTask> {
  const latest = (): DataTask | null => changes.at(-1)?.task ?? null;
  await expect
    .poll(() => (latest()?.id === id ? latest()?.state : null), { timeout: 20_000 })
    .not.toBe('running');
  const task = latest();
  if (task?.id !== id) throw new Error('another task has followed');
  return task;
}
const does = async (request: DataTaskRequest): Promise<DataTask> => over(await served.service.begin(request));

async function imagesNamed(data: string) {
  const shown = await ask()['data.show']({ data });
  if (shown.is !== 'images') throw new Error(`${data} is a text`);
  return shown;
}

describe('the data sets of a workbench', () => {
  it('are at first those that come with it, which are opened when they are shown', async () => {
    const { sets } = await ask()['data.list']({});
    expect(sets.map(({ name, kind, is, counts }) => [name, kind, is, counts])).toEqual([
      ['fashion-mnist-small', 'embedded', 'images', null],
      ['moby-dick', 'embedded', 'words', null],
    ]);
    const shown = await imagesNamed('fashion-mnist-small');
    expect(shown.counts).toEqual({ train: 10_000, test: 2000, classes: 10, size: '28 x 28' });
    expect(shown.pixelBytes).toBe(12_000 * 28 * 28);
    const [again] = (await ask()['data.list']({})).sets;
    expect(again?.counts).toEqual(shown.counts);
  });

  it('are looked at before they are added, and nothing is written for that', async () => {
    const before = await readdir(home.folder, { recursive: true });
    const survey = await ask()['data.survey']({ path: source, reader: null, config: {} });
    expect(survey).toMatchObject({
      reader: 'image-folder',
      name: 'my-pictures',
      classes: ['cats', 'dogs'],
      train: { count: 10, perClass: [6, 4] },
      test: { count: 5, perClass: [3, 2] },
      size: null,
    });
    expect(await readdir(home.folder, { recursive: true })).toEqual(before);
  });

  it('are looked at no further where nobody waits for it', async () => {
    const many = join(home.folder, 'many');
    for (let name = 0; name < 300; name++)
      await mkdir(join(many, 'train', `class ${name}`), { recursive: true });
    for (let i = 0; i < 300; i++)
      await copyFile(join(source, 'train', 'cats', '0.png'), join(many, 'train', `class ${i}`, '0.png'));
    const ticket = 'a page and a number';
    const looking = failureOf(ask()['data.survey']({ path: many, reader: null, config: {}, ticket }));
    await ask()['data.stop-survey']({ ticket });
    expect((await looking).code).toBe('data/stopped');
    const found = await ask()['data.survey']({ path: source, reader: null, config: {}, ticket });
    expect(found.is === 'images' ? found.train.count : 0).toBeGreaterThan(0);
  });

  it('say in a sentence what is wrong with a path', async () => {
    const none = ask()['data.survey']({ path: join(home.folder, 'none'), reader: null, config: {} });
    const problem = await failureOf(none);
    expect(problem.code).toBe('data/unreadable');
    expect(problem.message).toBe(
      `${join(home.folder, 'none')} cannot be read: it does not exist. Check the path and its permissions.`,
    );
    await rm(join(source, 'test'), { recursive: true });
    await rename(join(source, 'train', 'cats'), join(source, 'cats'));
    await rename(join(source, 'train', 'dogs'), join(source, 'dogs'));
    await rm(join(source, 'train'), { recursive: true });
    const untested = await failureOf(ask()['data.survey']({ path: source, reader: null, config: {} }));
    expect(untested.code).toBe('data/no-test-images');
    const apart = { testPart: { share: 0.5, seed: 0 } };
    const mended = await ask()['data.survey']({ path: source, reader: null, config: apart });
    const halves = { train: { perClass: [3, 2] }, test: { perClass: [3, 2] } };
    expect(mended).toMatchObject(halves);
  });

  it('are added with their progress, and what is left out is told', async () => {
    await truncate(join(source, 'train', 'cats', '0.png'), 60);
    const task = await does(adding());
    expect(task).toMatchObject({ state: 'done', outcome: { kind: 'add', data: 'pictures', sameAs: [] } });
    expect(changes.map(({ task: at }) => at?.stage)).toContain('images');
    expect(changes.at(-1)?.revision).toBe(1);
    const shown = await imagesNamed('pictures');
    expect(shown).toMatchObject({ kind: 'registered', path: source, isOwned: false, isThere: true });
    expect(shown.facts.train.perClass).toEqual([5, 4]);
    const broken = join(source, 'train', 'cats', '0.png');
    expect(shown.facts.skipped).toEqual([{ reason: 'cut short or damaged', count: 1, examples: [broken] }]);
  });

  it('are texts too: looked at, added with their words counted, shown line by line, checked again', async () => {
    const path = join(home.folder, 'tales');
    await mkdir(path);
    await writeFile(join(path, 'train.txt'), 'a cat sat\na dog sat\n');
    await writeFile(join(path, 'valid.txt'), 'a bird sat\n');
    await writeFile(join(path, 'test.txt'), 'a cat\nno owl sat\n');
    const survey = await ask()['data.survey']({ path, reader: null, config: {} });
    expect(survey).toMatchObject({ is: 'words', reader: 'text', name: 'tales', facts: { vocabulary: 8 } });
    const task = await does(adding({ path, name: 'tales' }));
    expect(task).toMatchObject({ state: 'done', outcome: { kind: 'add', data: 'tales' } });
    const shown = await ask()['data.show']({ data: 'tales' });
    expect(shown).toMatchObject({
      is: 'words',
      path,
      counts: { tokens: 19, words: 8 },
      facts: { test: { lines: 2, tokens: 7, outOfVocabulary: { tokens: 2, words: 2 } } },
    });
    const passage = await ask()['data.passage']({ data: 'tales', part: 'test', from: 1, limit: 5 });
    expect(passage).toEqual({
      total: 2,
      lines: [{ number: 1, words: ['no', 'owl', 'sat'], outOfVocabulary: [0, 1] }],
    });
    const divided = await failureOf(ask()['data.splits']({ data: 'tales' }));
    expect(divided.message).toMatch(/^tales is a text, and this is for images\./);
    expect((await does({ kind: 'verify', data: 'tales' })).outcome).toMatchObject({ isAsRegistered: true });
    await writeFile(join(path, 'test.txt'), 'a cat\n');
    expect((await does({ kind: 'verify', data: 'tales' })).outcome).toMatchObject({ isAsRegistered: false });
  });

  it('are not added twice under a name, nor two at a time', async () => {
    await does(adding());
    const taken = await does(adding());
    expect([taken.state, taken.problem?.code]).toEqual(['failed', 'data/name-taken']);
    expect(taken.problem?.message).toMatch(/^The name pictures is taken: .* Give another name/);
    const first = served.service.begin(adding({ name: 'other' }));
    const second = await failureOf(served.service.begin(adding({ name: 'third' })));
    expect([second.code, second.message.includes(source)]).toEqual(['data/busy', true]);
    expect((await over(await first)).state).toBe('done');
  });

  it('leave nothing behind where adding is cancelled', async () => {
    await pictures(join(home.folder, 'many'), { a: 300, b: 300 });
    const id = await served.service.begin(adding({ path: join(home.folder, 'many'), isCopied: true }));
    await expect.poll(() => changes.at(-1)?.task?.stage, { timeout: 20_000, interval: 5 }).toBe('images');
    await served.service.cancel(id);
    expect((await over(id)).state).toBe('cancelled');
    expect((await ask()['data.list']({})).sets.every(({ kind }) => kind === 'embedded')).toBe(true);
    expect(existsSync(join(home.paths.data, 'sets', 'pictures'))).toBe(false);
  });

  it('show their images page by page, and only those that have a name', async () => {
    await does(adding());
    const page = { part: 'train', label: 1, from: 1, limit: 2, side: 96 } as const;
    const { total, images } = await ask()['data.samples']({ data: 'pictures', ...page });
    expect([total, images.map(({ label }) => label)]).toEqual([4, [1, 1]]);
    const png = Buffer.from((images[0]?.url ?? '').replace('data:image/png;base64,', ''), 'base64');
    expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: 8, height: 8 });
    const stranger = await failureOf(ask()['data.samples']({ data: source, ...page }));
    expect(stranger.code).toBe('data/not-registered');
  });

  it('are divided, first to look, then to keep', async () => {
    await does(adding());
    const wanted = { data: 'pictures', ...SPLIT };
    const looked = await ask()['data.divide']({ ...wanted, isSaved: false });
    expect(looked.split.counts).toEqual({ weights: 5, alphas: 5, test: 5 });
    expect(await ask()['data.splits']({ data: 'pictures' })).toEqual([]);
    const even = { ...wanted, kind: 'stratified', seed: 3, isSaved: true } as const;
    const { split, file } = await ask()['data.divide'](even);
    expect(split.perClass).toEqual({ weights: [3, 2], alphas: [3, 2] });
    expect(await ask()['data.splits']({ data: 'pictures' })).toEqual([split]);
    const { text } = await ask()['data.split-text']({ data: 'pictures', split: split.name });
    expect(JSON.parse(text)).toMatchObject({ name: split.name, of: 'train' });
    expect(file).toContain(home.paths.data);
    const comes = ask()['data.divide']({ ...wanted, data: 'fashion-mnist-small', isSaved: true });
    expect((await failureOf(comes)).code).toBe('data/embedded');
  });

  it('take splits from files and let them go', async () => {
    await does(adding());
    const wanted = { data: 'pictures', ...SPLIT, kind: 'stratified', seed: 3, isSaved: true } as const;
    const { split, file } = await ask()['data.divide'](wanted);
    const out = join(home.folder, 'Mine of today.json');
    await copyFile(file ?? '', out);
    await ask()['data.remove-split']({ data: 'pictures', split: split.name });
    expect(await ask()['data.splits']({ data: 'pictures' })).toEqual([]);
    const again = ask()['data.remove-split']({ data: 'pictures', split: split.name });
    expect((await failureOf(again)).code).toBe('data/unknown-split');

    const own = { data: 'pictures', path: out, name: 'again', isOtherDataAllowed: false };
    const imported = await ask()['data.import-split'](own);
    expect(imported.split).toEqual({ ...split, name: 'again' });
    expect(await ask()['data.splits']({ data: 'pictures' })).toEqual([imported.split]);
    const problem = await failureOf(ask()['data.import-split']({ ...own, path: home.folder }));
    expect([problem.code, problem.message]).toEqual([
      'data/bad-split-file',
      `${home.folder}: it is no file. Take a file that "Export…" has written, or one of NAS-Bench-201's.`,
    ]);
    const other = out.replace('Mine', 'Other');
    const { data, ...rest } = JSON.parse(await readFile(out, 'utf8'));
    await writeFile(other, JSON.stringify({ ...rest, data: { ...data, id: '0123456789abcdef' } }));
    const refused = await failureOf(ask()['data.import-split']({ ...own, path: other, name: 'other' }));
    expect(refused.message).toContain('Tick "Made for other data"');
    const forced = { ...own, path: other, name: 'other', isOtherDataAllowed: true };
    expect((await ask()['data.import-split'](forced)).split.id).toBe(split.id);
  });

  it('are checked, found again where they were moved to, and searched for copies', async () => {
    await does(adding());
    expect(await does({ kind: 'verify', data: 'pictures' })).toMatchObject({
      outcome: { isAsRegistered: true },
    });
    const moved = join(home.folder, 'moved');
    await rename(source, moved);
    expect((await ask()['data.show']({ data: 'pictures' })).isThere).toBe(false);
    expect(await does({ kind: 'verify', data: 'pictures' })).toMatchObject({
      state: 'failed',
      problem: { code: 'data/source-gone', message: expect.stringContaining('Locate…') },
    });
    const elsewhere = join(home.folder, 'elsewhere');
    await pictures(elsewhere, { cats: 2, dogs: 2 });
    const other = await does({ kind: 'relocate', data: 'pictures', path: elsewhere });
    expect([other.state, other.problem?.code]).toEqual(['failed', 'data/other-content']);
    expect(await does({ kind: 'relocate', data: 'pictures', path: moved })).toMatchObject({ state: 'done' });
    const found = await does({ kind: 'duplicates', data: 'pictures' });
    expect(found.outcome).toMatchObject({ found: { across: 0, groups: 0 } });
  });

  it('are removed, once it is told what goes and who uses them', async () => {
    await does(adding({ isCopied: true }));
    const id = (await ask()['data.show']({ data: 'pictures' })).id ?? '';
    const run = await home.store.create({ ...arithmeticPlan(), data: { name: 'pictures', id } });
    const goes = await ask()['data.holdings']({ data: 'pictures' });
    expect(goes.runs).toEqual([{ run: run.id, title: run.record.title, isActive: true }]);
    expect(goes.fileBytes).toBeGreaterThan(1000);
    await ask()['data.remove']({ data: 'pictures' });
    expect((await ask()['data.list']({})).sets.every(({ kind }) => kind === 'embedded')).toBe(true);
    expect(existsSync(source)).toBe(true);
    const gone = await failureOf(ask()['data.remove']({ data: 'pictures' }));
    expect(gone.code).toBe('data/not-registered');
  });

  it('are worked with again after their process has died', async () => {
    await writeFile(
      join(home.folder, 'dies.mjs'),
      'process.on("message", () => process.kill(process.pid, "SIGKILL"));',
    );
    const dying = createDataProcess({ entry: join(home.folder, 'dies.mjs'), env: process.env });
    const problem = await failureOf(dying.ask('facts', { data: 'x' }));
    expect([problem.code, problem.message.includes('SIGKILL')]).toEqual(['data/keeper-ended', true]);
    expect((await failureOf(dying.ask('facts', { data: 'x' }))).code).toBe('data/keeper-ended');
    dying.close();
  });
});
