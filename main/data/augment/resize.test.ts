import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createResizer } from './resize.ts';
import type { Resizing, Window } from './resize.ts';

const side = fc.integer({ min: 1, max: 24 });
const whole = (size: { readonly height: number; readonly width: number }): Window => ({
  top: 0,
  left: 0,
  ...size,
});
const noise = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => Math.imul(i, 2654435761) >>> 24);

function resize(resizing: Resizing, source: Uint8Array): number[] {
  const { wanted, image } = resizing;
  const target = new Uint8Array(wanted.height * wanted.width * image.channels).fill(99);
  createResizer(resizing)(source, target);
  return [...target];
}

describe('createResizer', () => {
  it('changes nothing where the size stays', () => {
    fc.assert(
      fc.property(side, side, fc.constantFrom(1, 3), (height, width, channels) => {
        const window = whole({ height, width });
        const source = noise(height * width * channels);
        const image = { height, width, channels };
        expect(resize({ image, window, size: window, wanted: window }, source)).toEqual([...source]);
      }),
    );
  });

  it('keeps an even colour', () => {
    fc.assert(
      fc.property(fc.tuple(side, side), fc.tuple(side, side), ([height, width], [newHeight, newWidth]) => {
        const image = { height, width, channels: 1 };
        const size = whole({ height: newHeight, width: newWidth });
        const source = new Uint8Array(height * width).fill(201);
        const out = resize({ image, window: whole({ height, width }), size, wanted: size }, source);
        expect(out.every((pixel) => pixel === 201)).toBe(true);
      }),
    );
  });

  it('sees of the image only the window', () => {
    const image = { height: 5, width: 6, channels: 1 };
    const window = { top: 1, left: 2, height: 3, width: 2 };
    const inside = (i: number): boolean => {
      const [row, column] = [Math.floor(i / 6), i % 6];
      return row >= 1 && row < 4 && column >= 2 && column < 4;
    };
    const source = Uint8Array.from({ length: 30 }, (_, i) => (inside(i) ? 50 : 250));
    const size = whole({ height: 7, width: 9 });
    expect(resize({ image, window, size, wanted: size }, source).every((pixel) => pixel === 50)).toBe(true);
  });

  it.each([
    { height: 20, width: 9, size: { height: 8, width: 7 } },
    { height: 9, width: 20, size: { height: 12, width: 8 } },
  ])('gives the wanted part as it is in the whole: %j', ({ height, width, size }) => {
    const image = { height, width, channels: 3 };
    const source = noise(height * width * 3);
    const all = resize({ image, window: whole(image), size, wanted: whole(size) }, source);
    const wanted = { top: 2, left: 3, height: 4, width: 2 };
    const part = resize({ image, window: whole(image), size, wanted }, source);
    const expected = [2, 3, 4, 5].flatMap((row) => {
      const begin = (row * size.width + 3) * 3;
      return all.slice(begin, begin + 6);
    });
    expect(part).toEqual(expected);
  });

  it('halves by weights 1, 3, 3, 1', () => {
    const image = { height: 1, width: 8, channels: 1 };
    const size = whole({ height: 1, width: 4 });
    const source = Uint8Array.of(0, 0, 0, 80, 0, 0, 0, 0);
    expect(resize({ image, window: whole({ height: 1, width: 8 }), size, wanted: size }, source)).toEqual([
      0, 30, 10, 0,
    ]);
  });
});
