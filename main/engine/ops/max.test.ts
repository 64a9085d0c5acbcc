import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { gradients } from '../autodiff/index.ts';
import { float32, int32 } from '../program/index.ts';
import { max } from './max.ts';

describe('max', () => {
  it('takes the axes away', () => {
    expect(max.infer([float32(2, 3, 4)], { axes: [0, 2] })).toEqual([float32(3)]);
  });
  it('keeps extents of 1 where it is asked to', () => {
    expect(max.infer([int32(2, 3, 4)], { axes: [1], keepDims: true })).toEqual([int32(2, 1, 4)]);
  });
  it('leaves the operand as it is where no axis is named', () => {
    expect(max.infer([float32(2)], { axes: [] })).toEqual([float32(2)]);
  });
  it('refuses an axis that x has not', () => {
    expect(() => max.infer([float32(2, 3)], { axes: [2] })).toThrow(
      'max: axes should be different axes of x, which has 2, got 2.',
    );
  });
  it('refuses an axis twice', () => {
    expect(() => max.infer([float32(2, 3)], { axes: [1, 1] })).toThrow(
      'max: axes should be different axes of x, which has 2, got 1,1.',
    );
  });
  it('takes numbers only', () => {
    expect(() => max.infer([{ dtype: 'bool', shape: [2] }], { axes: [0] })).toThrow(
      'max: expected x of a number type, got bool[2].',
    );
  });
  it('shares the gradient among the equally great', async () => {
    const { y, dx } = await evaluate(
      (b) => {
        const x = b.feed('x', float32(4));
        const y = b.one('max', [x], { axes: [0] });
        const [dx] = gradients(b, y, [x]);
        return { y, dx };
      },
      { x: Float32Array.of(3, 1, 3, 2) },
    );
    expect(y).toEqual([3]);
    expect(dx).toEqual([0.5, 0, 0.5, 0]);
  });
});
