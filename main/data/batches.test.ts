import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bundleProgram } from '../../test/support/bundle.ts';
import type { Bundled } from '../../test/support/bundle.ts';
import { pixelsIn } from '../../test/support/pixels.ts';
import { NO_AUGMENT } from './augment/recipe.ts';
import { resizedCropSchema } from './augment/resized-crop.ts';
import { createBatchStream } from './batches.ts';
import type { BatchStream, BatchStreamOptions } from './batches.ts';
import { inMemory } from './image-set.ts';
import { allIndices, halves } from './splits.ts';

const COUNT = 103;
const set = inMemory({
  count: COUNT,
  height: 6,
  width: 5,
  channels: 3,
  images: new Uint8Array(new SharedArrayBuffer(COUNT * 90)).map((_, i) => (i * 37 + (i >> 5)) % 256),
  labels: Uint16Array.from({ length: COUNT }, (_, i) => i),
});
const options: BatchStreamOptions = {
  set,
  indices: allIndices(COUNT),
  batchSize: 10,
  dropLast: false,
  order: 'shuffled',
  augment: {
    ...NO_AUGMENT,
    crop: { padding: 2 },
    flip: true,
    autoAugment: 'cifar10',
    cutout: { length: 4, squares: 1 },
  },
  view: null,
  normalization: { mean: [0.5, 0.4, 0.3], deviation: [0.2, 0.3, 0.1] },
  seed: 5,
  stream: 'weights',
  workers: 0,
  workerPath: null,
};

let folder = '';
let workerPath = '';
let worker: Bundled | null = null;
beforeAll(async () => {
  worker = await bundleProgram('main/data/worker.ts');
  ({ folder, path: workerPath } = worker);
});
afterAll(async () => {
  await worker?.remove();
});

const opened: BatchStream[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((stream) => stream.dispose()));
});
function open(changed: Partial<BatchStreamOptions> = {}): BatchStream {
  const stream = createBatchStream({ ...options, ...changed });
  opened.push(stream);
  return stream;
}

const sized = (size: number) => ({ ...NO_AUGMENT, resizedCrop: resizedCropSchema.parse({ size }) });

/** Keeps this thread busy, as a native training step does: no event is handled meanwhile. */
const block = (milliseconds: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
};

/** Says from now on whether the event loop has turned. */
function turning(): () => boolean {
  let turned = false;
  setImmediate(() => {
    turned = true;
  });
  return () => turned;
}

/**
 * Gives what threads do meanwhile more and more time, in milliseconds: on a busy machine they may be late, but what needs this thread's event
 * loop is not done however long the thread is blocked.
 */
async function expectPatiently(isInTime: (patience: number) => Promise<boolean>): Promise<void> {
  for (const patience of [60, 250, 1000]) if (await isInTime(patience)) return;
  expect.fail('batches were not ready when they were asked for');
}

