import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { float32 } from '../program/index.ts';
import { stridedSlice } from './strided-slice.ts';

describe('stridedSlice', () => {
  it('counts the places taken', () => {
    expect(stridedSlice.infer([float32(2, 5)], { begin: [0, 1], end: [2, 5], strides: [1, 2] })).toEqual([
      float32(2, 2),
    ]);
    expect(stridedSlice.infer([float32(5)], { begin: [0], end: [5], strides: [2] })).toEqual([float32(3)]);
  });
  it('refuses an end outside of x', () => {
    expect(() => stridedSlice.infer([float32(5)], { begin: [0], end: [6], strides: [1] })).toThrow(
      'stridedSlice: along axis 0, begin 0 and end 6 should lie in order inside [5].',
    );
  });
  it('refuses an end that is not after the begin', () => {
    expect(() => stridedSlice.infer([float32(5)], { begin: [3], end: [3], strides: [1] })).toThrow(
      'stridedSlice: along axis 0, begin 3 and end 3 should lie in order inside [5].',
    );
  });
  it('refuses a stride of 0', () => {
    expect(() => stridedSlice.infer([float32(5)], { begin: [0], end: [5], strides: [0] })).toThrow(
      'stridedSlice: strides should be 1 whole numbers >= 1, got 0.',
    );
  });
  it('takes the values', async () => {
    const { y } = await evaluate(
      (b) => ({
        y: b.one('stridedSlice', [b.feed('x', float32(6))], { begin: [1], end: [6], strides: [2] }),
      }),
      { x: Float32Array.of(0, 1, 2, 3, 4, 5) },
    );
    expect(y).toEqual([1, 3, 5]);
  });
});
