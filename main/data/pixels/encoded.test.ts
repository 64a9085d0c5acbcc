import { copyFile, mkdtemp, readFile, rm, stat, truncate, writeFile, appendFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundleProgram } from '../../../test/support/bundle.ts';
import type { Bundled } from '../../../test/support/bundle.ts';
import { NO_AUGMENT } from '../augment/recipe.ts';
import { resizedCropSchema } from '../augment/resized-crop.ts';
import type { Window } from '../augment/resize.ts';
import { createBatchStream } from '../batches.ts';
import type { BatchStreamOptions } from '../batches.ts';
import { createEncodedBuilder } from '../encoded.ts';
import { selectImages } from '../image-set.ts';
import type { ImageSet } from '../image-set.ts';
import { loadNative } from '../native.ts';
import { decodeImage } from './decode.ts';
import type { DecodedImage } from './decode.ts';
import { readEncoded } from './encoded.ts';
import { openPixels } from './open.ts';
import type { PixelReader } from './reader.ts';

const FIXTURES = fileURLToPath(new URL('../../../test/fixtures/data/images/', import.meta.url));
/** Of every kind: JPEG that the addon takes, turned JPEG, inks, PNG of 16 bits, grey among colours. */
const NAMES = ['rgb-420.jpg', 'turned-6.jpg', 'cmyk.jpg', 'rgb-16-bit.png', 'grey.jpg', 'palette.png'];

let images: readonly DecodedImage[] = [];
let bundled: Bundled | null = null;
beforeAll(async () => {
  bundled = await bundleProgram('main/data/worker.ts');
  images = await Promise.all(
    NAMES.map(async (name) => decodeImage(await readFile(join(FIXTURES, name)), { channels: 3 })),
  );
});
afterAll(() => bundled?.remove());

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'encoded-'));
  await Promise.all(NAMES.map((name) => copyFile(join(FIXTURES, name), join(folder, name))));
});
afterEach(() => rm(folder, { recursive: true }));

/** The images as a set: as files of their own, or as stretches of one file that also holds other bytes. */
async function setOf(kind: 'files' | 'stretches'): Promise<ImageSet> {
  const builder = createEncodedBuilder();
  const archive = join(folder, 'archive');
  await writeFile(archive, 'begins with a header');
  for (const [label, name] of NAMES.entries()) {
    const { size: length } = await stat(join(folder, name));
    if (kind === 'files') {
      builder.add({ root: folder, name, start: null, length, label });
    } else {
      const { size: start } = await stat(archive);
      await appendFile(archive, Buffer.concat([await readFile(join(folder, name)), Buffer.alloc(7)]));
      builder.add({ root: archive, name, start, length, label });
    }
  }
  const { count, files, labels } = builder.build();
  return {
    count,
    channels: 3,
    size: null,
    eachSize: Uint16Array.from(images.flatMap(({ height, width }) => [height, width])),
    labels,
    pixels: { kind: 'encoded', files, channels: 3 },
    members: null,
  };
}

function part({ pixels, width }: DecodedImage, window: Window): Uint8Array {
  const rows = Array.from({ length: window.height }, (_, row) => {
    const begin = ((window.top + row) * width + window.left) * 3;
    return pixels.subarray(begin, begin + 3 * window.width);
  });
  return Uint8Array.from(Buffer.concat(rows));
}

const { jpeg } = loadNative() ?? { jpeg: null };
const decoders = jpeg === null ? [null] : [null, jpeg];