describe('createBatchStream', () => {
  it('shows every image once an epoch, with its label', async () => {
    const stream = open({ augment: NO_AUGMENT, normalization: null });
    expect(stream.batchesPerEpoch).toBe(11);
    const labels: number[] = [];
    for (let index = 0; index < 11; index++) {
      const batch = await stream.batch(2, index);
      expect(batch.size).toBe(index === 10 ? 3 : 10);
      expect(batch.images).toHaveLength(batch.size * 90);
      batch.labels.forEach((label, position) => {
        const pixels = [...batch.images.subarray(position * 90, (position + 1) * 90)].map((v) =>
          Math.round(v * 255),
        );
        expect(pixels).toEqual([...pixelsIn(set).subarray(label * 90, (label + 1) * 90)]);
        labels.push(label);
      });
    }
    expect(labels.sort((a, b) => a - b)).toEqual([...options.indices]);
  });

  it('keeps to the order of its indices when it is sequential', async () => {
    const stream = open({ order: 'sequential', indices: halves(COUNT).second, dropLast: true });
    expect(stream.batchesPerEpoch).toBe(5);
    expect([...(await stream.batch(0, 1)).labels]).toEqual([61, 62, 63, 64, 65, 66, 67, 68, 69, 70]);
  });

  it('draws a fresh batch each time for the alphas', async () => {
    const stream = open({ order: 'fresh', stream: 'alphas' });
    expect(stream.batchesPerEpoch).toBe(1);
    const draws = await Promise.all([0, 1, 2, 3].map((draw) => stream.batch(draw, 0)));
    for (const { labels } of draws) expect(new Set(labels).size).toBe(10);
    expect(new Set(draws.map(({ labels }) => labels.join())).size).toBe(4);
  });

  it.each([1, 5])('gives the same bits with %d workers', async (workers) => {
    for (const order of ['shuffled', 'sequential', 'fresh'] as const) {
      const alone = open({ order });
      const threaded = open({ order, workers, workerPath });
      const last = alone.batchesPerEpoch - 1;
      // In order over the end of an epoch, then jumps back and ahead, within the ring and far.
      const positions: [number, number][] = [];
      for (let epoch = 0; epoch < 3; epoch++) for (let i = 0; i <= last; i++) positions.push([epoch, i]);
      positions.push(
        [0, 0],
        [0, last],
        [7, last],
        [7, last],
        [7, Math.max(0, last - 2)],
        [9, 0],
        [8, last],
        [9, 0],
      );
      for (const [epoch, index] of positions) {
        expect(await threaded.batch(epoch, index)).toEqual(await alone.batch(epoch, index));
      }
      await threaded.dispose();
    }
  });

  it.each([0, 1])('gives images of the size of the view, with %d workers', async (workers) => {
    const view = { resize: 9, crop: 8 };
    for (const augment of [NO_AUGMENT, { ...sized(8), autoAugment: 'imagenet' as const }]) {
      const stream = open({ workers, workerPath, augment, view });
      expect(stream.imageShape).toEqual({ height: 8, width: 8, channels: 3 });
      const batch = await stream.batch(0, 10);
      expect(batch.images).toHaveLength(3 * 8 * 8 * 3);
      expect(batch).toEqual(await open({ augment, view }).batch(0, 10));
    }
    expect(open().imageShape).toEqual({ height: 6, width: 5, channels: 3 });
  });

  it('serves calls that do not wait for one another', async () => {
    const alone = open();
    const threaded = open({ workers: 2, workerPath });
    const indices = [0, 5, 1, 10, 2, 2, 9];
    const batches = await Promise.all(indices.map((index) => threaded.batch(1, index)));
    for (const [i, index] of indices.entries()) expect(batches[i]).toEqual(await alone.batch(1, index));
  });

  it('gives batches that stay as they are', async () => {
    const stream = open({ workers: 1, workerPath });
    const first = await stream.batch(0, 0);
    const copy = structuredClone(first);
    for (let index = 1; index < 11; index++) await stream.batch(0, index);
    expect(first).toEqual(copy);
    expect(first.images.buffer).toBeInstanceOf(ArrayBuffer);
  });

  it('prepares batches while this thread is blocked, and gives them without the event loop', async () => {
    await expectPatiently(async (patience) => {
      const stream = open({ workers: 1, workerPath });
      await stream.batch(0, 0);
      block(3 * patience);
      const hasTurned = turning();
      for (let index = 1; index <= 4; index++) {
        await stream.batch(0, index);
        // What was taken is asked for again at once: the ring never runs dry.
        block(patience);
      }
      const next = await stream.batch(0, 5);
      const isInTime = !hasTurned();
      expect(next).toEqual(await open().batch(0, 5));
      return isInTime;
    });
  }, 60_000);

  it('starts its worker, and fills the whole ring, while this thread is blocked', async () => {
    // Batches that take a while, so that a worker which began late could not have them all ready.
    const indices = Uint32Array.from({ length: 80_000 }, (_, i) => i % COUNT);
    const augment = { ...NO_AUGMENT, crop: { padding: 2 }, flip: true, cutout: { length: 4, squares: 1 } };
    await expectPatiently(async (patience) => {
      const stream = open({ workers: 1, workerPath, indices, batchSize: 10_000, augment });
      const first = stream.batch(0, 0);
      block(10 * patience);
      await first;
      const hasTurned = turning();
      for (const index of [1, 2, 3]) await stream.batch(0, index);
      block(7 * patience);
      for (const index of [4, 5, 6, 7]) await stream.batch(0, index);
      return !hasTurned();
    });
  }, 60_000);
});

