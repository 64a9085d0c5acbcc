import { createHash } from 'node:crypto';
import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { asNobody } from '../../../test/support/as-nobody.ts';
import { dataFixture } from '../../../test/support/data-fixtures.ts';
import { failureOf } from '../../../test/support/data-sets.ts';
import { readPixels } from '../../../test/support/pixels.ts';
import { beginEntry } from '../cache/cache.ts';
import type { EntryDraft } from '../cache/cache.ts';
import { fingerprintOf } from '../cache/fingerprint.ts';
import { placed } from '../cache/stored.ts';
import type { Dataset, EncodedParts } from '../dataset.ts';
import { createEncodedBuilder } from '../encoded.ts';
import type { EncodedImages } from '../encoded.ts';
import { sizeOf } from '../image-set.ts';
import { ingest } from './ingest.ts';
import type { IngestOptions } from './ingest.ts';

let home = '';
let files = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'ingest-'));
  files = join(home, 'files');
  await mkdir(files);
});
afterEach(async () => {
  await rm(home, { recursive: true });
});

const fixture = (name: string): string => dataFixture(`images/${name}`);
const expectedImages = z
  .record(
    z.string(),
    z.object({ height: z.int(), width: z.int(), channels: z.int(), sha256: z.string() }).nullable(),
  )
  .parse(JSON.parse(await readFile(fixture('expected.json'), 'utf8')));

/** Files of the fixtures, or of this test, with labels that alternate. */
async function images(names: readonly string[], firstLabel = 0): Promise<EncodedImages> {
  const builder = createEncodedBuilder();
  for (const [i, name] of names.entries()) {
    const path = join(files, name);
    if (name in expectedImages) await copyFile(fixture(name), path);
    const length = (await stat(path).catch(() => ({ size: 1 }))).size;
    builder.add({ root: files, name, start: null, length, label: (firstLabel + i) % 2 });
  }
  return builder.build();
}

const partsOf = (
  train: EncodedImages,
  test: EncodedImages,
  more: Partial<EncodedParts> = {},
): EncodedParts => ({
  kind: 'encoded',
  name: 'some',
  classes: ['even', 'odd'],
  ...{ train, test, validationFrom: null, skipped: [] },
  ...more,
});

interface Taken {
  /** With the pixels of the cache; null: they were not kept. */
  readonly kept: Dataset | null;
  readonly fed: Dataset;
}

async function take(
  parts: EncodedParts,
  { capBytes, ...changed }: Partial<IngestOptions> & { readonly capBytes?: number } = {},
): Promise<Taken> {
  const draft = capBytes === 0 ? null : await draftOf(capBytes);
  try {
    const options = { draft, onImage: () => undefined, onUnwritable: fail, signal: undefined, ...changed };
    const { kept, fed } = await ingest(parts, options);
    return {
      kept: kept === null || draft === null ? null : (await keep(draft, kept)).dataset,
      fed: placed(fed, null),
    };
  } finally {
    await draft?.discard();
  }
}

const fail = (error: unknown): never => {
  throw new Error('the disk took no more', { cause: error });
};
const draftOf = (capBytes = 2 ** 30): Promise<EntryDraft> =>
  beginEntry({ folder: join(home, 'cache'), capBytes });

async function keep(draft: EntryDraft, set: Parameters<EntryDraft['keep']>[1]) {
  const fingerprint = await fingerprintOf({ path: files, reach: 'tree' });
  const place = { path: files, config: {}, reader: 'idx', reach: 'tree', fingerprint } as const;
  return draft.keep(place, set, { isDetected: true, summary: '' });
}

const COLOUR = ['rgb.png', 'rgb-444.jpg', 'rgb-420.jpg', 'rgb-progressive.jpg', 'palette.png'];
const GREY = ['grey.png', 'grey.jpg', 'grey-progressive.jpg'];

