import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testHome } from '../../test/support/runs.ts';
import type { TestHome } from '../../test/support/runs.ts';
import { holderOf, takeLock } from './lock.ts';
import type { Holder, Lock } from './lock.ts';
import { isAlive, ownMark } from './process-mark.ts';

let home: TestHome;
beforeEach(async () => {
  home = await testHome();
});
afterEach(() => home.dispose());

const ifDead = async ({ isAlive: alive }: Holder): Promise<boolean> => alive === false;
const take = (): ReturnType<typeof takeLock> => takeLock(home.folder, ifDead);
const taken = async (): Promise<Lock> => {
  const result = await take();
  if ('holder' in result) throw new Error('the lock is held');
  return result.lock;
};
const dead = { ...ownMark(), born: 'another boot 1' };
const put = (name: string, content: string): Promise<void> => writeFile(join(home.folder, name), content);

describe('the lock of a run', () => {
  it('has one holder at a time', async () => {
    const lock = await taken();
    expect(await take()).toMatchObject({ holder: { mark: { pid: process.pid }, isAlive: true } });
    await lock.release();
    expect(await holderOf(home.folder)).toBeNull();
    await (await taken()).release();
    expect(await readdir(home.folder)).toEqual([]);
  });

  it('goes to one of many that ask at once, whether it is free or its holder is dead', async () => {
    for (const before of [null, JSON.stringify(dead)]) {
      if (before !== null) await put('lock.4', before);
      const results = await Promise.all(Array.from({ length: 20 }, take));
      const locks = results.flatMap((result) => ('lock' in result ? [result.lock] : []));
      expect(locks).toHaveLength(1);
      expect((await readdir(home.folder)).length).toBe(1);
      await locks[0]?.release();
    }
  });

  it('is taken over from a process that was killed', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const mark = { ...ownMark(), pid: child.pid ?? 0 };
    // Before it runs its program, the process has the start time of its fork: what counts is that it is not ours.
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isAlive(mark)).toBe(false);
    await put('lock.1', JSON.stringify(mark));
    await taken();
    expect(await readdir(home.folder)).toEqual(['lock.2']);
  });

  it('is not taken over from another machine unless the caller knows better', async () => {
    await put('lock.1', JSON.stringify({ ...ownMark(), host: 'elsewhere' }));
    expect(await take()).toMatchObject({ holder: { isAlive: null } });
    expect(await takeLock(home.folder, async () => true)).toHaveProperty('lock');
  });

  it('is not robbed from who took it while another one looked at the numbers before', async () => {
    const born = ownMark();
    // The one that looks finds a dead holder; before it bids, that lock is gone and somebody else has the first number again.
    await put('lock.5', JSON.stringify(dead));
    let looks = 0;
    const result = await takeLock(home.folder, async () => {
      if (looks++ === 0) await put('lock.1', JSON.stringify(born));
      return true;
    });
    expect(result).toMatchObject({ holder: { mark: born, isAlive: true } });
    expect(await holderOf(home.folder)).toMatchObject({ mark: born });
    expect((await readdir(home.folder)).sort()).toEqual(['lock.1', 'lock.5']);
  });

  it('is judged by when this very holder took it, however old the lock was that was looked at before', async () => {
    const elsewhere = JSON.stringify({ ...ownMark(), host: 'elsewhere' });
    const path = join(home.folder, 'lock.1');
    await put('lock.1', elsewhere);
    await utimes(path, 1, 1);
    const ages: number[] = [];
    const result = await takeLock(home.folder, async ({ since }) => {
      ages.push(since);
      // A third machine takes the abandoned lock over before this one bids.
      if (ages.length === 1) await put('lock.2', elsewhere);
      return Date.now() - since > 60_000;
    });
    expect(result).toMatchObject({ holder: { isAlive: null } });
    expect(ages).toEqual([1000, expect.closeTo(Date.now(), -4)]);
  });

  it('that is just being written counts as held, one that was never written does not', async () => {
    await put('lock.1', '');
    expect(await take()).toHaveProperty('holder');
    await utimes(join(home.folder, 'lock.1'), 1, 1);
    expect(await take()).toHaveProperty('lock');
  });
});

describe('isAlive', () => {
  it('knows this process, and is not deceived by its number', () => {
    expect(isAlive(ownMark())).toBe(true);
    expect(isAlive({ ...ownMark(), host: 'elsewhere' })).toBeNull();
    if (process.platform === 'linux') expect(isAlive(dead)).toBe(false);
  });
});
