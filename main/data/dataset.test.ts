import { describe, expect, it } from 'vitest';
import { classCounts, makeDataset, noneLike, pixelStatistics, requireTraining } from './dataset.ts';
import type { DecodedImages } from './image-set.ts';

function imageSet(pixels: readonly number[], labels: readonly number[], channels = 1): DecodedImages {
  const count = labels.length;
  const width = pixels.length / count / channels;
  return {
    count,
    height: 1,
    width,
    channels,
    images: Uint8Array.from(pixels),
    labels: Uint8Array.from(labels),
  };
}

describe('pixelStatistics', () => {
  it('gives mean and population deviation of each channel, scaled to [0, 1]', () => {
    const { mean, deviation } = pixelStatistics(imageSet([0, 10, 255, 20, 0, 30, 255, 40], [0, 1], 2));
    expect(mean).toEqual([0.5, 25 / 255]);
    expect(deviation[0]).toBeCloseTo(0.5, 12);
    expect(deviation[1]).toBeCloseTo(Math.sqrt(125) / 255, 12);
  });

  it('is the textbook sum on many pixels', () => {
    const pixels = Array.from({ length: 3000 }, (_, i) => (i * i * 31 + 7 * i) % 256);
    const { mean, deviation } = pixelStatistics(imageSet(pixels, new Array<number>(10).fill(0), 3));
    for (let channel = 0; channel < 3; channel++) {
      const values = pixels.filter((_, i) => i % 3 === channel).map((pixel) => pixel / 255);
      const centre = values.reduce((a, b) => a + b, 0) / values.length;
      const variance = values.reduce((sum, v) => sum + (v - centre) ** 2, 0) / values.length;
      expect(mean[channel]).toBeCloseTo(centre, 12);
      expect(deviation[channel]).toBeCloseTo(Math.sqrt(variance), 12);
    }
  });
});

describe('makeDataset', () => {
  const train = imageSet([1, 2, 3, 4, 5, 6], [0, 1, 0]);
  const test = imageSet([7, 8], [1]);
  const id = (changed: { train?: DecodedImages; test?: DecodedImages; name?: string }): string =>
    makeDataset({ name: 'x', classes: ['a', 'b'], train, test, ...changed }).id;

  it('identifies a set by its content, not by its names', () => {
    expect(id({})).toMatch(/^[0-9a-f]{16}$/);
    expect(id({ name: 'y' })).toBe(id({}));
    expect(id({ train: { ...train, labels: Uint16Array.from(train.labels) } })).toBe(id({}));
    const others = [
      id({}),
      id({ train: imageSet([1, 2, 3, 4, 5, 7], [0, 1, 0]) }),
      id({ train: imageSet([1, 2, 3, 4, 5, 6], [0, 1, 1]) }),
      id({ test: imageSet([7, 9], [1]) }),
      id({ train: { ...train, height: 2, width: 1 }, test: { ...test, height: 2, width: 1 } }),
    ];
    expect(new Set(others).size).toBe(others.length);
  });

  it('refuses parts whose arrays are not of the size they say', () => {
    expect(() => id({ test: { ...test, count: 2 } })).toThrow(/internal/);
  });

  it('has the statistics of the test images where there are no others, and then refuses training', () => {
    const whole = makeDataset({ name: 'x', classes: ['a', 'b'], train, test });
    expect(requireTraining(whole)).toBe(whole);
    const nothing = noneLike(test);
    expect(nothing).toMatchObject({ count: 0, height: 1, width: 2, channels: 1 });
    const onlyTest = makeDataset({ name: 'x', classes: ['a', 'b'], train: nothing, test });
    expect(onlyTest.statistics).toEqual(pixelStatistics(test));
    expect(onlyTest.id).not.toBe(whole.id);
    expect(() => requireTraining(onlyTest)).toThrow(
      expect.objectContaining({
        code: 'data/no-training-images',
        message: expect.stringMatching(
          /^x has only test images, so nothing can be searched or trained on it\./,
        ),
      }),
    );
  });

  it('counts the classes', () => {
    expect(classCounts(train.labels, 3)).toEqual([2, 1, 0]);
  });
});
