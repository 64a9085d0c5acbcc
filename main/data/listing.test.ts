import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { putFiles } from '../../test/support/data-fixtures.ts';
import { listAround, listFolder } from './listing.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'listing-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe('listFolder', () => {
  it('sorts files and folders by code points, whatever the script', async () => {
    const names = ['b', 'a', 'ä', 'Z', '\u{1f600}', '\u{fb01}', '10', '9'];
    await putFiles(folder, Object.fromEntries(names.map((name) => [name, text(name)])));
    for (const name of names) await mkdir(join(folder, `d${name}`));
    const listing = await listFolder(folder);
    // A sort by UTF-16 code units would have the last two the other way round.
    const sorted = ['10', '9', 'Z', 'a', 'b', 'ä', '\u{fb01}', '\u{1f600}'];
    expect(listing.files).toEqual(sorted);
    expect([...listing.names]).toEqual(sorted);
    expect(listing.folders).toEqual(sorted.map((name) => `d${name}`));
    for (const [i, name] of sorted.entries()) expect(listing.names.indexOf(name)).toBe(i);
    for (const name of ['', '0', 'c', 'zz', '\u{1f601}']) expect(listing.names.indexOf(name)).toBe(-1);
  });

  it('has all names of a large folder, and none of them as a file to look at', async () => {
    const names = Array.from({ length: 300 }, (_, i) => `image ${i}`);
    await putFiles(folder, Object.fromEntries(names.map((name) => [`many/${name}`, text('x')])));
    const listing = (await listFolder(folder)).within('many');
    expect(listing.files).toEqual([]);
    expect(listing.names.count).toBe(300);
    expect(new Set(listing.names)).toEqual(new Set(names));
    const few = listing.peek(10);
    expect(few).toHaveLength(10);
    expect(names).toEqual(expect.arrayContaining([...few]));
    expect((await listAround(join(folder, 'many', 'image 7'))).focus).toBe('image 7');
  });

  it('finds no file where a link leads to itself', async () => {
    await symlink(join(folder, 'round'), join(folder, 'round'));
    expect((await listFolder(folder)).locate('round')).toBeNull();
  });

  it('says where a file lies without opening it', async () => {
    await putFiles(folder, { 'a/b/c.txt': text('hello') });
    const inner = (await listFolder(folder)).within('a').within('b');
    expect(inner.folder).toBe(join(folder, 'a', 'b'));
    expect(inner.locate('c.txt')).toEqual({ root: folder, name: 'a/b/c.txt', start: null, length: 5 });
    expect(inner.file('c.txt').place).toEqual({ path: join(folder, 'a/b/c.txt'), start: 0, length: 5 });
    expect(inner.locate('d.txt')).toBeNull();
    expect((await listFolder(folder)).locate('a')).toBeNull();
  });

  it('follows links but those that lead around, and leaves out those that lead nowhere', async () => {
    await putFiles(folder, { 'set/a/1': text('1'), 'elsewhere/2': text('2') });
    const set = join(folder, 'set');
    await symlink(join(folder, 'elsewhere'), join(set, 'link'));
    await symlink(join(folder, 'elsewhere', '2'), join(set, 'file'));
    await symlink('gone', join(set, 'broken'));
    await symlink('circle', join(set, 'circle'));
    await symlink(folder, join(set, 'above'));
    await symlink(set, join(folder, 'elsewhere', 'back'));
    await symlink(join(set, 'a'), join(set, 'a', 'self'));
    const listing = await listFolder(set);
    expect([listing.files, listing.folders]).toEqual([['file'], ['a', 'link']]);
    // From the link there is no way back, by which one would come here again.
    expect(listing.within('link').folders).toEqual([]);
    expect(listing.within('a').folders).toEqual([]);
    expect(listing.within('link').realPath).toBe((await listFolder(join(folder, 'elsewhere'))).realPath);
  });

  it('says what it cannot read', async () => {
    const path = join(folder, 'file');
    await writeFile(path, 'x');
    await expect(listFolder(path)).rejects.toMatchObject({ code: 'data/not-a-folder' });
    await expect(listFolder(join(folder, 'none'))).rejects.toMatchObject({ code: 'data/unreadable' });
    const listing = await listFolder(folder);
    expect(() => listing.within('none')).toThrow(/none cannot be read/);
  });
});
