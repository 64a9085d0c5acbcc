import { expect, it } from 'vitest';
import { inMemory } from '../image-set.ts';
import type { ImageSet } from '../image-set.ts';
import { sizesOf } from './facts.ts';
import { nameFrom } from './names.ts';

const square = (count: number, side: number): ImageSet =>
  inMemory({
    count,
    height: side,
    width: side,
    channels: 1,
    images: new Uint8Array(count * side * side),
    labels: new Uint8Array(count),
  });

const different = (...sizes: readonly (readonly [height: number, width: number])[]): ImageSet => ({
  ...square(sizes.length, 1),
  size: null,
  eachSize: Uint16Array.from(sizes.flat()),
});

it('sizes are counted over both parts', () => {
  expect(sizesOf([square(3, 32), square(2, 32)])).toEqual({
    distinct: 1,
    common: [{ height: 32, width: 32, images: 5 }],
    height: { smallest: 32, median: 32, largest: 32 },
    width: { smallest: 32, median: 32, largest: 32 },
    histogram: [{ from: 32, below: 64, images: 5 }],
  });
  expect(sizesOf([square(0, 32), square(0, 32)])).toBeNull();
});

it('of different sizes, the most common come first, and bins of the shorter side double', () => {
  const sizes = sizesOf([
    different([500, 375], [64, 400], [500, 375], [63, 500], [65535, 300]),
    square(0, 1),
  ]);
  expect(sizes).toMatchObject({
    distinct: 4,
    common: [{ height: 500, width: 375, images: 2 }, { height: 63 }, { height: 64 }, { height: 65535 }],
    height: { smallest: 63, median: 500, largest: 65535 },
    width: { smallest: 300, median: 375, largest: 500 },
    histogram: [
      { from: 32, below: 64, images: 1 },
      { from: 64, below: 128, images: 1 },
      { from: 256, below: 512, images: 3 },
    ],
  });
});

it.each([
  ['CIFAR-10', 'cifar-10'],
  ['My  Photos (2024)', 'my-photos-2024'],
  ['...', 'my-set'],
  ['日本', 'my-set'],
  ['con', 'my-set'],
])('%s is called %s', (text, name) => {
  expect(nameFrom(text)).toBe(name);
});
