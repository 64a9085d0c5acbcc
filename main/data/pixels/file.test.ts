import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundleProgram } from '../../../test/support/bundle.ts';
import type { Bundled } from '../../../test/support/bundle.ts';
import { NO_AUGMENT } from '../augment/recipe.ts';
import { resizedCropSchema } from '../augment/resized-crop.ts';
import { createBatchStream } from '../batches.ts';
import type { BatchStreamOptions } from '../batches.ts';
import { selectImages } from '../image-set.ts';
import type { ImageSet } from '../image-set.ts';
import { openPixels } from './open.ts';

const COUNT = 23;
const CHANNELS = 3;
/** Before the first image, and between images where they have different sizes. */
const GAP = 5;
const sizeOf = (index: number): { height: number; width: number } => ({
  height: 9 + (index % 4),
  width: 14 - (index % 5),
});
const pixelsOf = (index: number, bytes: number): Uint8Array =>
  Uint8Array.from({ length: bytes }, (_, i) => (index * 31 + i * 7) % 256);

let bundled: Bundled | null = null;
beforeAll(async () => {
  bundled = await bundleProgram('main/data/worker.ts');
});
afterAll(() => bundled?.remove());

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pixel-file-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Images in a file: all of one size side by side, or of different sizes with gaps. */
async function setOf(kind: 'one size' | 'different sizes'): Promise<ImageSet> {
  const isOne = kind === 'one size';
  const path = join(folder, 'pixels');
  const sizes = Array.from({ length: COUNT }, (_, index) => sizeOf(isOne ? 0 : index));
  const parts: Uint8Array[] = [new Uint8Array(GAP)];
  const starts: number[] = [];
  let end = GAP;
  for (const [index, { height, width }] of sizes.entries()) {
    const pixels = pixelsOf(index, height * width * CHANNELS);
    starts.push(end);
    parts.push(pixels, new Uint8Array(isOne ? 0 : GAP));
    end += pixels.length + (isOne ? 0 : GAP);
  }
  await writeFile(path, Buffer.concat(parts));
  return {
    ...{ count: COUNT, channels: CHANNELS, members: null },
    size: isOne ? sizeOf(0) : null,
    eachSize: isOne ? null : Uint16Array.from(sizes.flatMap(({ height, width }) => [height, width])),
    labels: Uint8Array.from({ length: COUNT }, (_, i) => i),
    pixels: {
      kind: 'file',
      path,
      starts: isOne ? null : Float64Array.from(starts),
      firstByte: isOne ? GAP : 0,
    },
  };
}

describe.each(['one size', 'different sizes'] as const)('pixels in a file, of %s', (kind) => {
  it('are those of each image, also of a selection of a selection', async () => {
    const whole = await setOf(kind);
    const some = selectImages(selectImages(whole, Uint32Array.of(22, 3, 8, 1, 0)), Uint32Array.of(1, 0, 4));
    const reader = openPixels(some);
    const regions = await reader.read([2, 0, 1, 2].map((index) => ({ index, window: null })));
    for (const [i, image] of [0, 3, 22, 0].entries()) {
      const { height, width } = sizeOf(kind === 'one size' ? 0 : image);
      const pixels = pixelsOf(image, height * width * CHANNELS);
      expect(regions[i]).toEqual({ top: 0, left: 0, height, width, pixels });
    }
    reader.close();
  });

  it('make the same batches with 0, 1 and 4 workers, from wherever an epoch is resumed', async () => {
    const set = selectImages(
      await setOf(kind),
      Uint32Array.from({ length: 20 }, (_, i) => (i * 9) % COUNT),
    );
    const options: BatchStreamOptions = {
      ...{ set, indices: Uint32Array.from({ length: 20 }, (_, i) => i), batchSize: 6, dropLast: false },
      augment: { ...NO_AUGMENT, resizedCrop: resizedCropSchema.parse({ size: 8 }), flip: true },
      ...{ order: 'shuffled', view: { resize: 9, crop: 8 }, normalization: null, seed: 4, stream: 'weights' },
      ...{ workers: 0, workerPath: null },
    };
    const alone = createBatchStream(options);
    for (const workers of [1, 4]) {
      const threaded = createBatchStream({ ...options, workers, workerPath: bundled?.path ?? null });
      for (let at = 2; at < 11; at++) {
        const [epoch, index] = [Math.floor(at / 4), at % 4];
        expect(await threaded.batch(epoch, index)).toEqual(await alone.batch(epoch, index));
      }
      await threaded.dispose();
    }
    await alone.dispose();
  });

  it('are missed by name where the file is cut short or gone', async () => {
    const set = await setOf(kind);
    const path = join(folder, 'pixels');
    const reader = openPixels(set);
    await truncate(path, 600);
    const last = [{ index: COUNT - 1, window: null }];
    expect(() => reader.read(last)).toThrow(
      expect.objectContaining({ code: 'data/pixels-gone', data: { path } }),
    );
    reader.close();
    await rm(path);
    expect(() => openPixels(set)).toThrow(expect.objectContaining({ code: 'data/pixels-gone' }));
  });
});
