import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { packTar } from 'modern-tar';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataFixture } from '../../test/support/data-fixtures.ts';
import { isArchive, listArchive } from './archive.ts';
import { diskFile, memoryFile, readWhole } from './data-file.ts';
import type { Listing } from './listing.ts';
import { openDataset } from './open.ts';

const published = diskFile(dataFixture('cifar-10-python.tar.gz'));
const plain = new Uint8Array(gunzipSync(readFileSync(published.path)));

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'archive-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('listArchive', () => {
  it('shows the files of the folder inside, plain and packed', async () => {
    for (const archive of [published, memoryFile('cifar.tar', plain)]) {
      expect(isArchive(archive)).toBe(true);
      const top = await listArchive(archive);
      expect([top.files, top.folders]).toEqual([[], ['cifar-10-batches-py']]);
      const listing = top.within('cifar-10-batches-py');
      expect(listing.files).toEqual([
        'batches.meta',
        'data_batch_1',
        'data_batch_2',
        'data_batch_3',
        'data_batch_4',
        'data_batch_5',
        'readme.html',
        'test_batch',
      ]);
      const file = listing.file('readme.html');
      expect(file.path).toBe(`${archive.path}/cifar-10-batches-py/readme.html`);
      expect(new TextDecoder().decode(await readWhole(file, 1000))).toMatch(/^<meta HTTP-EQUIV/);
    }
    expect(isArchive(memoryFile('x', plain.slice(0, 260)))).toBe(false);
    expect(isArchive(memoryFile('x', new Uint8Array(0)))).toBe(false);
  });

  it.each([
    ['parent', /entry "set\/\.\.\/\.\.\/evil" leads out of the archive/],
    ['absolute', /entry "\/etc\/evil" leads out of the archive/],
    ['symlink', /entry "set\/train" is a symlink to "\/etc\/passwd", where only files and folders belong/],
    ['hardlink', /entry "set\/train" is a link to "\.\.\/\.\.\/evil"/],
    ['fifo', /entry "set\/train" is a fifo/],
    ['twice', /holds set\/train twice/],
  ] as const)('refuses an archive with %s', async (name, says) => {
    const path = dataFixture(`refused-${name}.tar.gz`);
    await expect(openDataset(path, { resourcesDir: folder, dataDir: null })).rejects.toMatchObject({
      code: 'data/unusable-file',
      message: expect.stringMatching(says),
      data: { file: path },
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it('names an archive that is cut off or damaged, packed and plain', async () => {
    const packed = readFileSync(published.path);
    const flipped = plain.slice();
    flipped[600] = (flipped[600] ?? 0) ^ 4;
    const cases = [
      { bytes: packed.subarray(0, -100), code: 'data/damaged-file', says: /unpacking stopped with/ },
      { bytes: plain.subarray(0, 20_000), code: 'data/unusable-file', says: /truncated/ },
      { bytes: plain.subarray(0, 512), code: 'data/unusable-file', says: /truncated/ },
      { bytes: flipped, code: 'data/unusable-file', says: /checksum/ },
    ];
    for (const { bytes, code, says } of cases) {
      const path = join(folder, 'x.tar.gz');
      await writeFile(path, bytes);
      await expect(openDataset(path, { resourcesDir: folder, dataDir: null })).rejects.toMatchObject({
        code,
        message: expect.stringMatching(says),
      });
    }
  });

  it('does not take zeros in the middle, or a second archive behind it, for the end', async () => {
    const one = await packTar(
      ['a', 'b', 'c'].map((name) => ({ header: { name, size: 512 }, body: 'x'.repeat(512) })),
    );
    const hole = one.slice();
    hole.fill(0, 1024, 2048);
    const says = {
      code: 'data/unusable-file',
      message: expect.stringMatching(/its end is at byte \d+ of \d+, so/),
    };
    const path = join(folder, 'x.tar');
    for (const bytes of [hole, Buffer.concat([one, one]), Buffer.concat([one, new Uint8Array(2 ** 21)])]) {
      await writeFile(path, bytes);
      await expect(listArchive(diskFile(path))).rejects.toMatchObject(says);
      await expect(listArchive(memoryFile('x.tar', bytes))).rejects.toMatchObject(says);
    }
    await writeFile(path, Buffer.concat([one, new Uint8Array(10_240)]));
    expect((await listArchive(diskFile(path))).files).toEqual(['a', 'b', 'c']);
  });

  it('stops at a bomb and at too many entries', async () => {
    const header = plain.subarray(0, 512);
    const zeros = gzipSync(new Uint8Array(20e6));
    const bomb = Buffer.concat([gzipSync(header), ...Array.from({ length: 30 }, () => zeros)]);
    const path = join(folder, 'bomb.tar.gz');
    await writeFile(path, bomb);
    await expect(listArchive(diskFile(path))).rejects.toMatchObject({
      code: 'data/too-large',
      message: expect.stringMatching(/bomb\.tar\.gz would take \d+ bytes of memory or more/),
    });
    const many = await packTar(
      Array.from({ length: 5000 }, (_, i) => ({ header: { name: `f${i}`, size: 0 }, body: '' })),
    );
    expect((await listArchive(memoryFile('many.tar', many))).names.count).toBe(5000);
    await expect(listArchive(memoryFile('many.tar', many), { mostEntries: 4096 })).rejects.toMatchObject({
      message: expect.stringMatching(/more than 4096 files/),
    });
  });

  it('lists each folder with files, and leaves out what macOS adds and what is there plain as well', async () => {
    const names = ['a', './b', '._a', 'sub/c', './sub/deep/._d', 'sub/deep/d', 'sub/c.gz', 'sub/e.gz'];
    const entries = names.map((name) => ({ header: { name, size: 1 }, body: 'x' }));
    const top = await listArchive(memoryFile('x.tar', await packTar(entries)));
    const shown = (listing: Listing): unknown[] => [
      listing.files,
      ...listing.folders.map((name) => [name, ...shown(listing.within(name))]),
    ];
    expect(shown(top)).toEqual([
      ['a', 'b'],
      ['sub', ['c', 'e.gz'], ['deep', ['d']]],
    ]);
  });

  it('reads long names of GNU and pax, and says where the bytes lie', async () => {
    const long = `${'folder/'.repeat(20)}${'ü'.repeat(120)}.png`;
    const bytes = await packTar([
      { header: { name: 'a.png', size: 3 }, body: 'abc' },
      { header: { name: long, size: 5 }, body: 'hello' },
    ]);
    const gnu = Buffer.concat([gnuLongName('x/'.repeat(30) + 'y'.repeat(90)), Buffer.from(bytes)]);
    for (const [content, first] of [
      [Buffer.from(bytes), 'a.png'],
      [gnu, 'y'.repeat(90)],
    ] as const) {
      const path = join(folder, 'x.tar');
      await writeFile(path, content);
      let listing = await listArchive(diskFile(path));
      if (first !== 'a.png') for (let i = 0; i < 30; i++) listing = listing.within('x');
      const place = listing.locate(first);
      expect(content.toString('latin1', place?.start ?? 0, (place?.start ?? 0) + 3)).toBe('abc');
      let deep = await listArchive(diskFile(path));
      for (let i = 0; i < 20; i++) deep = deep.within('folder');
      const name = `${'ü'.repeat(120)}.png`;
      expect(new TextDecoder().decode(await readWhole(deep.file(name), 10))).toBe('hello');
      expect(deep.locate(name)).toMatchObject({ root: path, name: long, length: 5 });
    }
  });

  it('refuses files with holes, entries too deep, and devices, in plain archives as well', async () => {
    const refusal = async (header: Parameters<typeof packTar>[0][number]['header']): Promise<unknown> => {
      const path = join(folder, 'x.tar');
      await writeFile(path, await packTar([{ header }]));
      return listArchive(diskFile(path)).catch((error: unknown) => error);
    };
    const says = (words: RegExp): object => ({
      code: 'data/unusable-file',
      message: expect.stringMatching(words),
    });
    expect(await refusal({ name: 'x', size: 0, type: 'character-device' })).toMatchObject(
      says(/is a device/),
    );
    expect(await refusal({ name: `${'a/'.repeat(70)}b`, size: 0 })).toMatchObject(
      says(/more than 64 folders deep/),
    );
    expect(await refusal({ name: 'x', size: 0, pax: { 'GNU.sparse.major': '1' } })).toMatchObject(
      says(/holes/),
    );
    expect(await refusal({ name: '../x', size: 0 })).toMatchObject(says(/leads out of the archive/));
    expect(await refusal({ name: 'x', size: 0, type: 'symlink', linkname: '/y' })).toMatchObject(
      says(/symlink to/),
    );
  });
});

/** What GNU's tar puts before an entry whose name is too long for its header. */
function gnuLongName(name: string): Buffer {
  const header = Buffer.alloc(512);
  header.write('././@LongLink', 0);
  header.write('0000644\0', 100);
  header.write(`${(name.length + 1).toString(8).padStart(11, '0')}\0`, 124);
  header.write('        ', 148);
  header.write('L', 156);
  header.write('ustar  \0', 257);
  header.write(
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  );
  const content = Buffer.alloc(Math.ceil((name.length + 1) / 512) * 512);
  content.write(name);
  return Buffer.concat([header, content]);
}
