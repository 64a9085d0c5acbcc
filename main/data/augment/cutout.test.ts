import { describe, expect, it } from 'vitest';
import { cutoutBox, cutoutSchema, eraseBox } from './cutout.ts';

describe('cutoutBox', () => {
  // Recorded from DARTS's Cutout (cnn/utils.py).
  it.each([
    { size: 8, length: 4, row: 0, column: 3, rows: [0, 2], columns: [1, 5] },
    { size: 8, length: 4, row: 7, column: 7, rows: [5, 8], columns: [5, 8] },
    { size: 32, length: 16, row: 5, column: 30, rows: [0, 13], columns: [22, 32] },
  ])('covers what the published one covers: %j', ({ size, length, row, column, rows, columns }) => {
    const shape = { height: size, width: size, channels: 3 };
    expect(cutoutBox(length, { row, column }, shape)).toEqual({ rows, columns });
  });

  it('refuses lengths that cover nothing', () => {
    expect(cutoutSchema.safeParse({ length: 1 }).success).toBe(false);
  });
});

describe('eraseBox', () => {
  it('zeroes all channels of the box and nothing else', () => {
    const image = new Float32Array(4 * 5 * 2).fill(1);
    eraseBox(image, { rows: [1, 3], columns: [2, 5] }, { height: 4, width: 5, channels: 2 });
    for (let row = 0; row < 4; row++) {
      for (let column = 0; column < 5; column++) {
        const inside = row >= 1 && row < 3 && column >= 2;
        const at = (row * 5 + column) * 2;
        expect([...image.subarray(at, at + 2)]).toEqual(inside ? [0, 0] : [1, 1]);
      }
    }
  });
});