describe('ingest', () => {
  it('keeps the pixels that are in the files, whatever their sizes', async () => {
    const { kept, fed } = await take(
      partsOf(await images(COLOUR), await images(['turned-6.jpg', 'grey.png'])),
    );
    if (kept === null) throw new Error('the pixels were not kept');
    for (const [part, names] of [
      ['train', COLOUR],
      ['test', ['turned-6.jpg', 'grey.png']],
    ] as const) {
      const set = kept[part];
      expect(set).toMatchObject({ count: names.length, channels: 3, pixels: { kind: 'file' } });
      const pixels = await readPixels(set);
      expect(Buffer.compare(pixels, await readPixels(fed[part]))).toBe(0);
      let at = 0;
      for (const [i, name] of names.entries()) {
        const { height, width, channels, sha256 } = expectedImages[name] ?? fail(name);
        expect(sizeOf(set, i)).toEqual({ height, width });
        const image = pixels.subarray(at, at + height * width * 3);
        at += image.length;
        const own = channels === 3 ? image : image.filter((_, byte) => byte % 3 === 0);
        expect([name, createHash('sha256').update(own).digest('hex')]).toEqual([name, sha256]);
      }
      expect(at).toBe(pixels.length);
    }
    expect(fed.train.pixels).toMatchObject({ kind: 'encoded', channels: 3 });
    expect(kept.statistics).toEqual(fed.statistics);
    expect([kept.id, kept.classes, kept.skipped]).toEqual([fed.id, ['even', 'odd'], []]);
  });

  it('keeps one channel where all images are grey, three where one is not, wherever it stands', async () => {
    const grey = await take(partsOf(await images(GREY), await images(['grey.jpg'])));
    expect(grey.kept?.train.channels).toBe(1);
    expect(grey.kept?.statistics.mean).toHaveLength(1);
    const last = await take(partsOf(await images([...GREY, 'rgb.png']), await images(['grey.jpg'])));
    const first = await take(partsOf(await images(['rgb.png', ...GREY], 1), await images(['grey.jpg'])));
    const inTest = await take(partsOf(await images(GREY), await images(['rgb.png'])));
    const wide = async ({ kept }: Taken, part: 'train' | 'test'): Promise<Uint8Array> =>
      kept === null ? new Uint8Array(0) : readPixels(kept[part]);
    const oneChannel = await wide(grey, 'train');
    const tripled = Uint8Array.from(
      { length: 3 * oneChannel.length },
      (_, i) => oneChannel[Math.floor(i / 3)] ?? 0,
    );
    expect(Buffer.compare(await wide(inTest, 'train'), tripled)).toBe(0);
    expect(Buffer.compare((await wide(last, 'train')).subarray(0, tripled.length), tripled)).toBe(0);
    expect(Buffer.compare((await wide(first, 'train')).subarray(-tripled.length), tripled)).toBe(0);
    expect(inTest.kept?.test.pixels).toMatchObject({ firstByte: tripled.length });
    const [mean = 0] = grey.kept?.statistics.mean ?? [];
    expect(inTest.kept?.statistics.mean).toEqual([mean, mean, mean]);
    last.kept?.statistics.mean.forEach((value, i) => {
      expect(value).toBeCloseTo(first.kept?.statistics.mean[i] ?? 0, 12);
    });
  });

  it('widens nothing for which there is no room', async () => {
    const grey = await images(GREY);
    const { train } = (await take(partsOf(grey, grey), { capBytes: 0 })).fed;
    let bytes = 0;
    for (let i = 0; i < train.count; i++) bytes += sizeOf(train, i).height * sizeOf(train, i).width;
    const draft = await draftOf(2.9 * bytes);
    const pixels = {
      ...draft.pixels,
      get bytes() {
        return draft.pixels.bytes;
      },
      widen: () => Promise.resolve(fail('it is widened')),
    };
    const mixed = partsOf(await images([...GREY, 'rgb.png']), await images(['rgb.png', 'grey.png']));
    const { kept, fed } = await take(mixed, { draft: { ...draft, pixels } });
    await draft.discard();
    expect([kept, fed.train.channels]).toEqual([null, 3]);
  });

  it('leaves out what is broken, counts it with its reasons, and goes on', async () => {
    await writeFile(join(files, 'text.png'), 'no image');
    await writeFile(join(files, 'closed.png'), 'whatever it is', { mode: 0 });
    const names = [
      'rgb.png',
      'cut-short.jpg',
      'rgb-444.jpg',
      'text.png',
      'closed.png',
      'grey.png',
      'cut-short.png',
    ];
    const before = [{ reason: 'cut short or damaged', count: 1, examples: ['/earlier'] }];
    const train = await images([...names, 'rgb-422.jpg'], 0);
    const test = await images(['rgb-420.jpg', 'rgb-422.jpg']);
    await chmod(home, 0o777);
    const parts = partsOf(train, test, { validationFrom: 3, skipped: before });
    const { kept, fed } = await asNobody(() => take(parts));
    for (const set of [kept, fed]) {
      expect(set?.skipped).toEqual([
        {
          reason: 'cut short or damaged',
          count: 3,
          examples: ['/earlier', join(files, 'cut-short.jpg'), join(files, 'cut-short.png')],
        },
        { reason: 'not an image that can be read', count: 1, examples: [join(files, 'text.png')] },
        { reason: 'a file that cannot be read', count: 1, examples: [join(files, 'closed.png')] },
      ]);
      expect(set?.train.count).toBe(4);
      expect([...(set?.train.labels ?? [])]).toEqual([0, 0, 1, 1]);
      expect(set?.validationFrom).toBe(2);
    }
    expect(fed.train.members).toEqual(Uint32Array.of(0, 2, 5, 7));
    if (kept === null) throw new Error('the pixels were not kept');
    expect(Buffer.compare(await readPixels(kept.train), await readPixels(fed.train))).toBe(0);
    const good = await take(
      partsOf(
        await images(['rgb.png', 'rgb-444.jpg', 'grey.png', 'rgb-422.jpg']),
        await images(['rgb-420.jpg']),
      ),
    );
    expect(good.fed.train.count).toBe(4);
  });

  it('identifies a set by the files and labels that are good, not by their names', async () => {
    const id = async (train: EncodedImages): Promise<string> =>
      (await take(partsOf(train, await images(['rgb-420.jpg'], 1)), { capBytes: 0 })).fed.id;
    const known = await id(await images(['rgb.png', 'grey.png']));
    await copyFile(fixture('rgb.png'), join(files, 'renamed.png'));
    await writeFile(join(files, 'text.png'), 'no image');
    await writeFile(join(files, 'closed.png'), 'whatever it is', { mode: 0 });
    expect(await id(await images(['renamed.png', 'grey.png']))).toBe(known);
    expect(await id(await images(['rgb.png', 'grey.png', 'text.png']))).toBe(known);
    expect(await id(await images(['rgb.png', 'grey.png'], 1))).not.toBe(known);
    expect(await id(await images(['rgb-444.jpg', 'grey.png']))).not.toBe(known);
    const hash = createHash('sha256').update('dartboard files/1\n');
    const sum = async (name: string): Promise<Buffer> =>
      createHash('sha256')
        .update(await readFile(fixture(name)))
        .digest();
    hash.update('2\n').update(Buffer.from([0, 0, 1, 0]));
    hash.update(await sum('rgb.png')).update(await sum('grey.png'));
    hash
      .update('1\n')
      .update(Buffer.from([1, 0]))
      .update(await sum('rgb-420.jpg'));
    expect(known).toBe(hash.digest('hex').slice(0, 16));
  });

  it('reads images out of archives', async () => {
    const [a, b] = await Promise.all(['rgb.png', 'grey.png'].map((name) => readFile(fixture(name))));
    if (a === undefined || b === undefined) throw new Error('no fixtures');
    const tar = join(home, 'x.tar');
    await writeFile(tar, Buffer.concat([Buffer.alloc(512), a, Buffer.alloc(100), b]));
    const builder = createEncodedBuilder();
    builder.add({ root: tar, name: 'a.png', start: 512, length: a.length, label: 0 });
    builder.add({ root: tar, name: 'b.png', start: 612 + a.length, length: b.length, label: 1 });
    builder.add({ root: tar, name: 'cut.png', start: 700 + a.length, length: 2 * b.length, label: 1 });
    const { fed } = await take(partsOf(builder.build(), await images(['rgb.png'])));
    expect(fed.train.members).toEqual(Uint32Array.of(0, 1));
    expect(fed.skipped).toEqual([
      { reason: 'not an image that can be read', count: 1, examples: [`${tar}/cut.png`] },
    ]);
  });
});

