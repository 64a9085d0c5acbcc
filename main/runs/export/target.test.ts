import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { spoolPath } from './leftovers.ts';
import { openSink } from './sink.ts';
import { EXPORT_MARK, fillPlace } from './target.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dartboard-target-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);
const file =
  (text: string) =>
  (path: string): Promise<void> =>
    writeFile(path, text);
const tree = (text: string) => async (path: string) => {
  await writeFile(join(path, EXPORT_MARK), text);
};
/** The number of a process that has ended. */
const deadPid = (): string => String(spawnSync(process.execPath, ['-e', '0']).pid);

describe('the place of an export', () => {
  it('is filled whole, with the folders above it', async () => {
    expect(await fillPlace(at('a/b.txt'), { kind: 'file', force: false }, file('new'))).toBe(at('a/b.txt'));
    await fillPlace(at('a/c'), { kind: 'folder', force: false }, tree('new'));
    expect(await readdir(at('a'))).toEqual(['b.txt', 'c']);
    expect(await readdir(at('a/c'))).toEqual([EXPORT_MARK]);
  });

  it('may be an empty folder', async () => {
    await mkdir(at('c'));
    await fillPlace(at('c'), { kind: 'folder', force: false }, tree('new'));
    expect(await readdir(folder)).toEqual(['c']);
    expect(await readdir(at('c'))).toEqual([EXPORT_MARK]);
  });

  it('is as it was when writing fails, and nothing lies about', async () => {
    await writeFile(at('b'), 'old');
    const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    const fail = async (path: string): Promise<never> => {
      await writeFile(path, 'half');
      throw full;
    };
    await expect(fillPlace(at('b'), { kind: 'file', force: true }, fail)).rejects.toMatchObject({
      code: 'runs/unwritable',
      message: `${at('b')} cannot be written: the disk is full. Free some space, then go on.`,
    });
    expect(await readdir(folder)).toEqual(['b']);
    expect(await readFile(at('b'), 'utf8')).toBe('old');
  });

  it('names itself when a file in it cannot be written', async () => {
    const failed = fillPlace(at('c'), { kind: 'folder', force: false }, async (path) => {
      await mkdir(join(path, 'a.csv'));
      await openSink(join(path, 'a.csv'));
    });
    await expect(failed).rejects.toThrow(new RegExp(`^${at('c')} cannot be written: `));
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    ['file', false, 'a file', /Name another place, or replace it with --force/],
    ['file', true, 'an export', /It is a folder, which a file never replaces/],
    ['folder', true, 'a file', /It is a file, which a folder never replaces/],
    ['folder', false, 'an export', /Name another place, or replace it with --force/],
    ['folder', true, 'another folder', /It is a folder that no export made, which is never replaced/],
  ] as const)('a %s (force: %s) where %s is, is refused', async (...[kind, force, there, sentence]) => {
    if (there === 'a file') await writeFile(at('x'), 'old');
    else await mkdir(at('x'));
    if (there === 'an export') await writeFile(at(`x/${EXPORT_MARK}`), 'old');
    if (there === 'another folder') await writeFile(at('x/thesis.tex'), 'old');
    const write = kind === 'file' ? file('new') : tree('new');
    const refused = fillPlace(at('x'), { kind, force }, write);
    await expect(refused).rejects.toMatchObject({ code: 'runs/target-exists' });
    await expect(refused).rejects.toThrow(sentence);
    expect(await readdir(folder)).toEqual(['x']);
  });

  it('with force a file replaces a file, and an export an export', async () => {
    await writeFile(at('a'), 'old');
    await mkdir(at('b'));
    await writeFile(at(`b/${EXPORT_MARK}`), 'old');
    await writeFile(at('b/stale.csv'), 'old');
    await fillPlace(at('a'), { kind: 'file', force: true }, file('new'));
    await fillPlace(at('b'), { kind: 'folder', force: true }, tree('new'));
    expect(await readdir(folder)).toEqual(['a', 'b']);
    expect(await readFile(at('a'), 'utf8')).toBe('new');
    expect(await readdir(at('b'))).toEqual([EXPORT_MARK]);
  });

  it.each([
    ['in Latin', 'x'.repeat(200)],
    ['in Chinese', '漢'.repeat(80)],
  ])('may have a long name, %s', async (_, name) => {
    await fillPlace(at(name), { kind: 'file', force: false }, file('new'));
    expect(await readdir(folder)).toEqual([name]);
  });

  it('takes nothing for its own that another export with as long a name left', async () => {
    const [one, other] = [`${'x'.repeat(120)}.a`, `${'x'.repeat(120)}.b`];
    let left = '';
    await fillPlace(at(one), { kind: 'file', force: false }, async (path) => {
      left = basename(path).replace(/export-\d+/, `export-${deadPid()}`);
      await writeFile(path, 'new');
    });
    await writeFile(at(left), '');
    await fillPlace(at(other), { kind: 'file', force: false }, file('new'));
    expect(await readdir(folder)).toContain(left);
  });

  it('removes what killed exports left, of this place and this machine only', async () => {
    const dead = deadPid();
    const others = [
      `.a.export-${String(process.pid)}-0badc0de-${hostname()}`,
      `.a.export-${dead}-0badc0de-another-machine`,
      `.other.export-${dead}-0badc0de-${hostname()}`,
      '.a.export-notes',
    ];
    const own = `.a.export-${dead}-0badc0de-${hostname()}`;
    for (const name of [...others, own, basename(spoolPath(at(own), 'steps'))]) await writeFile(at(name), '');
    await fillPlace(at('a'), { kind: 'file', force: false }, file('new'));
    expect((await readdir(folder)).sort()).toEqual([...others, 'a'].sort());
  });

  it('puts back what a killed export had moved aside', async () => {
    const old = `.a.export-${deadPid()}-0badc0de-${hostname()}.old`;
    await mkdir(at(old));
    await writeFile(at(`${old}/${EXPORT_MARK}`), 'old');
    const failed = fillPlace(at('a'), { kind: 'folder', force: false }, () =>
      Promise.reject(new Error('no')),
    );
    await expect(failed).rejects.toThrow('no');
    expect(await readdir(folder)).toEqual(['a']);
    expect(await readFile(at(`a/${EXPORT_MARK}`), 'utf8')).toBe('old');
  });
});
