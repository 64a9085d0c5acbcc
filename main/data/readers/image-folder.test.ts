import { chmod, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dataFixture, putFiles } from '../../../test/support/data-fixtures.ts';
import { failureOf } from '../../../test/support/data-sets.ts';
import { bytesOf, expectedTree, imagesOf, listed, putLayout } from '../../../test/support/layouts.ts';
import { listArchive } from '../archive.ts';
import { diskFile } from '../data-file.ts';
import type { EncodedParts } from '../dataset.ts';
import { listAround, listFolder } from '../listing.ts';
import { imageFolder } from './image-folder.ts';

let png = new Uint8Array(0);
beforeAll(async () => {
  const create = { width: 2, height: 2, channels: 3, background: '#345' } as const;
  png = new Uint8Array(await sharp({ create }).png().toBuffer());
});

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'image-folder-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const SHARE = { testPart: { share: 0.25, seed: 0 } };

const open = async (config: object = {}, at = folder): Promise<EncodedParts> =>
  listed(await imageFolder.open(await listFolder(at), imageFolder.config.parse(config)));

const detect = async (at = folder): Promise<string | null> =>
  imageFolder.detect(await listFolder(at))?.summary ?? null;

/** Makes files: images, but for those with a text. */
async function put(paths: readonly string[], text?: string): Promise<void> {
  const bytes = text === undefined ? png : new TextEncoder().encode(text);
  await putFiles(folder, Object.fromEntries(paths.map((path) => [path, bytes])));
}

const everything = ({ train, test }: EncodedParts): { path: string; label: number }[] =>
  [...imagesOf(folder, train), ...imagesOf(folder, test)].sort((a, b) =>
    Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)),
  );

const pathsAndLabels = (images: readonly { path: string; label: number }[]): object[] =>
  images.map(({ path, label }) => ({ path, label }));

