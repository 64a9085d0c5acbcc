import { mkdir, mkdtemp, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packTar } from 'modern-tar';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { putFiles } from '../../../test/support/data-fixtures.ts';
import { failureOf } from '../../../test/support/data-sets.ts';
import { bytesOf, expectedTree, imagesOf, listed, putLayout } from '../../../test/support/layouts.ts';
import { listArchive } from '../archive.ts';
import { diskFile } from '../data-file.ts';
import type { EncodedParts } from '../dataset.ts';
import { encodedFile } from '../encoded.ts';
import { listFolder } from '../listing.ts';
import { imagenet } from './imagenet.ts';

const NAMES = ['tench, Tinca tinca', 'goldfish, Carassius auratus', 'dog, domestic dog, Canis familiaris'];

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imagenet-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const open = async (at: string): Promise<EncodedParts> =>
  listed(await imagenet.open(await listFolder(at), imagenet.config.parse({})));

const detect = async (at: string): Promise<boolean> => imagenet.detect(await listFolder(at)) !== null;

/** Checks the images against what Python made. */
function expectImages(at: string, parts: EncodedParts, name: string): void {
  const expected = expectedTree(name);
  const plain = (images: typeof expected.train): object[] =>
    images.map(({ path, label }) => ({ path, label }));
  expect(imagesOf(at, parts.train)).toEqual(plain(expected.train));
  expect(imagesOf(at, parts.test)).toEqual(plain(expected.val));
  expect(parts.validationFrom).toBeNull();
}

