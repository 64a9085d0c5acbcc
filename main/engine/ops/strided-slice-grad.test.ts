import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { float32 } from '../program/index.ts';
import { stridedSliceGrad } from './strided-slice-grad.ts';

describe('stridedSliceGrad', () => {
  it('gives the shape of what was sliced', () => {
    expect(stridedSliceGrad.infer([float32(2)], { begin: [1], end: [5], strides: [2], shape: [5] })).toEqual([
      float32(5),
    ]);
  });
  it('refuses a gradient of another shape', () => {
    expect(() =>
      stridedSliceGrad.infer([float32(3)], { begin: [1], end: [5], strides: [2], shape: [5] }),
    ).toThrow('stridedSliceGrad: expected dy of shape [2], got f32[3].');
  });
  it('puts the gradient in place', async () => {
    const { dx } = await evaluate(
      (b) => ({
        dx: b.one('stridedSliceGrad', [b.feed('dy', float32(1, 2, 1))], {
          begin: [0, 1, 0],
          end: [1, 6, 1],
          strides: [1, 3, 1],
          shape: [1, 7, 2],
        }),
      }),
      { dy: Float32Array.of(8, 9) },
    );
    expect(dx).toEqual([0, 0, 8, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0]);
  });
});
