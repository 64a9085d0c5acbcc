import { describe, expect, it } from 'vitest';
import { pixelsIn } from '../../test/support/pixels.ts';
import { tinyData } from '../../test/support/tiny-data.ts';
import { NO_AUGMENT } from '../data/index.ts';
import { batchSizes, firstImages, openEvaluation, openStream } from './feeding.ts';
import type { StreamPlan } from './feeding.ts';

it.each([
  { images: 12, batch: 4, dropLast: false, sizes: [4] },
  { images: 13, batch: 4, dropLast: false, sizes: [4, 1] },
  { images: 13, batch: 4, dropLast: true, sizes: [4] },
  { images: 3, batch: 4, dropLast: false, sizes: [3] },
  { images: 3, batch: 4, dropLast: true, sizes: [] },
])('batchSizes: %j', ({ images, batch, dropLast, sizes }) => {
  expect(batchSizes(images, batch, dropLast)).toEqual(sizes);
});

describe('firstImages', () => {
  const { dataset } = tinyData({ train: 6, test: 3 });

  it('takes all, or the first ones', () => {
    expect([...firstImages(dataset.train, null)]).toEqual([0, 1, 2, 3, 4, 5]);
    expect([...firstImages(dataset.train, 2)]).toEqual([0, 1]);
  });

  it('refuses to take more than there are', () => {
    expect(() => firstImages(dataset.train, 7)).toThrow(/7 of 6 images/);
  });
});

describe('a watch', () => {
  const data = tinyData({ train: 6, test: 5 });

  it('is told when a batch is asked for, and when it is given or fails', async () => {
    const told: string[] = [];
    const watch = { asked: () => told.push('asked'), given: () => told.push('given') };
    const stream = openEvaluation({ ...data, watch }, data.dataset.test, { evaluationBatch: 4, view: null });
    const batch = stream.batch(0, 1);
    expect(told).toEqual(['asked']);
    expect((await batch).size).toBe(1);
    expect(told).toEqual(['asked', 'given']);
    await stream.dispose();
    await expect(stream.batch(0, 0)).rejects.toThrow();
    expect(told).toEqual(['asked', 'given', 'asked', 'given']);
  });
});

describe('streams', () => {
  const data = tinyData({ train: 6, test: 5 });
  const plan: StreamPlan = {
    stream: 'weights',
    set: data.dataset.train,
    indices: firstImages(data.dataset.train, null),
    order: 'shuffled',
    batch: 4,
    augment: NO_AUGMENT,
    view: null,
    dropLast: false,
    seed: 1,
  };

  it('are normalized by the statistics of the data set', async () => {
    const stream = openStream(data, { ...plan, order: 'sequential' });
    const { images } = await stream.batch(0, 0);
    const pixel = pixelsIn(data.dataset.train)[0] ?? 0;
    expect(images[0]).toBeCloseTo((pixel / 255 - 0.5) / 0.25, 6);
    await stream.dispose();
  });

  it('have orders of their own, by their names', async () => {
    const labelsOf = async (stream: string, seed: number) => {
      const opened = openStream({ ...data }, { ...plan, batch: 6, stream, seed });
      const { images } = await opened.batch(0, 0);
      await opened.dispose();
      return [...images].join();
    };
    const first = await labelsOf('weights', 1);
    expect(await labelsOf('weights', 1)).toBe(first);
    expect(await labelsOf('alphas', 1)).not.toBe(first);
    expect(await labelsOf('weights', 2)).not.toBe(first);
  });

  it('for evaluation show every image once, in order', async () => {
    const { test } = data.dataset;
    const stream = openEvaluation(data, test, { evaluationBatch: 3, view: null });
    expect(stream.batchesPerEpoch).toBe(2);
    const batches = [await stream.batch(0, 0), await stream.batch(0, 1)];
    expect(batches.map(({ size }) => size)).toEqual([3, 2]);
    expect(batches.flatMap(({ labels }) => [...labels])).toEqual([...test.labels]);
    await stream.dispose();
  });
});
