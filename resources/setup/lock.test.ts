import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withLock } from './lock.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dartboard-lock-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** The id of a process that has ended. */
async function deadPid() {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid ?? 0;
}

describe('withLock', () => {
  it('lets one at a time work, and leaves nothing behind', async () => {
    const path = join(folder, 'setup.lock');
    let inside = 0;
    let most = 0;
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await sleep(20);
      inside -= 1;
      return inside;
    };
    await Promise.all(Array.from({ length: 5 }, () => withLock(path, { work, pollMs: 5 })));
    expect(most).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('tells once who it waits for', async () => {
    const path = join(folder, 'setup.lock');
    const waits = [];
    const first = withLock(path, { work: () => sleep(60) });
    await withLock(path, { work: async () => undefined, onWait: ({ pid }) => waits.push(pid), pollMs: 5 });
    await first;
    expect(waits).toEqual([process.pid]);
  });

  it('takes over the lock of a process that was killed', async () => {
    const path = join(folder, 'setup.lock');
    writeFileSync(path, JSON.stringify({ pid: await deadPid(), host: hostname(), started: '1' }));
    expect(await withLock(path, { work: async () => 'done' })).toBe('done');
    expect(readdirSync(folder)).toEqual([]);
  });

  it.runIf(process.platform === 'linux')(
    'is not fooled by a process id that was given out again',
    async () => {
      const path = join(folder, 'setup.lock');
      writeFileSync(path, JSON.stringify({ pid: process.pid, host: hostname(), started: 'another time' }));
      expect(await withLock(path, { work: async () => 'done' })).toBe('done');
    },
  );

  it('takes over a lock file that is no lock', async () => {
    const path = join(folder, 'setup.lock');
    writeFileSync(path, '');
    expect(await withLock(path, { work: async () => 'done' })).toBe('done');
  });

  it('waits for a live owner on another machine', async () => {
    const path = join(folder, 'setup.lock');
    writeFileSync(path, JSON.stringify({ pid: await deadPid(), host: 'another-machine', started: null }));
    const late = withLock(path, { work: async () => 'done', pollMs: 5 });
    expect(await Promise.race([late, sleep(50, 'waiting')])).toBe('waiting');
    rmSync(path);
    expect(await late).toBe('done');
  });

  it('is released when the work fails', async () => {
    const path = join(folder, 'setup.lock');
    const work = () => Promise.reject(new Error('no luck'));
    await expect(withLock(path, { work })).rejects.toThrow('no luck');
    expect(existsSync(path)).toBe(false);
  });
});
