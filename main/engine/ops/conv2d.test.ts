import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { float32 } from '../program/index.ts';
import type { TensorType } from '../program/index.ts';
import { conv2d } from './conv2d.ts';

const SAME = { strides: [1, 1], padding: [1, 1, 1, 1], dilations: [1, 1] };

describe('conv2d', () => {
  it('has the size that padding, stride and dilation give', () => {
    const types = [float32(2, 8, 6, 3), float32(3, 3, 3, 5)];
    expect(conv2d.infer(types, SAME)).toEqual([float32(2, 8, 6, 5)]);
    expect(conv2d.infer(types, { ...SAME, strides: [2, 2] })).toEqual([float32(2, 4, 3, 5)]);
    expect(conv2d.infer(types, { ...SAME, dilations: [2, 2] })).toEqual([float32(2, 6, 4, 5)]);
  });
  it('counts kernel times result', () => {
    expect(conv2d.macs([float32(1, 8, 8, 3), float32(3, 3, 3, 5)], SAME, [])).toBe(8 * 8 * 5 * 9 * 3);
  });
  it('names the operand that does not fit', () => {
    expect(() => conv2d.infer([float32(2, 8, 8, 3), float32(3, 3, 4, 5)], SAME)).toThrow(
      /conv2d: expected a kernel of input depth 3/,
    );
    expect(() => conv2d.infer([float32(8, 8, 3), float32(3, 3, 3, 5)], SAME)).toThrow(
      /conv2d: expected x of rank 4/,
    );
    expect(() => conv2d.infer([float32(1, 2, 2, 3), float32(7, 7, 3, 5)], SAME)).toThrow(
      /at least as large as the window of 7/,
    );
    expect(() =>
      conv2d.infer([float32(1, 8, 8, 3), float32(3, 3, 3, 5)], { ...SAME, strides: [0, 1] }),
    ).toThrow(/conv2d: strides should be 2 whole numbers >= 1/);
  });
  it('computes in one element type', () => {
    const half = (type: TensorType): TensorType => ({ ...type, dtype: 'float16' });
    const [x, kernel] = [float32(2, 8, 8, 3), float32(3, 3, 3, 5)];
    expect(conv2d.infer([half(x), half(kernel)], SAME)).toEqual([half(float32(2, 8, 8, 5))]);
    expect(() => conv2d.infer([half(x), kernel], SAME)).toThrow(
      /conv2d: expected operands of one element type, got f16\[2,8,8,3\], f32/,
    );
  });
  it('is a cross-correlation', async () => {
    const { y } = await evaluate(
      (b) => ({
        y: b.one('conv2d', [b.feed('x', float32(1, 1, 3, 1)), b.feed('kernel', float32(1, 3, 1, 1))], {
          ...SAME,
          padding: [0, 0, 1, 1],
        }),
      }),
      { x: Float32Array.of(1, 2, 3), kernel: Float32Array.of(1, 10, 100) },
    );
    expect(y).toEqual([210, 321, 32]);
  });
});