describe('a folder for each class', () => {
  it('is listed as Python made it, with folders in folders and names in any script', async () => {
    await putLayout(folder, 'image-folder');
    const expected = expectedTree('image-folder');
    expect(await detect()).toBe('images in 4 folders of classes');
    const parts = await open({ ...SHARE, name: 'animals' });
    expect(parts).toMatchObject({
      kind: 'encoded',
      name: 'animals',
      classes: expected.classes,
      validationFrom: null,
      skipped: [],
    });
    expect(everything(parts)).toEqual(pathsAndLabels(expected.train));
    // A quarter of 5, 8, 7 and 8 images.
    expect(parts.test.count).toBe(1 + 2 + 2 + 2);
    expect(await failureOf(open())).toMatchObject({
      code: 'data/no-test-images',
      message: expect.stringContaining(`${folder} has 28 images, but none of them is set apart for testing`),
    });
  });

  it('leaves out what is no image by its name and first bytes, and counts it', async () => {
    await putLayout(folder, 'odd-images');
    const expected = expectedTree('odd-images');
    const parts = await open(SHARE);
    const found = everything(parts);
    const known = [...expected.train, ...expected.skipped].map(({ path }) => path);
    // What has the name of an image is opened when it is decoded.
    for (const { path } of found) expect(known).toContain(path);
    for (const image of pathsAndLabels(expected.train.filter(({ path }) => !path.endsWith('.bmp')))) {
      expect(found).toContainEqual(image);
    }
    expect(parts.skipped.map(({ reason }) => reason)).toEqual(['not an image that can be read']);
    const examples = parts.skipped.flatMap((skipped) => skipped.examples);
    expect(examples).toContain(join(folder, 'odd', 'notes.txt'));
    expect(examples).toContain(join(folder, 'odd', 'empty.jpg'));
  });

  it('takes an image under another name', async () => {
    await put(['a/1', 'a/2.dat', 'b/1', 'b/2.txt']);
    await put(['a/notes', 'b/notes.md'], 'words');
    const parts = await open({ testPart: { share: 0.5, seed: 0 } });
    expect(everything(parts).map(({ path }) => path)).toEqual(['a/1', 'a/2.dat', 'b/1', 'b/2.txt']);
    expect(parts.skipped).toMatchObject([{ count: 2 }]);
  });

  it('is recognized by the content of a few files only', async () => {
    await put(['a/1.png', 'b/1.png'], 'no image');
    expect(await detect()).toBeNull();
    await put(['a/2.png', 'b/2.png']);
    expect(await detect()).not.toBeNull();
    expect(imageFolder.detect(await listAround(join(folder, 'a', '2.png')))).toBeNull();
    await rm(join(folder, 'a'), { recursive: true });
    await rm(join(folder, 'b'), { recursive: true });
    expect(await detect()).toBeNull();
    await put(['src/1.ts', 'docs/1.png', 'test/1.ts'], 'const x = 1;');
    await put(['docs/1.png']);
    expect(await detect()).toBeNull();
  });

  it('refuses one class alone, a class without images, and a class twice', async () => {
    await put(['cat/1.png', 'cat/2.png']);
    expect(await detect()).not.toBeNull();
    expect(await failureOf(open())).toMatchObject({
      code: 'data/unusable-set',
      message: expect.stringMatching(/one folder only, "cat", .*two at least\.$/),
    });
    await mkdir(join(folder, 'dog'));
    expect(await detect()).not.toBeNull();
    expect(await failureOf(open(SHARE))).toMatchObject({
      message: expect.stringMatching(/\/dog is not a usable data set: no image is in it.*or remove it\.$/),
    });
    await put(['dog/1.png', 'caf\u00e9/1.png', 'cafe\u0301/1.png']);
    expect(await failureOf(open(SHARE))).toMatchObject({ code: 'data/ambiguous-files' });
  });

  it('follows links to folders, but not in circles', async () => {
    const other = join(folder, 'other');
    await put(['set/a/1.png', 'set/b/1.png', 'other/2.png', 'other/deep/3.png']);
    const set = join(folder, 'set');
    await symlink(other, join(set, 'b', 'linked'));
    await symlink(set, join(set, 'a', 'around'));
    await symlink(folder, join(set, 'a', 'further-around'));
    await symlink(join(set, 'a'), join(set, 'a', 'itself'));
    await symlink('nowhere', join(set, 'a', 'broken'));
    const parts = await open({ testPart: { from: 3 } }, set);
    expect(imagesOf(set, parts.train).concat(imagesOf(set, parts.test))).toEqual([
      { path: 'a/1.png', label: 0 },
      { path: 'b/1.png', label: 1 },
      { path: 'b/linked/2.png', label: 1 },
      { path: 'b/linked/deep/3.png', label: 1 },
    ]);
  });

  it('goes once into folders that links make look like endlessly many', async () => {
    await put(['a/1.png', 'b/1.png', 'maze0/1.png', 'maze40/2.png']);
    for (let i = 0; i < 40; i++) {
      await mkdir(join(folder, `maze${i + 1}`), { recursive: true });
      await symlink(join(folder, `maze${i + 1}`), join(folder, `maze${i}`, 'left'));
      await symlink(join(folder, `maze${i + 1}`), join(folder, `maze${i}`, 'right'));
    }
    for (let i = 1; i < 40; i++) await put([`maze${i}/${i}.png`]);
    const parts = await open({ testPart: { from: 3 } });
    expect(parts.train.count + parts.test.count).toBe(2 + (41 * 42) / 2);
  });

  // Root reads whatever the permissions say, so for root the class is whole.
  it('says which folder it may not read', async () => {
    await put(['a/1.png', 'b/1.png', 'c/1.png']);
    await chmod(join(folder, 'c'), 0o000);
    const opening = open({ testPart: { from: 2 } });
    if (process.getuid?.() === 0) expect((await opening).classes).toEqual(['a', 'b', 'c']);
    else expect(await failureOf(opening)).toMatchObject({ code: 'data/unreadable' });
    await chmod(join(folder, 'c'), 0o700);
    const listing = await listFolder(folder);
    const gone = listing.within('c');
    await rm(join(folder, 'c'), { recursive: true });
    expect(() => gone.names).toThrow(/\/c cannot be read/);
  });
});

