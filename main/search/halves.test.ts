import { describe, expect, it } from 'vitest';
import { pixelsIn } from '../../test/support/pixels.ts';
import { tinyData } from '../../test/support/tiny-data.ts';
import type { RunData } from '../train/index.ts';
import { halvedData, halvesOf } from './halves.ts';

const data = tinyData({ train: 12, test: 3 });
const { train } = data.dataset;

describe('halvesOf', () => {
  it.each([
    [{ images: null, trainPortion: 0.5 }, 6, 6],
    [{ images: 11, trainPortion: 0.5 }, 5, 6],
    [{ images: 10, trainPortion: 0.75 }, 7, 3],
  ])('%o gives %i and %i images, in file order', (split, weights, alphas) => {
    const halves = halvesOf(data, split);
    const all = [...halves.weights.indices, ...halves.alphas.indices];
    expect([halves.weights.indices.length, halves.alphas.indices.length]).toEqual([weights, alphas]);
    expect(all).toEqual(Array.from({ length: weights + alphas }, (_, i) => i));
  });
});

it('halvedData has the halves to train on and to test on, in the same memory', () => {
  const { dataset } = halvedData(data, { images: 11, trainPortion: 0.5 });
  expect([dataset.train.count, dataset.test.count]).toEqual([5, 6]);
  expect([...dataset.train.labels, ...dataset.test.labels]).toEqual([...train.labels.slice(0, 11)]);
  expect([...pixelsIn(dataset.test)]).toEqual([...pixelsIn(train).slice(5 * 16, 11 * 16)]);
  expect(dataset.test.pixels).toBe(train.pixels);
  expect(dataset.statistics).toBe(data.dataset.statistics);
});

describe('of data that a split has divided', () => {
  const whole = tinyData({ train: 12, test: 4 });
  const parts: RunData = { ...whole, isDivided: true };

  it('the weights have the training images, the alphas the others', () => {
    const { weights, alphas } = halvesOf(parts, { images: null, trainPortion: 0.5 });
    expect([weights.set, alphas.set]).toEqual([whole.dataset.train, whole.dataset.test]);
    expect([weights.indices.length, alphas.indices.length]).toEqual([12, 4]);
    const { dataset } = halvedData(parts, { images: null, trainPortion: 0.5 });
    expect([...dataset.test.labels]).toEqual([...whole.dataset.test.labels]);
  });

  it.each([
    [8, 6, 2],
    [2, 1, 1],
    [3, 2, 1],
    [16, 12, 4],
  ])('%i images are taken in the proportion of the parts, %i and %i', (images, first, second) => {
    const { weights, alphas } = halvesOf(parts, { images, trainPortion: 0.5 });
    expect([weights.indices.length, alphas.indices.length]).toEqual([first, second]);
  });

  it('all images may be asked for by their number, whatever the proportion', () => {
    for (const [first, second] of [
      [15, 7],
      [7, 15],
      [29, 20],
      [1, 1],
    ] as const) {
      const { weights, alphas } = halvesOf(
        { ...tinyData({ train: first, test: second }), isDivided: true },
        { images: first + second, trainPortion: 0.5 },
      );
      expect([weights.indices.length, alphas.indices.length]).toEqual([first, second]);
    }
  });

  it('more images than there are are refused, in the numbers that were asked for', () => {
    expect(() => halvesOf(parts, { images: 17, trainPortion: 0.5 })).toThrow(
      expect.objectContaining({
        code: 'data/bad-split',
        message: expect.stringContaining('17 of 16 images were asked for'),
      }),
    );
  });
});