describe('imagenet in folders', () => {
  it.each([
    ['by-class', NAMES],
    ['indexed', ['tench', 'goldfish', 'dog']],
    ['kaggle', NAMES],
    ['devkit', NAMES],
  ])('reads %s', async (name, classes) => {
    await putLayout(folder, 'imagenet-folders');
    const at = join(folder, name);
    expect(await detect(at)).toBe(true);
    const parts = await open(at);
    expect(parts).toMatchObject({ name, classes });
    expectImages(at, parts, `imagenet-folders/${name}`);
    const test = join(at, 'ILSVRC', 'Data', 'CLS-LOC', 'test');
    expect(parts.skipped).toEqual(
      name === 'kaggle' ? [{ reason: 'a folder without labels', count: 1, examples: [test] }] : [],
    );
  });

  it('refuses classes of which some are unpacked and some are not', async () => {
    await putLayout(folder, 'imagenet-folders');
    const at = join(folder, 'by-class');
    const body = new Uint8Array(Buffer.from('GIF89a'));
    const tar = await packTar([{ header: { name: 'n99999999_1.JPEG', size: body.length }, body }]);
    await writeFile(join(at, 'train', 'n99999999.tar'), tar);
    expect(await detect(at)).toBe(true);
    expect(await failureOf(open(at))).toMatchObject({
      code: 'data/unusable-set',
      message: expect.stringMatching(
        /3 of its classes are folders, and 1 are archives, as n99999999\.tar\. Unpack all/,
      ),
    });
  });

  it('takes only folders with the numbers of WordNet', async () => {
    await putLayout(folder, 'train-val-test');
    await putLayout(folder, 'image-folder');
    expect(await detect(folder)).toBe(false);
    expect(await detect(join(folder, 'three'))).toBe(false);
    await putLayout(folder, 'imagenet-folders');
    await rm(join(folder, 'by-class', 'val'), { recursive: true });
    expect(await detect(join(folder, 'by-class'))).toBe(false);
  });

  it('says what is missing where nothing tells the classes of the validation images', async () => {
    await putLayout(folder, 'imagenet-folders');
    await unlink(join(folder, 'kaggle', 'LOC_val_solution.csv'));
    expect(await failureOf(open(join(folder, 'kaggle')))).toMatchObject({
      code: 'data/missing-file',
      message: expect.stringMatching(
        /no list of the classes of the validation images.*LOC_val_solution\.csv/,
      ),
    });
    const kit = join(folder, 'devkit', 'ILSVRC2012_devkit_t12', 'data');
    const meta = join(kit, 'meta.mat');
    const bytes = await readFile(meta);
    await unlink(meta);
    expect(await failureOf(open(join(folder, 'devkit')))).toMatchObject({ code: 'data/missing-file' });
    // As a text the same table does.
    const lines = ['n01440764 2 tench', 'n01443537 3 goldfish', 'n02084071 1 dog'];
    await writeFile(join(kit, 'map_clsloc.txt'), `${lines.join('\n')}\n`);
    const parts = await open(join(folder, 'devkit'));
    expect(parts.classes).toEqual(['tench', 'goldfish', 'dog']);
    expectImages(join(folder, 'devkit'), parts, 'imagenet-folders/devkit');
    await unlink(join(kit, 'map_clsloc.txt'));
    for (let end = 0; end < bytes.length; end += 7) {
      await writeFile(meta, bytes.subarray(0, end));
      expect((await failureOf(open(join(folder, 'devkit')))).code).toMatch(/^data\/(unusable|missing)-file$/);
    }
  });

  it('leaves out validation images of other classes and those that no list has, and counts them', async () => {
    await putLayout(folder, 'imagenet-folders');
    const at = join(folder, 'kaggle');
    await rm(join(at, 'ILSVRC', 'Data', 'CLS-LOC', 'train', 'n01443537'), { recursive: true });
    const list = join(at, 'LOC_val_solution.csv');
    const lines = (await readFile(list, 'utf8')).split('\n');
    await writeFile(list, lines.filter((line) => !line.includes('00000002')).join('\n'));
    const parts = await open(at);
    expect(imagesOf(at, parts.test).map(({ label }) => label)).toEqual([1, 1]);
    expect(parts.skipped).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ reason: 'an image of a class without training images', count: 2 }),
        expect.objectContaining({ reason: 'an image whose class nothing says', count: 1 }),
      ]),
    );
    await rename(
      join(at, 'ILSVRC', 'Data', 'CLS-LOC', 'train', 'n01440764'),
      join(at, 'ILSVRC', 'Data', 'CLS-LOC', 'train', 'n09999999'),
    );
    await rm(join(at, 'ILSVRC', 'Data', 'CLS-LOC', 'train', 'n02084071'), { recursive: true });
    expect(await failureOf(open(at))).toMatchObject({
      code: 'data/unusable-set',
      message: expect.stringMatching(/val is not a usable data set: no image in it is known/),
    });
  });

  it('reads Tiny ImageNet, with its folders of images and lists beside them', async () => {
    await putLayout(folder, 'imagenet-folders');
    const from = join(folder, 'kaggle', 'ILSVRC', 'Data', 'CLS-LOC');
    const tiny = join(folder, 'tiny');
    const image = await readFile(join(from, 'val', 'ILSVRC2012_val_00000001.JPEG'));
    const words = 'n02084071\tdog, domestic dog\nn01440764\tcrane\nn00001740\tentity\nn01443537\tcrane\n';
    const text = (value: string): Uint8Array => new TextEncoder().encode(value);
    await mkdir(tiny);
    await putFiles(tiny, {
      'wnids.txt': text('n02084071\nn01440764\nn01443537\n'),
      'words.txt': text(words),
      'val/val_annotations.txt': text(
        'val_0.JPEG\tn02084071\t0\t32\t44\t62\nval_1.JPEG\tn01440764\t5\t5\t9\t9\n',
      ),
      'val/images/val_0.JPEG': image,
      'val/images/val_1.JPEG': image,
      'test/images/test_0.JPEG': image,
      'train/n01440764/images/n01440764_0.JPEG': image,
      'train/n01443537/images/n01443537_0.JPEG': image,
      'train/n02084071/images/n02084071_0.JPEG': image,
      'train/n02084071/n02084071_boxes.txt': text('n02084071_0.JPEG\t0\t0\t63\t63\n'),
    });
    expect(await detect(tiny)).toBe(true);
    const parts = await open(tiny);
    expect(parts.classes).toEqual(['crane (n01440764)', 'crane (n01443537)', 'dog, domestic dog']);
    expect(imagesOf(tiny, parts.test)).toEqual([
      { path: 'val/images/val_0.JPEG', label: 2 },
      { path: 'val/images/val_1.JPEG', label: 0 },
    ]);
    expect(imagesOf(tiny, parts.train).map(({ label }) => label)).toEqual([0, 1, 2]);
  });

  it('refuses a class without images', async () => {
    await putLayout(folder, 'imagenet-folders');
    await mkdir(join(folder, 'by-class', 'train', 'n03000000'));
    expect(await failureOf(open(join(folder, 'by-class')))).toMatchObject({
      message: expect.stringMatching(/train\/n03000000 is not a usable data set: no image is in it/),
    });
  });
});