describe.each(decoders)('readEncoded with the decoder %j', (decoder) => {
  const open = (set: ImageSet): PixelReader => {
    if (set.pixels.kind !== 'encoded') throw new Error('the set is encoded');
    return readEncoded(set.pixels, set, decoder);
  };

  it.each(['files', 'stretches'] as const)('gives whole images and parts of them, from %s', async (kind) => {
    const reader = open(await setOf(kind));
    const window = { top: 3, left: 2, height: 11, width: 11 };
    const requests = NAMES.flatMap((_, index) => [
      { index, window: null },
      { index, window },
    ]);
    const regions = await reader.read([...requests, ...requests]);
    expect(regions).toHaveLength(24);
    images.forEach((image, index) => {
      for (const at of [2 * index, 12 + 2 * index]) {
        const { height, width, pixels } = image;
        expect(regions[at]).toMatchObject({ top: 0, left: 0, height, width });
        expect(Buffer.from(regions[at]?.pixels ?? []).equals(pixels)).toBe(true);
        expect(regions[at + 1]).toEqual({ ...window, pixels: part(image, window) });
      }
    });
    reader.close();
  });

  it('gives the members of a selection', async () => {
    const set = selectImages(await setOf('files'), Uint32Array.of(5, 0, 1));
    const regions = await open(set).read([0, 1, 2].map((index) => ({ index, window: null })));
    expect(regions.map(({ height }) => height)).toEqual([5, 0, 1].map((index) => images[index]?.height));
  });

  it.each([
    { what: 'gone', change: (path: string) => rm(path), says: / is gone\. / },
    {
      what: 'shorter',
      change: (path: string) => truncate(path, 300),
      says: / has another length than it had/,
    },
    { what: 'longer', change: (path: string) => appendFile(path, 'x'), says: / has another length/ },
    {
      what: 'no image any more',
      change: async (path: string) => writeFile(path, Buffer.alloc((await stat(path)).size, 'x')),
      says: / is not an image that can be read/,
    },
    {
      what: 'damaged',
      change: async (path: string) => {
        const bytes = await readFile(path);
        await writeFile(path, bytes.fill(0xff, bytes.length >> 1));
      },
      says: / is cut short or damaged/,
    },
  ])('names a file that is $what', async ({ change, says }) => {
    const set = await setOf('files');
    const path = join(folder, 'rgb-420.jpg');
    await change(path);
    const reading = Promise.resolve(open(set).read(NAMES.map((_, index) => ({ index, window: null }))));
    await expect(reading).rejects.toMatchObject({
      code: 'data/bad-image',
      data: { path },
      message: expect.stringMatching(says),
    });
  });

  it('names a file whose image has another size', async () => {
    const set = await setOf('files');
    const wrong = { ...set, eachSize: Uint16Array.from(set.eachSize ?? [], (side) => side + 1) };
    for (const index of NAMES.keys()) {
      await expect(open(wrong).read([{ index, window: null }])).rejects.toMatchObject({
        code: 'data/bad-image',
        message: expect.stringContaining('is of another size than it was'),
      });
    }
  });
});

describe('batches of encoded images', () => {
  const options = (set: ImageSet): BatchStreamOptions => ({
    set,
    indices: Uint32Array.from({ length: 4 * NAMES.length }, (_, i) => i % NAMES.length),
    batchSize: 5,
    dropLast: false,
    order: 'shuffled',
    augment: {
      ...NO_AUGMENT,
      resizedCrop: resizedCropSchema.parse({ size: 16 }),
      flip: true,
    },
    view: { resize: 20, crop: 16 },
    normalization: null,
    seed: 3,
    stream: 'weights',
    workers: 0,
    workerPath: null,
  });

  it.each(['files', 'stretches'] as const)('are the same with data workers, from %s', async (kind) => {
    const set = await setOf(kind);
    expect((await openPixels(set).read([{ index: 0, window: null }]))[0]?.height).toBe(59);
    const alone = createBatchStream(options(set));
    const threaded = createBatchStream({ ...options(set), workers: 2, workerPath: bundled?.path ?? null });
    for (let epoch = 0; epoch < 2; epoch++) {
      for (let index = 0; index < 5; index++) {
        expect(await threaded.batch(epoch, index)).toEqual(await alone.batch(epoch, index));
      }
    }
    await Promise.all([alone.dispose(), threaded.dispose()]);
  });

  it('show what decoded images in memory would show', async () => {
    const set = await setOf('files');
    const stream = createBatchStream({ ...options(set), augment: NO_AUGMENT, order: 'sequential' });
    const batch = await stream.batch(0, 0);
    const one = images[0];
    if (one === undefined) throw new Error('no image');
    const memory = createBatchStream({
      ...options({
        count: 1,
        channels: 3,
        size: { height: one.height, width: one.width },
        eachSize: null,
        labels: new Uint8Array(1),
        pixels: { kind: 'memory', bytes: one.pixels },
        members: null,
      }),
      ...{ indices: Uint32Array.of(0), augment: NO_AUGMENT, order: 'sequential' },
    });
    expect(batch.images.subarray(0, 768)).toEqual((await memory.batch(0, 0)).images);
    await Promise.all([stream.dispose(), memory.dispose()]);
  });

  it.each([0, 1])('fail by the name of a file that is gone, with %d workers', async (workers) => {
    const set = await setOf('files');
    const stream = createBatchStream({ ...options(set), workers, workerPath: bundled?.path ?? null });
    await stream.batch(0, 0);
    await rm(join(folder, 'palette.png'));
    const rest = Promise.all(
      Array.from({ length: 30 }, (_, i) => stream.batch(1 + Math.floor(i / 5), i % 5)),
    );
    await expect(rest).rejects.toThrow(/palette\.png is gone\. .*left out\.( Resume |$)/);
    await stream.dispose();
  });
});
