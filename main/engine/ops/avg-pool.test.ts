import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { float32 } from '../program/index.ts';
import { avgPool } from './avg-pool.ts';

const POOL = { window: [3, 3], strides: [1, 1], padding: [1, 1, 1, 1] };

describe('avgPool', () => {
  it('has the size that padding and stride give', () => {
    expect(avgPool.infer([float32(2, 8, 8, 3)], { ...POOL, countPadding: false })).toEqual([
      float32(2, 8, 8, 3),
    ]);
  });
  it('divides by the pixels in the window, or by its size', async () => {
    const pool = (countPadding: boolean) =>
      evaluate(
        (b) => ({ y: b.one('avgPool', [b.feed('x', float32(1, 2, 2, 1))], { ...POOL, countPadding }) }),
        {
          x: Float32Array.of(1, 2, 3, 6),
        },
      );
    expect((await pool(false)).y).toEqual([3, 3, 3, 3]);
    (await pool(true)).y?.forEach((value) => expect(value).toBeCloseTo(12 / 9, 6));
  });
});
