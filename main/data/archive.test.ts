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
      const listings = await listArchive(archive);
      expect([...listings.keys()]).toEqual(['cifar-10-batches-py']);
      const listing = listings.get('cifar-10-batches-py');
      expect(listing?.files).toEqual([
        'batches.meta',
        'data_batch_1',
        'data_batch_2',
        'data_batch_3',
        'data_batch_4',
        'data_batch_5',
        'readme.html',
        'test_batch',
      ]);
      const file = listing?.file('readme.html');
      if (file === undefined) throw new Error('no such file');
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
    await expect(listArchive(memoryFile('many.tar', many))).rejects.toMatchObject({
      message: expect.stringMatching(/more than 4096 entries/),
    });
  });

  it('lists each folder with files, and leaves out what macOS adds and what is there plain as well', async () => {
    const names = ['a', './b', '._a', 'sub/c', './sub/deep/._d', 'sub/deep/d', 'sub/c.gz', 'sub/e.gz'];
    const entries = names.map((name) => ({ header: { name, size: 1 }, body: 'x' }));
    const listings = await listArchive(memoryFile('x.tar', await packTar(entries)));
    expect([...listings].map(([inside, { files }]) => [inside, files])).toEqual([
      ['', ['a', 'b']],
      ['sub', ['c', 'e.gz']],
      ['sub/deep', ['d']],
    ]);
  });
});
