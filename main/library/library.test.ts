import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findPublished, genotypeToFile } from '../spaces/index.ts';
import type { DraftState } from './document.ts';
import { openLibrary } from './library.ts';
import type { CellLibrary } from './library.ts';

const MEANING = { ops: 'darts', space: 'darts' } as const;
const state = (title: string, name = 'DARTS_V2'): DraftState => ({
  title,
  genotype: genotypeToFile(findPublished(name).genotype),
});

let folder: string;
let library: CellLibrary;

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'dartboard-cells-')), 'cells');
  let clock = 1000;
  library = openLibrary(folder, () => (clock += 1));
});
afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }));

const create = (title: string) =>
  library.create({ title, meaning: MEANING, states: [state('begin')], at: 0 });
const files = async (id: string): Promise<readonly string[]> => (await readdir(join(folder, id))).sort();

describe('the library', () => {
  it('is empty before anything was made', async () => {
    expect(await library.list()).toEqual({ cells: [], removed: [], problems: [] });
  });

  it('keeps the journal: what is undone can be redone by the next who opens it', async () => {
    const { id } = await create('mine');
    const change = {
      keep: 1,
      states: [state('a', 'DARTS_V1'), state('b', 'NASNet')],
      at: 1,
      meaning: MEANING,
    };
    expect(await library.save(id, { revision: 1, ...change })).toMatchObject({ revision: 2 });
    const again = await openLibrary(folder, () => 0).open(id);
    expect(again.states.map(({ title }) => title)).toEqual(['begin', 'a', 'b']);
    expect(again.at).toBe(1);
    await library.save(id, { revision: 2, keep: 2, states: [state('c')], at: 2, meaning: MEANING });
    expect((await library.open(id)).states.map(({ title }) => title)).toEqual(['begin', 'a', 'c']);
    expect((await library.list()).cells).toMatchObject([{ id, title: 'mine', revision: 3 }]);
  });

  it('refuses what was made of an older state, and loses nothing', async () => {
    const { id } = await create('mine');
    const other = openLibrary(folder, () => 0);
    const step = (title: string) => ({
      revision: 1,
      keep: 1,
      states: [state(title)],
      at: 1,
      meaning: MEANING,
    });
    await other.save(id, step('theirs'));
    await expect(library.save(id, step('ours'))).rejects.toMatchObject({ code: 'library/changed' });
    expect((await library.open(id)).states.map(({ title }) => title)).toEqual(['begin', 'theirs']);
  });

  it('lets one of many writers through, whoever is first', async () => {
    const { id } = await create('mine');
    const writers = Array.from({ length: 12 }, (_, i) =>
      openLibrary(folder, () => i).save(id, {
        revision: 1,
        keep: 1,
        states: [state(`writer ${i}`)],
        at: 1,
        meaning: MEANING,
      }),
    );
    const ended = await Promise.allSettled(writers);
    expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await library.open(id)).revision).toBe(2);
    // Changes that go together are all done.
    await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        openLibrary(folder, () => i).nameVersion(id, { title: `v${i}`, genotype: state('v').genotype }),
      ),
    );
    expect((await library.open(id)).versions).toHaveLength(8);
    expect((await files(id)).filter((name) => name.includes('tmp'))).toEqual([]);
  });

  it('falls back to the step before a damaged file, and says so', async () => {
    const { id } = await create('mine');
    await library.save(id, { revision: 1, keep: 1, states: [state('a')], at: 1, meaning: MEANING });
    const other = await create('other');
    const newest = join(folder, id, '2.json');
    await writeFile(newest, (await readFile(newest, 'utf8')).replace('sep_conv_3x3', 'sep_conv_5x5'));
    const list = await library.list();
    expect(list.cells.map(({ title }) => title).sort()).toEqual(['mine', 'other']);
    expect(list.problems).toEqual([expect.stringContaining('not as it was written')]);
    expect((await library.open(id)).states).toHaveLength(1);
    // The next change takes a number of its own: the damaged file stays for who wants to look.
    await library.save(id, { revision: 1, keep: 1, states: [state('b')], at: 1, meaning: MEANING });
    expect((await library.open(id)).states.map(({ title }) => title)).toEqual(['begin', 'b']);
    expect((await library.open(other.id)).title).toBe('other');
  });

  it.each([
    ['', /cannot be read/],
    ['{"format": 1}', /id/],
    ['{"format": 99}', /newer version/],
    ['[[[[', /cannot be read/],
    [
      '{"format":1,"id":"x","title":"x","revision":0,"changedAt":0,"meaning":{"ops":"darts","space":null},"states":[{"title":"","genotype":{"normal":[["a",9],["a",0]],"normal_concat":[2],"reduce":[],"reduce_concat":[]}}],"at":0,"versions":[]}',
      /states\.0/,
    ],
  ])('says of a hostile file %j what is wrong, and keeps the others', async (text, problem) => {
    await create('mine');
    await mkdir(join(folder, '0123456789abcdef'));
    await writeFile(join(folder, '0123456789abcdef', '1.json'), text);
    const { cells, problems } = await library.list();
    expect(cells).toHaveLength(1);
    expect(problems).toEqual([expect.stringMatching(problem)]);
    await expect(library.open('0123456789abcdef')).rejects.toMatchObject({
      code: expect.stringMatching(/^library\//),
    });
  });

  it('removes so that it can be put back', async () => {
    const { id } = await create('mine');
    await library.rename(id, 'still mine');
    await library.remove(id);
    expect(await library.list()).toMatchObject({ cells: [], removed: [{ id, title: 'still mine' }] });
    await expect(library.open(id)).rejects.toMatchObject({ code: 'library/not-found' });
    await library.restore(id);
    expect((await library.list()).cells).toHaveLength(1);
  });

  it('takes no id that leads elsewhere', async () => {
    for (const id of ['../x', 'removed', '', '0123456789abcde/']) {
      await expect(library.open(id)).rejects.toMatchObject({ code: 'library/not-found' });
      await expect(library.restore(id)).rejects.toMatchObject({ code: 'library/not-found' });
    }
  });
});