describe('folders of parts', () => {
  it.each([
    ['three', 'images in 3 folders of classes in train, test, validation'],
    ['two', 'images in 3 folders of classes in train, test'],
    ['validation', 'images in 3 folders of classes in train, validation'],
  ])('are read: %s', async (name, summary) => {
    await putLayout(folder, 'train-val-test');
    const at = join(folder, name);
    const { classes, train, val, test } = expectedTree(`train-val-test/${name}`);
    expect(await detect(at)).toBe(summary);
    expect(await detect()).toBeNull();
    const parts = await open({}, at);
    expect(parts).toMatchObject({ name, classes, skipped: [] });
    const hasTest = test.length > 0;
    const training = hasTest ? [...train, ...val] : train;
    expect(imagesOf(at, parts.train)).toEqual(pathsAndLabels(training));
    expect(imagesOf(at, parts.test)).toEqual(pathsAndLabels(hasTest ? test : val));
    expect(parts.validationFrom).toBe(hasTest && val.length > 0 ? train.length : null);
    const config = { testPart: { share: 0.5, seed: 0 } };
    expect(await failureOf(open(config, at))).toMatchObject({ code: 'data/bad-split' });
  });

  it('need the same classes, two forms of the same letters being the same', async () => {
    await put(['train/caf\u00e9/1.png', 'train/b/1.png', 'test/cafe\u0301/1.png', 'test/b/1.png']);
    expect((await open()).classes).toEqual(['b', 'caf\u00e9']);
    await put(['test/c/1.png']);
    await rename(join(folder, 'test', 'b'), join(folder, 'test', 'd'));
    expect(await failureOf(open())).toMatchObject({
      code: 'data/unusable-set',
      message: expect.stringMatching(
        /\/test .* not those of .*\/train: it lacks "b", and it alone has "c", "d"/,
      ),
    });
  });

  it('may lie beside folders that are no part, which are counted', async () => {
    await put([
      'train/a/1.png',
      'train/b/1.png',
      'val/a/2.png',
      'val/b/2.png',
      'test/1.png',
      'extra/a/1.png',
    ]);
    const parts = await open();
    expect([parts.train.count, parts.test.count]).toEqual([2, 2]);
    expect(parts.skipped).toMatchObject([{ reason: 'a folder without classes', count: 2 }]);
    await put(['valid/a/1.png', 'valid/b/1.png']);
    expect(await failureOf(open())).toMatchObject({
      code: 'data/ambiguous-files',
      message: expect.stringContaining('val, valid'),
    });
  });

  it('are no classes, where the test images are in none', async () => {
    await put([
      'train/a/1.png',
      'train/b/1.png',
      'train/b/2.png',
      'test/1.png',
      'test/2.png',
      'sample/1.png',
    ]);
    expect(await detect()).toBe('images in 2 folders of classes in train');
    const parts = await open({ testPart: { from: 2 } });
    expect(parts).toMatchObject({
      classes: ['a', 'b'],
      skipped: [{ reason: 'a folder without classes', count: 2 }],
    });
    expect(everything(parts).map(({ path }) => path)).toEqual([
      'train/a/1.png',
      'train/b/1.png',
      'train/b/2.png',
    ]);
    await rm(join(folder, 'train'), { recursive: true });
    await rm(join(folder, 'sample'), { recursive: true });
    await put(['train/cat.1.png', 'train/dog.1.png']);
    expect(await detect()).toBeNull();
  });

  it('is a class by the name of train, where nothing else says that there are parts', async () => {
    await put(['train/1.png', 'bus/1.png', 'test/1.png']);
    expect((await open({ testPart: { from: 2 } })).classes).toEqual(['bus', 'test', 'train']);
  });
});

describe('archives', () => {
  it('are read from where they lie', async () => {
    const path = dataFixture('layouts/image-folder.tar');
    const top = await listArchive(diskFile(path));
    expect(imageFolder.detect(top)).not.toBeNull();
    const parts = listed(await imageFolder.open(top, SHARE));
    expect(parts.name).toBe('image-folder');
    await putLayout(folder, 'image-folder');
    for (const table of [parts.train, parts.test]) {
      for (const [i, { path: inside }] of imagesOf(path, table).entries()) {
        expect(Buffer.compare(bytesOf(table, i), await readFile(join(folder, inside)))).toBe(0);
      }
    }
    expect(parts.train.count + parts.test.count).toBe(28);
  });

  it('that are packed say that they must be unpacked', async () => {
    const path = join(folder, 'x.tar.gz');
    const { gzipSync } = await import('node:zlib');
    await writeFile(path, gzipSync(await readFile(dataFixture('layouts/image-folder.tar'))));
    const top = await listArchive(diskFile(path));
    expect(imageFolder.detect(top)).not.toBeNull();
    expect(await failureOf(imageFolder.open(top, SHARE))).toMatchObject({
      code: 'data/packed-archive',
      message: expect.stringContaining(`gunzip --keep ${path}`),
    });
  });
});
