import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { float32 } from '../program/index.ts';
import { spaceToBatch } from './space-to-batch.ts';

describe('spaceToBatch', () => {
  it('puts every second pixel into an image of its own', async () => {
    const attrs = { block: [2, 2], padding: [0, 0, 0, 0] };
    const { y } = await evaluate(
      (b) => ({ y: b.one('spaceToBatch', [b.feed('x', float32(1, 2, 4, 1))], attrs) }),
      {
        x: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8),
      },
    );
    expect(y).toEqual([1, 3, 2, 4, 5, 7, 6, 8]);
  });
  it('refuses a size that the block does not divide', () => {
    expect(() => spaceToBatch.infer([float32(1, 5, 4, 1)], { block: [2, 2], padding: [0, 0, 0, 0] })).toThrow(
      /spaceToBatch: expected an image whose padded size 5x4 is a multiple of 2x2/,
    );
  });
});
