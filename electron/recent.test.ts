import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { recentProjects } from './recent.ts';

const folder = mkdtempSync(join(tmpdir(), 'dartboard-recent-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the projects of before', () => {
  it('are known again, the latest first and once, and missing where their folder is', () => {
    const file = join(folder, 'new', 'recent.json');
    const [one, two] = [join(folder, 'one'), join(folder, 'two')];
    mkdirSync(one);
    for (const path of [one, two, one]) recentProjects(file).add(path);
    expect(recentProjects(file).list()).toEqual([
      { path: one, name: 'one', isMissing: false },
      { path: two, name: 'two', isMissing: true },
    ]);
    expect(readdirSync(join(folder, 'new'))).toEqual(['recent.json']);
  });

  it('are ten at most', () => {
    const recent = recentProjects(join(folder, 'many.json'));
    for (let at = 0; at < 12; at++) recent.add(join(folder, String(at)));
    expect(recent.list().map(({ name }) => name)).toEqual([
      '11',
      '10',
      '9',
      '8',
      '7',
      '6',
      '5',
      '4',
      '3',
      '2',
    ]);
  });

  it.each(['', '7', '{}', '{"projects":7}', '{"projects":[7,""]}'])(
    'are none where the list is %j',
    (text) => {
      const file = join(folder, 'broken.json');
      writeFileSync(file, text);
      expect(recentProjects(file).list()).toEqual([]);
    },
  );
});
