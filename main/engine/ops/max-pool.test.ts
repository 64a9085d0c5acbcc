import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { float32 } from '../program/index.ts';
import { maxPool } from './max-pool.ts';

const POOL = { window: [3, 3], strides: [2, 2], padding: [1, 1, 1, 1] };

describe('maxPool', () => {
  it('has the size that padding and stride give', () => {
    expect(maxPool.infer([float32(2, 8, 7, 3)], POOL)).toEqual([float32(2, 4, 4, 3)]);
  });
  it('refuses windows that would see padding only', () => {
    expect(() => maxPool.infer([float32(2, 8, 8, 3)], { ...POOL, padding: [3, 0, 0, 0] })).toThrow(
      /maxPool: padding 3,0,0,0 should be below the window 3,3/,
    );
  });
  it('takes the padding as minus infinity', async () => {
    const { y } = await evaluate((b) => ({ y: b.one('maxPool', [b.feed('x', float32(1, 2, 2, 1))], POOL) }), {
      x: Float32Array.of(-4, -3, -2, -1),
    });
    expect(y).toEqual([-1]);
  });
});
