import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exclusively } from './exclusively.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dartboard-alone-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('what one process at a time does', () => {
  it('is never done twice at once', async () => {
    const file = join(folder, 'count');
    await writeFile(file, '0');
    const once = (): Promise<void> =>
      exclusively(join(folder, 'lock'), async () => {
        const count = Number(await readFile(file, 'utf8'));
        await new Promise((resolve) => setTimeout(resolve, 2));
        await writeFile(file, String(count + 1));
      });
    await Promise.all(Array.from({ length: 20 }, once));
    expect(await readFile(file, 'utf8')).toBe('20');
  });

  it('is done where a process of another machine left its lock long ago', async () => {
    const lock = join(folder, 'lock');
    await mkdir(lock);
    const file = join(lock, 'lock.7');
    await writeFile(file, JSON.stringify({ pid: 1, host: 'elsewhere', born: null }));
    const longAgo = new Date(Date.now() - 3_600_000);
    await utimes(file, longAgo, longAgo);
    expect(await exclusively(lock, async () => 'done')).toBe('done');
  });
});
