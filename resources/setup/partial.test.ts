import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installByRename, partialOf, removeStalePartials } from './partial.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dartboard-partial-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('installByRename', () => {
  it('makes a folder appear under its name', () => {
    const final = join(folder, 'deep', 'tensorflow');
    const partial = partialOf(final);
    mkdirSync(partial);
    writeFileSync(join(partial, 'library'), 'new');
    expect(existsSync(final)).toBe(false);
    installByRename(partial, final);
    expect(readFileSync(join(final, 'library'), 'utf8')).toBe('new');
    expect(readdirSync(join(folder, 'deep'))).toEqual(['tensorflow']);
  });

  it('replaces a broken folder whole', () => {
    const final = join(folder, 'tensorflow');
    mkdirSync(final);
    writeFileSync(join(final, 'remains'), 'old');
    const partial = partialOf(final);
    mkdirSync(partial);
    installByRename(partial, final);
    expect(readdirSync(final)).toEqual([]);
    expect(readdirSync(folder)).toEqual(['tensorflow']);
  });
});

describe('removeStalePartials', () => {
  it('removes what dead processes left, and nothing else', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    const dead = `wheel.partial-${child.pid}-00c0ffee`;
    const live = partialOf(join(folder, 'wheel'));
    mkdirSync(join(folder, dead, 'inner'), { recursive: true });
    mkdirSync(live);
    writeFileSync(join(folder, 'wheel'), 'finished');
    writeFileSync(join(folder, 'wheel.partial-notes'), "a person's own file");
    expect(removeStalePartials(folder)).toEqual([dead]);
    expect(existsSync(live)).toBe(true);
    expect(readdirSync(folder)).toHaveLength(3);
  });

  it('has nothing to do in a folder that is not there', () => {
    expect(removeStalePartials(join(folder, 'nowhere'))).toEqual([]);
  });
});
