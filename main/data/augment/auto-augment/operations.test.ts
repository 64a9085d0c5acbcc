import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImageShape } from '../image-shape.ts';
import { OPERATIONS } from './operations.ts';
import type { Operation } from './operations.ts';

const ALL = Object.entries(OPERATIONS);

/** An image of 1 channel, of any small size. */
const greyImages = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
  .chain(([height, width]) =>
    fc
      .uint8Array({ minLength: height * width, maxLength: height * width })
      .map((pixels) => ({ pixels, height, width, channels: 1 })),
  );

const apply = (
  operation: Operation,
  { pixels, ...shape }: ImageShape & { readonly pixels: Uint8Array },
  amount: number,
): Uint8Array => {
  const to = new Uint8Array(pixels.length);
  operation.apply({ from: pixels, to, ...shape }, amount);
  return to;
};

/** The same grey in three channels. */
const tripled = (pixels: Uint8Array): Uint8Array =>
  Uint8Array.from({ length: pixels.length * 3 }, (_, i) => pixels[Math.floor(i / 3)] ?? 0);

describe.each(ALL)('%s', (_, operation) => {
  const amounts = operation.magnitudes.flatMap((one) => (operation.isSigned ? [one, -one] : [one]));

  it('has ten strengths', () => {
    expect(operation.magnitudes).toHaveLength(10);
  });

  it('does to 1 channel what it does to each of three that are alike', () => {
    fc.assert(
      fc.property(greyImages, fc.constantFrom(...amounts), (image, amount) => {
        const colored = { ...image, pixels: tripled(image.pixels), channels: 3 };
        expect([...apply(operation, colored, amount)]).toEqual([...tripled(apply(operation, image, amount))]);
      }),
    );
  });

  it('writes every pixel, and leaves the image as it is', () => {
    fc.assert(
      fc.property(greyImages, fc.constantFrom(...amounts), ({ pixels, ...shape }, amount) => {
        const before = [...pixels];
        const written = [0, 255].map((fill) => {
          const to = new Uint8Array(pixels.length).fill(fill);
          operation.apply({ from: pixels, to, ...shape }, amount);
          return [...to];
        });
        expect(written[0]).toEqual(written[1]);
        expect([...pixels]).toEqual(before);
      }),
    );
  });
});

describe('operations of no strength', () => {
  const still = ALL.filter(([name]) => !['autocontrast', 'equalize', 'invert'].includes(name));

  it.each(still)('%s changes nothing', (_, operation) => {
    fc.assert(
      fc.property(greyImages, (image) => {
        expect([...apply(operation, image, operation.magnitudes[0] ?? NaN)]).toEqual([...image.pixels]);
      }),
    );
  });
});

describe('what can be said by hand', () => {
  const row = {
    pixels: Uint8Array.of(0, 10, 20, 30, 40, 50, 60, 70, 80, 90),
    height: 1,
    width: 10,
    channels: 1,
  };

  it.each([
    ['translateX', 0.2, [20, 30, 40, 50, 60, 70, 80, 90, 128, 128]],
    ['translateX', -0.3, [128, 128, 128, 0, 10, 20, 30, 40, 50, 60]],
    ['posterize', 4, [0, 0, 16, 16, 32, 48, 48, 64, 80, 80]],
    ['solarize', 45, [0, 10, 20, 30, 40, 205, 195, 185, 175, 165]],
    ['invert', 0, [255, 245, 235, 225, 215, 205, 195, 185, 175, 165]],
    ['brightness', -0.5, [0, 5, 10, 15, 20, 25, 30, 35, 40, 45]],
    ['contrast', 1, [0, 0, 0, 15, 35, 55, 75, 95, 115, 135]],
    ['autocontrast', 0, [0, 28, 56, 85, 113, 141, 170, 198, 226, 255]],
    ['color', 0.9, [...row.pixels]],
    ['sharpness', 0.9, [...row.pixels]],
  ] as const)('%s by %d', (name, amount, expected) => {
    expect([...apply(OPERATIONS[name], row, amount)]).toEqual(expected);
  });

  it('turns counter-clockwise', () => {
    const square = { pixels: Uint8Array.of(1, 2, 3, 4), height: 2, width: 2, channels: 1 };
    expect([...apply(OPERATIONS.rotate, square, 90)]).toEqual([2, 4, 1, 3]);
  });

  it('shears rows against each other, and fills in grey', () => {
    const bars = { pixels: Uint8Array.of(9, 90, 9, 90, 9, 90, 9, 90), height: 4, width: 2, channels: 1 };
    // Half a row lower is half a pixel: the rows' middles lie at 0.5, 1.5, ...
    expect([...apply(OPERATIONS.shearX, bars, 2)]).toEqual([90, 128, 128, 128, 128, 128, 128, 128]);
  });
});
