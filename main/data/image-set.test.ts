import { describe, expect, it } from 'vitest';
import { createEncodedBuilder } from './encoded.ts';
import { heldBytes, imageSetSchema, inMemory, selectImages, sizeOf } from './image-set.ts';
import type { ImageSet } from './image-set.ts';

const shared = (bytes: readonly number[]): Uint8Array => {
  const array = new Uint8Array(new SharedArrayBuffer(bytes.length));
  array.set(bytes);
  return array;
};
const whole = inMemory({
  count: 4,
  ...{ height: 1, width: 2, channels: 1 },
  images: shared([0, 1, 10, 11, 20, 21, 30, 31]),
  labels: shared([0, 1, 2, 3]),
});
/** Four images of different sizes, whose pixels lie in a file. */
const mixed: ImageSet = {
  ...whole,
  size: null,
  eachSize: Uint16Array.from([1, 2, 3, 4, 5, 6, 7, 8]),
  pixels: { kind: 'file', path: '/pixels', starts: Float64Array.from([0, 2, 14, 44]), firstByte: 0 },
};

describe('selectImages', () => {
  it('has the labels and sizes of the chosen images in their order, over the same pixels', () => {
    const some = selectImages(mixed, Uint32Array.of(2, 0));
    expect(some.count).toBe(2);
    expect([...some.labels]).toEqual([2, 0]);
    expect([sizeOf(some, 0), sizeOf(some, 1)]).toEqual([
      { height: 5, width: 6 },
      { height: 1, width: 2 },
    ]);
    expect(some.pixels).toBe(mixed.pixels);
    expect(some.labels.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it('selects from a selection', () => {
    const twice = selectImages(selectImages(whole, Uint32Array.of(3, 1, 0)), Uint32Array.of(1, 2));
    expect([...(twice.members ?? [])]).toEqual([1, 0]);
    expect([...twice.labels]).toEqual([1, 0]);
    expect(sizeOf(twice, 1)).toEqual({ height: 1, width: 2 });
  });

  it('keeps class numbers above 255', () => {
    const many = { ...whole, labels: Uint16Array.of(0, 300, 999, 2) };
    expect([...selectImages(many, Uint32Array.of(2, 1)).labels]).toEqual([999, 300]);
  });
});

describe('heldBytes', () => {
  it('counts memory once, and none for pixels in files', () => {
    expect(heldBytes(whole)).toBe(8 + 4);
    expect(heldBytes(whole, selectImages(whole, Uint32Array.of(0)))).toBe(8 + 4 + 1 + 4);
    expect(heldBytes(mixed)).toBe(4 + 16 + 32);
  });

  it('counts the table of images that are fed from their files', () => {
    const builder = createEncodedBuilder();
    builder.add({ root: '/r', name: 'abc', start: 0, length: 1, label: 0 });
    const { files } = builder.build();
    const fed: ImageSet = { ...mixed, pixels: { kind: 'encoded', files, channels: 3 } };
    expect(heldBytes(fed)).toBe(4 + 16 + (4 + 3 + 8 + 8 + 8));
  });
});

describe('imageSetSchema', () => {
  it('lets sets through as they are', () => {
    expect(imageSetSchema.parse(whole)).toEqual(whole);
    expect(imageSetSchema.parse(mixed)).toEqual(mixed);
  });

  it('refuses what is none', () => {
    for (const bad of [
      { ...whole, count: 0 },
      { ...whole, labels: [0, 1, 2, 3] },
      { ...whole, pixels: { kind: 'network' } },
    ]) {
      expect(imageSetSchema.safeParse(bad).success).toBe(false);
    }
  });
});
