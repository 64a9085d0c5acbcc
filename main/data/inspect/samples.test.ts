import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { inMemory } from '../image-set.ts';
import { sampleImages } from './samples.ts';

const COUNT = 7;
const [HEIGHT, WIDTH] = [20, 10];
/** Images of one level of grey each, with alternating labels. */
const set = inMemory({
  count: COUNT,
  height: HEIGHT,
  width: WIDTH,
  channels: 1,
  images: Uint8Array.from(
    { length: COUNT * HEIGHT * WIDTH },
    (_, i) => 30 * Math.floor(i / (HEIGHT * WIDTH)),
  ),
  labels: Uint8Array.from({ length: COUNT }, (_, i) => i % 2),
});

describe('sampleImages', () => {
  it('gives a page of a class in the order of the set, and says how many there are', async () => {
    const page = await sampleImages(set, { label: 0, from: 1, limit: 2, side: 96 });
    expect(page.total).toBe(4);
    expect(page.images.map(({ index, label }) => [index, label])).toEqual([
      [2, 0],
      [4, 0],
    ]);
    const [first] = page.images;
    const { data, info } = await sharp(first?.png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    expect([info.height, info.width]).toEqual([HEIGHT, WIDTH]);
    expect(new Set(data)).toEqual(new Set([60]));
  });

  it('gives images of all classes by their numbers', async () => {
    const page = await sampleImages(set, { label: null, from: 5, limit: 60, side: 96 });
    expect([page.total, page.images.map(({ index }) => index)]).toEqual([COUNT, [5, 6]]);
  });

  it('makes large images smaller and says how large they are', async () => {
    const { images } = await sampleImages(set, { label: null, from: 3, limit: 1, side: 16 });
    const [image] = images;
    expect(image).toMatchObject({ height: HEIGHT, width: WIDTH });
    expect(await sharp(image?.png).metadata()).toMatchObject({ height: 16, width: 8 });
  });

  it('has nothing beyond the last', async () => {
    expect(await sampleImages(set, { label: 1, from: 3, limit: 5, side: 96 })).toEqual({
      total: 3,
      images: [],
    });
    expect(await sampleImages(set, { label: null, from: 99, limit: 5, side: 96 })).toEqual({
      total: COUNT,
      images: [],
    });
  });
});
