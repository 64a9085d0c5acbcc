import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ownFolder } from './own-folder.ts';

describe('the folder of what is the window’s own', () => {
  const place = mkdtempSync(join(tmpdir(), 'dartboard-own-'));
  afterAll(() => rmSync(place, { recursive: true, force: true }));

  it('is the wanted one, made where it is missing, with nothing left in it', () => {
    const wanted = join(place, 'home', 'window');
    const { path, problem, remove } = ownFolder(wanted);
    expect([path, problem]).toEqual([wanted, null]);
    remove();
    expect(readdirSync(wanted)).toEqual([]);
  });

  it('is one for this time alone where the wanted one cannot be written', () => {
    const file = join(place, 'file');
    writeFileSync(file, '');
    const { path, problem, remove } = ownFolder(join(file, 'window'));
    expect(existsSync(path)).toBe(true);
    expect(problem).toContain(`${join(file, 'window')} cannot be written (`);
    remove();
    expect(existsSync(path)).toBe(false);
  });
});
