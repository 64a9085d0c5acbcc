import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FigureSet } from '../../api/index.ts';
import { createFigureKeeper } from './figure-service.ts';

const SET: FigureSet = { id: 'set-1', title: 'Paper, section 4', figures: [] };

describe('figure sets', () => {
  let folder: string;
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'dartboard-figures-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('are kept until they are removed', async () => {
    const place = join(folder, 'sets');
    expect(await createFigureKeeper(place).list()).toEqual({ sets: [], problems: [] });
    await createFigureKeeper(place).save(SET);
    await createFigureKeeper(place).save({ ...SET, id: 'set-2', title: 'Appendix' });
    expect((await createFigureKeeper(place).list()).sets.map(({ title }) => title)).toEqual([
      'Appendix',
      'Paper, section 4',
    ]);
    await createFigureKeeper(place).remove('set-1');
    expect((await createFigureKeeper(place).list()).sets).toHaveLength(1);
  });

  it('that are damaged, or of a newer version, are named and left alone', async () => {
    await writeFile(join(folder, 'a.json'), '{');
    await writeFile(join(folder, 'b.json'), JSON.stringify({ format: 2, ...SET }));
    await writeFile(join(folder, 'c.json'), JSON.stringify({ format: 1, ...SET, more: 1 }));
    const { sets, problems } = await createFigureKeeper(folder).list();
    expect(sets).toEqual([]);
    expect(problems).toHaveLength(3);
    expect(problems[1]).toMatch(/b\.json is not a figure set: its format 2 is of a newer version\. Repair/);
    expect(await readdir(folder)).toHaveLength(3);
  });

  it('become files, in parts, whole or not at all', async () => {
    const keeper = createFigureKeeper(folder);
    const into = join(folder, 'paper');
    const part = (at: number, text: string, isLast: boolean) =>
      keeper.write({
        folder: into,
        name: 'loss.svg',
        at,
        data: Buffer.from(text).toString('base64'),
        isLast,
      });
    await part(0, 'abc', false);
    expect(await readdir(into)).toEqual(['loss.svg.part']);
    expect(await part(3, 'def', true)).toBe(join(into, 'loss.svg'));
    expect(await readFile(join(into, 'loss.svg'), 'utf8')).toBe('abcdef');
    await expect(
      keeper.write({ folder: 'paper', name: 'loss.svg', at: 0, data: '', isLast: true }),
    ).rejects.toThrow('named from its root');
  });
});