describe('ingest of what does not fit', () => {
  /** Small images of one size, more than are looked at to foresee the size. */
  async function many(count: number): Promise<EncodedImages> {
    const raw = { width: 20, height: 20, channels: 3 } as const;
    const names = Array.from({ length: count }, (_, i) => `${String(i)}.png`);
    for (const [i, name] of names.entries()) {
      await sharp(Buffer.alloc(1200, i), { raw }).png().toFile(join(files, name));
    }
    return images(names);
  }

  it('feeds from the files', async () => {
    const parts = partsOf(await many(100), await images(['rgb.png', 'grey.png']));
    const whole = await take(parts);
    expect(whole.kept?.train).toMatchObject({ size: { height: 20, width: 20 }, eachSize: null });
    for (const capBytes of [0, 1000, 50_000, 115_000]) {
      const { kept, fed } = await take(parts, { capBytes });
      expect(kept).toBeNull();
      expect(fed).toEqual(whole.fed);
    }
    expect(await readdir(join(home, 'cache'))).toHaveLength(1);
  });

  it('goes on where the disk takes no more', async () => {
    const draft = await draftOf();
    const failing: EntryDraft = { ...draft, pixels: { ...draft.pixels, append: full, bytes: 0 } };
    const said: unknown[] = [];
    const parts = partsOf(await images(COLOUR), await images(['rgb.png', 'grey.png']));
    const { kept, fed } = await take(parts, { draft: failing, onUnwritable: (error) => said.push(error) });
    await draft.discard();
    expect([kept, fed.train.count, said.length]).toEqual([null, 5, 1]);
    expect(await readdir(join(home, 'cache'))).toEqual([]);
  });

  /** What the file system really says of a full disk. */
  async function full(): Promise<void> {
    const device = await open('/dev/full', 'w');
    try {
      await device.writeFile('x');
    } finally {
      await device.close();
    }
  }
});