describe('imagenet in the published archives', () => {
  const same = async (parts: EncodedParts): Promise<void> => {
    const plain = await mkdtemp(join(tmpdir(), 'imagenet-plain-'));
    await putLayout(plain, 'imagenet-folders');
    const expected = expectedTree('imagenet-tars');
    for (const [table, images] of [
      [parts.train, expected.train],
      [parts.test, expected.val],
    ] as const) {
      expect([...table.labels]).toEqual(images.map(({ label }) => label));
      for (const [i, { path }] of images.entries()) {
        const whole = await readFile(join(plain, 'devkit', path));
        expect(Buffer.compare(bytesOf(table, i), whole), path).toBe(0);
      }
    }
    await rm(plain, { recursive: true });
  };

  it('is read without unpacking them', async () => {
    await putLayout(folder, 'imagenet-tars');
    expect(await detect(folder)).toBe(true);
    const parts = await open(folder);
    expect(parts.classes).toEqual(NAMES);
    await same(parts);
    const train = join(folder, 'ILSVRC2012_img_train.tar');
    expect(encodedFile(parts.train.files, 0)).toMatchObject({
      path: train,
      shownPath: `${train}/n01440764.tar/n01440764_17.JPEG`,
    });
  });

  it('may be in an archive once more, or one for each class in a folder', async () => {
    await putLayout(folder, 'imagenet-tars');
    const names = ['ILSVRC2012_devkit_t12.tar.gz', 'ILSVRC2012_img_train.tar', 'ILSVRC2012_img_val.tar'];
    const entries = await Promise.all(
      names.map(async (name) => {
        const body = await readFile(join(folder, name));
        return { header: { name: `all/${name}`, size: body.length }, body };
      }),
    );
    const path = join(folder, 'all.tar');
    await writeFile(path, await packTar(entries));
    const inside = (await listArchive(diskFile(path))).within('all');
    expect(imagenet.detect(inside)).not.toBeNull();
    await same(listed(await imagenet.open(inside, {})));

    const at = join(folder, 'folders');
    await mkdir(at);
    await putLayout(at, 'imagenet-folders');
    const train = join(at, 'devkit', 'train');
    for (const wnid of ['n01440764', 'n01443537', 'n02084071'])
      await rm(join(train, wnid), { recursive: true });
    const top = await listArchive(diskFile(join(folder, 'ILSVRC2012_img_train.tar')));
    for (const name of top.names) {
      const place = top.locate(name);
      const whole = await readFile(join(folder, 'ILSVRC2012_img_train.tar'));
      await writeFile(
        join(train, name),
        whole.subarray(place?.start ?? 0, (place?.start ?? 0) + (place?.length ?? 0)),
      );
    }
    expect(await detect(join(at, 'devkit'))).toBe(true);
    await same(await open(join(at, 'devkit')));
  });

  it('says which archive is missing or damaged', async () => {
    await putLayout(folder, 'imagenet-tars');
    const val = join(folder, 'ILSVRC2012_img_val.tar');
    const train = join(folder, 'ILSVRC2012_img_train.tar');
    const whole = await readFile(train);
    await writeFile(train, whole.subarray(0, -3000 - 10240));
    expect(await failureOf(open(folder))).toMatchObject({
      code: 'data/unusable-file',
      message: expect.stringMatching(
        /ILSVRC2012_img_train\.tar is not a usable tar archive: it is truncated/,
      ),
    });
    await writeFile(train, whole);
    await unlink(val);
    expect(await detect(folder)).toBe(false);
    expect(await failureOf(open(folder))).toMatchObject({
      code: 'data/missing-file',
      message: expect.stringMatching(/no archive of validation images \(ILSVRC2012_img_val\.tar\)/),
    });
  });
});
