import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataFixture, putFiles } from '../../../test/support/data-fixtures.ts';
import { failureOf } from '../../../test/support/data-sets.ts';
import { bytesOf, expectedTree, imagesOf, listed, putLayout } from '../../../test/support/layouts.ts';
import { listArchive } from '../archive.ts';
import { diskFile } from '../data-file.ts';
import type { EncodedParts } from '../dataset.ts';
import { listAround, listFolder } from '../listing.ts';
import { csv } from './csv.ts';

const PNG = Uint8Array.of(0x89, ...Buffer.from('PNG\r\n\x1a\n', 'latin1'));
const HALF = { testPart: { share: 0.5, seed: 0 } };

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csv-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const open = async (config: object = {}, at = folder): Promise<EncodedParts> =>
  listed(await csv.open(await listFolder(at), csv.config.parse(config)));

const detect = async (at = folder): Promise<boolean> => csv.detect(await listFolder(at)) !== null;

const everything = ({ train, test }: EncodedParts): string[] =>
  [...imagesOf(folder, train), ...imagesOf(folder, test)].map(({ path, label }) => `${path} ${label}`).sort();

/** Makes images and a table. */
async function put(images: readonly string[], tables: Readonly<Record<string, string>>): Promise<void> {
  const text = new TextEncoder();
  await putFiles(folder, Object.fromEntries(images.map((path) => [path, PNG])));
  await putFiles(
    folder,
    Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, text.encode(table)])),
  );
}

