import { describe, expect, it } from 'vitest';
import { cropInto, cropSchema } from './crop.ts';
import type { Crop } from './crop.ts';
import type { ImageShape } from './image-shape.ts';

/** Pads the image for real, and cuts the crop out of the padded image. */
function padAndCut(source: Uint8Array, crop: Crop & ImageShape): Uint8Array {
  const { padding, fill, top, left, height, width, channels } = crop;
  const paddedWidth = width + 2 * padding;
  const padded = new Uint8Array((height + 2 * padding) * paddedWidth * channels).fill(fill);
  for (let row = 0; row < height; row++) {
    const pixels = source.subarray(row * width * channels, (row + 1) * width * channels);
    padded.set(pixels, ((row + padding) * paddedWidth + padding) * channels);
  }
  const out = new Uint8Array(source.length);
  for (let row = 0; row < height; row++) {
    const begin = ((row + top) * paddedWidth + left) * channels;
    out.set(padded.subarray(begin, begin + width * channels), row * width * channels);
  }
  return out;
}

describe('cropInto', () => {
  it.each([
    { height: 5, width: 4, channels: 1, padding: 2 },
    { height: 4, width: 6, channels: 3, padding: 3 },
    { height: 3, width: 3, channels: 2, padding: 5 },
  ])('is padding and cutting, at every offset: %j', (size) => {
    const source = Uint8Array.from({ length: size.height * size.width * size.channels }, (_, i) => i + 1);
    for (let top = 0; top <= 2 * size.padding; top++) {
      for (let left = 0; left <= 2 * size.padding; left++) {
        for (const fill of [0, 128]) {
          const to = new Uint8Array(source.length).fill(99);
          const crop = { padding: size.padding, fill, top, left };
          cropInto({ ...size, from: source, to }, crop);
          expect(to).toEqual(padAndCut(source, { ...size, ...crop }));
        }
      }
    }
  });

  it('has a schema that refuses paddings that mean nothing', () => {
    for (const bad of [{ padding: 0 }, { padding: 1.5 }, {}, { padding: 4, size: 32 }]) {
      expect(cropSchema.safeParse(bad).success).toBe(false);
    }
  });
});
