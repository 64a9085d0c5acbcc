import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { float32 } from '../program/index.ts';
import { slice } from './slice.ts';

describe('slice', () => {
  it('gives the box', () => {
    expect(slice.infer([float32(4, 5)], { begin: [1, 0], size: [3, 2] })).toEqual([float32(3, 2)]);
  });
  it('refuses a box that leaves x', () => {
    expect(() => slice.infer([float32(4, 5)], { begin: [2, 0], size: [3, 2] })).toThrow(
      'slice: size 3,2 from begin 2,0 should lie inside x [4,5].',
    );
  });
  it('refuses lists of another length', () => {
    expect(() => slice.infer([float32(4, 5)], { begin: [1], size: [3, 2] })).toThrow(
      'slice: begin should be 2 whole numbers >= 0, got 1.',
    );
  });
  it('refuses a scalar', () => {
    expect(() => slice.infer([float32()], { begin: [], size: [] })).toThrow(
      'slice: expected x of rank 1 or more, got f32[].',
    );
  });
  it('takes the values', async () => {
    const { y } = await evaluate(
      (b) => ({ y: b.one('slice', [b.feed('x', float32(2, 3))], { begin: [0, 1], size: [2, 2] }) }),
      { x: Float32Array.of(1, 2, 3, 4, 5, 6) },
    );
    expect(y).toEqual([2, 3, 5, 6]);
  });
});