describe('csv', () => {
  it.each(['split-column', 'two-tables', 'quoted', 'without-extension', 'tabs'])(
    'reads %s as Python made it',
    async (name) => {
      await putLayout(folder, 'csv');
      const at = join(folder, name);
      const { classes, train, val, test } = expectedTree(`csv/${name}`);
      const hasTest = test.length > 0;
      expect(await detect(at)).toBe(true);
      const parts = await open(hasTest ? {} : { testPart: { from: train.length - 1 } }, at);
      expect(parts).toMatchObject({ name, classes, skipped: [] });
      expect(parts.validationFrom).toBe(hasTest && val.length > 0 ? train.length : null);
      const byPath = (images: readonly { path: string; label: number }[]): object[] =>
        images
          .map(({ path, label }) => ({ path, label }))
          .sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
      const found = hasTest
        ? imagesOf(at, parts.train)
        : [...imagesOf(at, parts.train), ...imagesOf(at, parts.test)];
      expect(byPath(found)).toEqual(byPath([...train, ...val]));
      if (hasTest) expect(byPath(imagesOf(at, parts.test))).toEqual(byPath(test));
    },
  );

  it('reads tables in archives from where they lie', async () => {
    await putLayout(folder, 'csv');
    const path = dataFixture('layouts/csv.tar');
    const inside = (await listArchive(diskFile(path))).within('split-column');
    expect(csv.detect(inside)).not.toBeNull();
    const parts = listed(await csv.open(inside, {}));
    for (const [i, image] of imagesOf(path, parts.train).entries()) {
      expect(Buffer.compare(bytesOf(parts.train, i), await readFile(join(folder, image.path)))).toBe(0);
    }
    expect([parts.train.count, parts.validationFrom, parts.test.count]).toEqual([6, 4, 2]);
  });

  it('finds its columns without a header, and in any order', async () => {
    await put(['x/1.png', 'x/2.png', 'x/3.png'], { list: '10;x/1.png\n9;./x/2.png\n9;x\\3.png\n' });
    const parts = await open(HALF);
    // Numbers by their size.
    expect(parts.classes).toEqual(['9', '10']);
    expect(everything(parts)).toEqual(['x/1.png 1', 'x/2.png 0', 'x/3.png 0']);
  });

  it('takes columns, names of classes and the name from its options', async () => {
    const table = 'image,breed,size,usage\n1.png,2,7,train\n2.png,0,8,test\n3.png,0.0,9,train\n';
    await put(['1.png', '2.png', '3.png'], { 'a.csv': table });
    expect(await failureOf(open())).toMatchObject({
      code: 'data/no-test-images',
    });
    const options = { splitColumn: 'usage', labelColumn: 2, pathColumn: 'image', name: 'dogs' };
    const parts = await open({ ...options, classes: ['pug', 'collie', 'beagle'] });
    expect(parts).toMatchObject({ name: 'dogs', classes: ['pug', 'collie', 'beagle'] });
    expect(imagesOf(folder, parts.train)).toEqual([
      { path: '1.png', label: 2 },
      { path: '3.png', label: 0 },
    ]);
    expect(imagesOf(folder, parts.test)).toEqual([{ path: '2.png', label: 0 }]);
    for (const [config, says] of [
      [{ labelColumn: 'race' }, /it has no column "race"; its columns are image, breed, size, usage/],
      [{ splitColumn: 9 }, /it has no column 9.*option splitColumn/],
      [{ pathColumn: 'file' }, /it has no column "file".*option pathColumn/],
    ] as const) {
      expect(await failureOf(open(config))).toMatchObject({
        code: 'data/unclear-layout',
        message: expect.stringMatching(says),
      });
    }
    expect(await failureOf(open({ ...options, classes: ['pug', 'collie'] }))).toMatchObject({
      message: expect.stringMatching(/label "2" is none of the 2 classes/),
    });
    await writeFile(join(folder, 'a.csv'), table.replace('breed', 'weight'));
    expect(await failureOf(open({ splitColumn: 'usage' }))).toMatchObject({
      code: 'data/unclear-layout',
      message: expect.stringMatching(/several of its columns may be the labels.*\{"labelColumn":"weight"\}/),
    });
  });

  it('counts what it leaves out', async () => {
    const rows = ['1.png,a,train', '2.png,b,train', '3.png,a,test', '4.png,b,test', 'gone.png,a,train'];
    const odd = ['1.png', '2.png,,train', '3.png,a,unlabelled', 'empty.png,a,train'];
    await put(['1.png', '2.png', '3.png', '4.png'], {
      'empty.png': '',
      'all.csv': `path,label,split\n${[...rows, ...odd].join('\n')}\n`,
    });
    const parts = await open({ splitColumn: 'split' });
    expect([parts.train.count, parts.test.count]).toEqual([2, 2]);
    const counts = Object.fromEntries(parts.skipped.map(({ reason, count }) => [reason, count]));
    expect(counts).toEqual({
      missing: 1,
      'of a part other than train, val and test': 1,
      'in a row with too few columns': 1,
      'without a label': 1,
      'not an image that can be read': 1,
    });
    expect(parts.skipped.flatMap(({ examples }) => examples)).toContain(
      `${join(folder, 'all.csv')}, line 6: gone.png`,
    );
  });

  it.each([
    ['an image with two labels', '1.png,a\n2.png,b\n1.png,b\n', /1\.png has two labels, "a" and "b"/],
    ['a path out of the folder', '1.png,a\n../2.png,b\n', /line 3 has the path "\.\.\/2\.png"/],
    ['a hidden way out', '1.png,a\nx/../../2.png,b\n', /line 3 has the path/],
    ['an absolute path', '1.png,a\n/etc/passwd,b\n', /line 3 has the path "\/etc\/passwd"/],
    ['a path of Windows', '1.png,a\n"C:\\2.png",b\n', /line 3 has the path/],
    ['one label alone', '1.png,a\n2.png,a\n', /all images have the label "a"/],
    ['a quote that is not closed', '1.png,a\n2.png,"b\n', /Quote Not Closed/i],
    [
      'most images missing',
      '1.png,a\n7.png,b\n8.png,a\n',
      /2 of its 3 images are not there \(.*line 3: 7\.png\)/,
    ],
  ])('refuses %s', async (_, rows, says) => {
    await put(['1.png', '2.png'], { 'set.csv': `path,label\n${rows}` });
    expect(await detect()).toBe(true);
    expect(await failureOf(open(HALF))).toMatchObject({
      code: expect.stringMatching(/^data\/unusable-(set|file)$/),
      message: expect.stringMatching(says),
    });
  });

  it('refuses parts that share an image or have classes of their own, and says where tables do not fit', async () => {
    const images = ['1.png', '2.png', '3.png', '4.png'];
    await put(images, { 'train.csv': '1.png,a\n2.png,b\n', 'test.csv': '3.png,a\n1.png,a\n' });
    expect(await failureOf(open())).toMatchObject({
      message: expect.stringMatching(/1\.png is in two parts, train and test/),
    });
    await put([], { 'test.csv': '3.png,a\n4.png,c\n' });
    expect(await failureOf(open())).toMatchObject({
      message: expect.stringMatching(/labels that no training image has: "c"/),
    });
    await put([], { 'test.csv': '3.png,a\n4.png,b\n', 'sample_submission.csv': '3.png,a\n4.png,a\n' });
    expect((await open()).test.count).toBe(2);
    await rm(join(folder, 'sample_submission.csv'));
    await put([], { 'my-test.csv': '3.png,a\n4.png,b\n' });
    expect(await failureOf(open())).toMatchObject({ code: 'data/ambiguous-files' });
    for (const name of ['train.csv', 'test.csv', 'my-test.csv']) await rm(join(folder, name));
    await put([], { 'other.csv': '3.png,a\n4.png,b\n', 'more.csv': '1.png,a\n2.png,b\n' });
    expect(await failureOf(open())).toMatchObject({ code: 'data/several-sets' });
    const one = await listAround(join(folder, 'other.csv'));
    expect(csv.detect(one)).not.toBeNull();
    expect(listed(await csv.open(one, { testPart: { from: 1 } })).train.count).toBe(1);
    expect(csv.detect(await listAround(join(folder, '1.png')))).toBeNull();
  });

  it('says that all images are missing, or leaves the folder to another layout', async () => {
    await put([], { 'set.csv': 'path,label\nx/1.jpg,a\nx/2.jpg,b\n' });
    expect(await detect()).toBe(true);
    expect(await failureOf(open(HALF))).toMatchObject({
      message: expect.stringMatching(/2 of its 2 images are not there/),
    });
    await put(['a/1.png', 'b/1.png'], {});
    expect(await detect()).toBe(false);
    await put([], { 'set.csv': 'name,size\ncat,12\ndog,13\n', 'notes.txt': 'one, two\nthree, four\n' });
    expect(await detect()).toBe(false);
  });

  it.each(['trainLabels', 'labels', 'train_v2'])(
    'takes the training images for %s.csv, where test has the same names',
    async (name) => {
      const images = ['1', '2', '3', '4'];
      await put(
        images.flatMap((image) => [`test/${image}.png`, `train/${image}.png`]),
        {
          [`${name}.csv`]: `id,label\n${images.map((image, i) => `${image},${i % 2 === 0 ? 'a' : 'b'}`).join('\n')}`,
        },
      );
      expect(everything(await open(HALF))).toEqual([
        'train/1.png 0',
        'train/2.png 1',
        'train/3.png 0',
        'train/4.png 1',
      ]);
    },
  );

  it('takes the images of each part from the folder of the part, where rows say the parts', async () => {
    const rows = [
      '1.png,a,train',
      '2.png,b,train',
      '1.png,b,test',
      '2.png,a,test',
      '3.png,a,val',
      '1.png,a,val',
    ];
    await put(['train_images/1.png', 'train_images/2.png', 'test_images/1.png', 'test_images/2.png'], {});
    await put(['val_images/3.png', 'val_images/1.png'], {
      'all.csv': `name,label,split\n${rows.join('\n')}\n`,
    });
    const parts = await open();
    expect(parts.skipped).toEqual([]);
    expect(imagesOf(folder, parts.train).map(({ path, label }) => `${path} ${label}`)).toEqual([
      'train_images/1.png 0',
      'train_images/2.png 1',
      'val_images/3.png 0',
      'val_images/1.png 0',
    ]);
    expect(parts.validationFrom).toBe(2);
    expect(imagesOf(folder, parts.test).map(({ path, label }) => `${path} ${label}`)).toEqual([
      'test_images/1.png 1',
      'test_images/2.png 0',
    ]);
  });

  it('believes a column of parts rather than the name of the table', async () => {
    const rows = ['1.png,a,train', '2.png,b,train', '3.png,a,test', '4.png,b,test'];
    await put(['1.png', '2.png', '3.png', '4.png'], {
      'training.csv': `name,label,split\n${rows.join('\n')}\n`,
    });
    const parts = await open();
    expect([parts.train.count, parts.test.count]).toEqual([2, 2]);
  });

  it('takes numbers for the names of classes where all are among those that were given', async () => {
    await put(['1.png', '2.png', '3.png'], { 'set.csv': '1.png,1\n2.png,2\n3.png,0\n' });
    const labels = async (classes: readonly string[]): Promise<string[]> =>
      everything(await open({ classes, testPart: { from: 2 } }));
    expect(await labels(['2', '1', '0'])).toEqual(['1.png 1', '2.png 0', '3.png 2']);
    // 0 is none of the names, so all are counted.
    expect(await labels(['1', '2', '3'])).toEqual(['1.png 1', '2.png 2', '3.png 0']);
  });

  it('counts a path that leads through a file or is too long as missing', async () => {
    await put(['1.png', '2.png', '3.png'], {
      'set.csv': `1.png,a\n2.png,b\n3.png,a\n1.png/x.png,a\n${'x'.repeat(300)}.png,b\n`,
    });
    expect((await open({ testPart: { from: 2 } })).skipped).toMatchObject([{ reason: 'missing', count: 2 }]);
  });

  it('reads rows whatever ends each of them', async () => {
    await put(['1.png', '2.png', '3.png', '4.png'], {
      'set.csv': 'path,label\r\n1.png,a\r\n2.png,b\n3.png,c\r\n4.png,b\n5.png,b\n6.png,\r\n',
    });
    const parts = await open(HALF);
    expect(parts.classes).toEqual(['a', 'b', 'c']);
    expect(parts.skipped.map(({ examples: [first] }) => first)).toEqual([
      expect.stringMatching(/line 6: 5\.png$/),
      expect.stringMatching(/line 7: 6\.png$/),
    ]);
  });

  it('refuses letters that are not in UTF-8, which would look alike', async () => {
    await put(['1.png', '2.png'], {});
    await writeFile(
      join(folder, 'set.csv'),
      Buffer.from('path,label\n1.png,caf\u00e9\n2.png,caf\u00e8\n', 'latin1'),
    );
    expect(await failureOf(open(HALF))).toMatchObject({
      code: 'data/unusable-set',
      message: expect.stringMatching(/line 2 has letters that are not in UTF-8\. Save the table in UTF-8\.$/),
    });
  });

  it('refuses labels that hardly repeat', async () => {
    const names = Array.from({ length: 120 }, (_, i) => `${i}.png`);
    await put(names, { 'set.csv': names.map((name, i) => `${name},${i * 0.37}`).join('\n') });
    expect(await failureOf(open(HALF))).toMatchObject({
      message: expect.stringMatching(/120 images have 120 different labels, so they are no classes/),
    });
  });

  it('follows links, and finds tables in folders of many files by their names', async () => {
    const names = Array.from({ length: 400 }, (_, i) => `${i}.png`);
    await put(
      names.map((name) => `elsewhere/${name}`),
      {},
    );
    await symlink(join(folder, 'elsewhere'), join(folder, 'images'));
    await put([], { 'elsewhere/labels.csv': names.map((name, i) => `${name},${i % 4}`).join('\n') });
    await put([], { 'labels.csv': names.map((name, i) => `images/${name},${i % 4}`).join('\n') });
    expect(await detect(join(folder, 'elsewhere'))).toBe(true);
    expect((await open(HALF, join(folder, 'elsewhere'))).train.count).toBe(200);
    expect((await open(HALF)).train.count).toBe(200);
  });
});
