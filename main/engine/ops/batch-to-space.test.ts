import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { float32 } from '../program/index.ts';
import { batchToSpace } from './batch-to-space.ts';

describe('batchToSpace', () => {
  it('undoes spaceToBatch', async () => {
    const attrs = { block: [2, 3], padding: [0, 1, 1, 0] };
    const image = Float32Array.from({ length: 3 * 5 * 2 }, (_, i) => i);
    const { y } = await evaluate(
      (b) => ({
        y: b.one('batchToSpace', [b.one('spaceToBatch', [b.feed('x', float32(1, 3, 5, 2))], attrs)], attrs),
      }),
      { x: image },
    );
    expect(y).toEqual(Array.from(image));
  });
  it('refuses phases that are not all there', () => {
    expect(() => batchToSpace.infer([float32(3, 2, 2, 1)], { block: [2, 2], padding: [0, 0, 0, 0] })).toThrow(
      /batchToSpace: expected a multiple of 4 images/,
    );
  });
});
