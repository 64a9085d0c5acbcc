import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { float32, int32 } from '../program/index.ts';
import { sum } from './sum.ts';

describe('sum', () => {
  it('takes the axes away', () => {
    expect(sum.infer([float32(2, 3, 4)], { axes: [0, 2] })).toEqual([float32(3)]);
  });
  it('keeps extents of 1 where it is asked to', () => {
    expect(sum.infer([int32(2, 3, 4)], { axes: [1], keepDims: true })).toEqual([int32(2, 1, 4)]);
  });
  it('leaves the operand as it is where no axis is named', () => {
    expect(sum.infer([float32(2)], { axes: [] })).toEqual([float32(2)]);
  });
  it('refuses an axis that x has not', () => {
    expect(() => sum.infer([float32(2, 3)], { axes: [2] })).toThrow(
      'sum: axes should be different axes of x, which has 2, got 2.',
    );
  });
  it('refuses an axis twice', () => {
    expect(() => sum.infer([float32(2, 3)], { axes: [1, 1] })).toThrow(
      'sum: axes should be different axes of x, which has 2, got 1,1.',
    );
  });
  it('takes numbers only', () => {
    expect(() => sum.infer([{ dtype: 'bool', shape: [2] }], { axes: [0] })).toThrow(
      'sum: expected x of a number type, got bool[2].',
    );
  });
  it('gives its values', async () => {
    const { y } = await evaluate((b) => ({ y: b.one('sum', [b.feed('x', float32(2, 2))], { axes: [0] }) }), {
      x: Float32Array.of(1, 2, 3, 4),
    });
    expect(y).toEqual([4, 6]);
  });
});
