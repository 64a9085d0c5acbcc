import { describe, expect, it } from 'vitest';
import { pixelsIn } from '../../test/support/pixels.ts';
import { tinyData } from '../../test/support/tiny-data.ts';
import { halvedData, halvesOf } from './halves.ts';

const data = tinyData({ train: 12, test: 3 });
const { train } = data.dataset;

describe('halvesOf', () => {
  it.each([
    [{ images: null, trainPortion: 0.5 }, 6, 6],
    [{ images: 11, trainPortion: 0.5 }, 5, 6],
    [{ images: 10, trainPortion: 0.75 }, 7, 3],
  ])('%o gives %i and %i images, in file order', (split, weights, alphas) => {
    const halves = halvesOf(train, split);
    const all = [...halves.weights, ...halves.alphas];
    expect([halves.weights.length, halves.alphas.length]).toEqual([weights, alphas]);
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