describe('failing batch streams', () => {
  it('refuses what fits no image, before any batch', () => {
    expect(() => open({ batchSize: 104, dropLast: true })).toThrow(
      expect.objectContaining({ code: 'data/too-few-images' }),
    );
    expect(() => open({ indices: new Uint32Array(0) })).toThrow(
      expect.objectContaining({ code: 'data/too-few-images' }),
    );
    expect(() => open({ augment: { ...NO_AUGMENT, crop: { padding: 9 } } })).toThrow(
      expect.objectContaining({ code: 'data/bad-augmentation' }),
    );
    expect(() => open({ view: { resize: 9, crop: 8 }, augment: sized(7) })).toThrow(
      expect.objectContaining({ code: 'data/bad-augmentation' }),
    );
    expect(() => open({ indices: Uint32Array.of(103) })).toThrow(/internal: index 103/);
    expect(() => open({ batchSize: 0 })).toThrow();
  });

  it.each([0, 1])('refuses positions that do not exist, with %d workers', async (workers) => {
    const stream = open({ workers, workerPath });
    for (const [epoch, index] of [
      [0, 11],
      [0, -1],
      [-1, 0],
      [0.5, 0],
    ] as const) {
      await expect(stream.batch(epoch, index)).rejects.toThrow(/internal/);
    }
    expect((await stream.batch(0, 10)).size).toBe(3);
  });

  it('says that the worker cannot start', async () => {
    const stream = open({ workers: 1, workerPath: join(folder, 'none.mjs') });
    await expect(stream.batch(0, 0)).rejects.toMatchObject({
      code: 'data/worker-failed',
      message: expect.stringMatching(/batch 0 of epoch 0: Cannot find module .*none\.mjs/),
    });
    await expect(stream.batch(0, 1)).rejects.toMatchObject({ code: 'data/worker-failed' });
  });

  it.each([
    { what: 'dies', code: `process.exit(7)`, says: /exit code 7/ },
    { what: 'throws', code: `throw new Error('bits fell out')`, says: /bits fell out/ },
  ])(
    'rejects waiting and later calls when a worker $what',
    async ({ code, says }) => {
      const path = join(folder, 'broken.mjs');
      const run = `import { parentPort } from 'node:worker_threads'; parentPort.once('message', () => { ${code}; });`;
      await writeFile(path, run);
      const stream = open({ workers: 1, workerPath: path });
      const calls = [stream.batch(0, 0), stream.batch(0, 1)];
      for (const call of calls) {
        await expect(call).rejects.toMatchObject({
          code: 'data/worker-failed',
          message: expect.stringMatching(says),
        });
      }
    },
    60_000,
  );

  it.each([0, 1])(
    'rejects after it was closed, and can be closed again, with %d workers',
    async (workers) => {
      const stream = open({ workers, workerPath });
      await stream.batch(0, 0);
      const far = stream.batch(9, 9);
      const settled = Promise.allSettled([far]);
      await stream.dispose();
      const [outcome] = await settled;
      if (workers === 1) expect(outcome).toMatchObject({ reason: { code: 'data/stream-disposed' } });
      await expect(stream.batch(0, 1)).rejects.toMatchObject({ code: 'data/stream-disposed' });
      await stream.dispose();
    },
  );
});