describe('ingest that cannot go on', () => {
  it('takes no part of a set for all of it where files go while they are read', async () => {
    const parts = partsOf(await images(['rgb.png', 'gone.png', 'grey.png']), await images(['grey.png']));
    const { code, message } = await failureOf(take(parts));
    expect(code).toBe('data/unreadable');
    expect(message).toContain(join(files, 'gone.png'));
  });

  it('says what is wrong with a set of which nothing or too little is left', async () => {
    const broken = await images(['cut-short.jpg', 'cut-short.png']);
    const good = await images(['rgb.png', 'grey.png']);
    expect((await failureOf(take(partsOf(broken, good)))).message).toBe(
      'None of the training images of some can be used: 2 cut short or damaged. Check the files, and copy them again from where they are from.',
    );
    expect(await failureOf(take(partsOf(good, broken)))).toMatchObject({ code: 'data/no-usable-images' });
    const half = await images(['rgb.png', 'cut-short.png']);
    expect((await failureOf(take(partsOf(half, good)))).message).toBe(
      'some has no training image that can be used of the class odd. Add images, or take the class out.',
    );
    const three = partsOf(good, good, { classes: ['even', 'odd', 'none'] });
    expect(await failureOf(take(three))).toMatchObject({ data: { classes: ['none'] } });
    expect(await readdir(join(home, 'cache'))).toEqual([]);
  });

  it('opens a set that is only for testing', async () => {
    const { fed } = await take(partsOf(await images([]), await images(['rgb.png', 'grey.png'])));
    expect(fed).toMatchObject({ train: { count: 0 }, test: { count: 2 } });
    expect(fed.statistics.mean).toHaveLength(3);
  });

  it('is stopped between two images, and tells how far it is', async () => {
    const stop = new AbortController();
    const told: (readonly [number, number])[] = [];
    const onImage = (done: number, total: number): void => {
      told.push([done, total]);
      if (done === 3) stop.abort(new Error('enough'));
    };
    const parts = partsOf(await images(COLOUR), await images(['rgb.png', 'grey.png']));
    await expect(take(parts, { onImage, signal: stop.signal })).rejects.toThrow('enough');
    expect(told).toEqual([
      [1, 7],
      [2, 7],
      [3, 7],
    ]);
    expect(await readdir(join(home, 'cache'))).toEqual([]);
  });
});
