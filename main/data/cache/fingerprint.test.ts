import { chmod, mkdir, mkdtemp, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asNobody } from '../../../test/support/as-nobody.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { Reach } from './fingerprint.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fingerprint-'));
  await mkdir(join(folder, 'train', 'cat'), { recursive: true });
  await writeFile(join(folder, 'a.bin'), 'aaaa');
  await writeFile(join(folder, 'b.bin'), 'bbbb');
  await writeFile(join(folder, 'train', 'cat', '1.png'), 'png');
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const at = (reach: Reach, path = folder): Promise<string> => fingerprintOf({ path, reach });

/** Which reaches see a change. */
async function seeing(change: () => Promise<void>): Promise<readonly Reach[]> {
  const reaches: readonly Reach[] = ['file', 'folder', 'tree'];
  const pathOf = (reach: Reach): string => (reach === 'file' ? join(folder, 'a.bin') : folder);
  const before = await Promise.all(reaches.map((reach) => at(reach, pathOf(reach))));
  expect(await Promise.all(reaches.map((reach) => at(reach, pathOf(reach))))).toEqual(before);
  await change();
  const after = await Promise.all(reaches.map((reach) => at(reach, pathOf(reach))));
  return reaches.filter((_, i) => before[i] !== after[i]);
}

describe('fingerprintOf', () => {
  it('changes with the size and the time of a file', async () => {
    expect(await seeing(() => writeFile(join(folder, 'a.bin'), 'aaaaa'))).toEqual(['file', 'folder', 'tree']);
    const times = [1_700_000_000, 1_700_000_000.000_5] as const;
    await utimes(join(folder, 'a.bin'), times[0], times[0]);
    expect(await seeing(() => utimes(join(folder, 'a.bin'), times[1], times[1]))).toHaveLength(3);
  });

  it('sees files that come, go and are renamed, as far as it reaches', async () => {
    expect(await seeing(() => writeFile(join(folder, 'c.bin'), ''))).toEqual(['folder', 'tree']);
    expect(await seeing(() => rm(join(folder, 'c.bin')))).toEqual(['folder', 'tree']);
    const deep = join(folder, 'train', 'cat');
    expect(await seeing(() => rename(join(deep, '1.png'), join(deep, '2.png')))).toEqual(['tree']);
    expect(await seeing(() => rename(deep, join(folder, 'train', 'dog')))).toEqual(['tree']);
    expect(await seeing(() => writeFile(join(folder, 'train', '.DS_Store'), 'x'))).toEqual([]);
  });

  it('looks around a file where that is its reach', async () => {
    expect(await at('folder', join(folder, 'a.bin'))).toBe(await at('folder'));
    expect(await at('file', join(folder, 'a.bin'))).not.toBe(await at('file', join(folder, 'b.bin')));
  });

  it('follows links, and ends where they lead back or nowhere', async () => {
    await symlink(folder, join(folder, 'train', 'back'));
    await symlink(join(folder, 'none'), join(folder, 'lost'));
    await writeFile(join(folder, 'elsewhere'), 'one');
    await symlink(join(folder, 'elsewhere'), join(folder, 'train', 'linked'));
    expect(await at('tree')).toBe(await at('tree'));
    expect(await seeing(() => writeFile(join(folder, 'elsewhere'), 'other'))).toEqual(['folder', 'tree']);
  });

  it('sees another content of the same size and time', async () => {
    const path = join(folder, 'a.bin');
    await utimes(path, 1_700_000_000, 1_700_000_000);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const change = async (): Promise<void> => {
      await writeFile(path, 'AAAA');
      await utimes(path, 1_700_000_000, 1_700_000_000);
    };
    expect(await seeing(change)).toEqual(['file', 'folder', 'tree']);
  });

  it('sees empty folders, and where links to folders that it knows lead', async () => {
    expect(await seeing(() => mkdir(join(folder, 'train', 'dog')))).toEqual(['tree']);
    const link = join(folder, 'train', 'linked');
    await symlink(join(folder, 'train', 'cat'), link);
    const turn = async (): Promise<void> => {
      await rm(link);
      await symlink(join(folder, 'train', 'dog'), link);
    };
    expect(await seeing(turn)).toEqual(['tree']);
  });

  it('goes on where links lead round in a circle', async () => {
    await symlink('round', join(folder, 'round'));
    expect(await seeing(() => rm(join(folder, 'round')))).toEqual(['folder', 'tree']);
  });

  it('goes on where a folder below may not be read', async () => {
    const image = join(folder, 'train', 'cat', '1.png');
    const closed = join(folder, 'lost+found');
    await mkdir(closed, { mode: 0 });
    await chmod(folder, 0o755);
    const before = await asNobody(() => at('tree'));
    await writeFile(image, 'other');
    expect(await asNobody(() => at('tree'))).not.toBe(before);
  });

  it('is stopped, and says what it cannot read', async () => {
    const stopped = AbortSignal.abort(new Error('enough'));
    await expect(fingerprintOf({ path: folder, reach: 'tree' }, stopped)).rejects.toThrow('enough');
    await expect(at('tree', join(folder, 'none'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
