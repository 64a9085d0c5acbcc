import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { float32 } from '../program/index.ts';
import { depthwiseConv2d } from './depthwise-conv2d.ts';

const DILATED = { strides: [1, 1], padding: [2, 2, 2, 2], dilations: [2, 2] };

describe('depthwiseConv2d', () => {
  it('keeps the channels', () => {
    expect(depthwiseConv2d.infer([float32(2, 8, 8, 3), float32(3, 3, 3, 1)], DILATED)).toEqual([
      float32(2, 8, 8, 3),
    ]);
  });
  it('counts one kernel a channel', () => {
    expect(depthwiseConv2d.macs([float32(1, 8, 8, 3), float32(3, 3, 3, 1)], DILATED, [])).toBe(8 * 8 * 3 * 9);
  });
  it('names the kernel that does not fit', () => {
    expect(() => depthwiseConv2d.infer([float32(2, 8, 8, 3), float32(3, 3, 3, 2)], DILATED)).toThrow(
      /depthwiseConv2d: expected a kernel of shape \[kh,kw,3,1\]/,
    );
  });
  it('treats every channel by itself, at dilated distances', async () => {
    const attrs = { strides: [1, 1], padding: [0, 0, 2, 2], dilations: [1, 2] };
    const { y } = await evaluate(
      (b) => ({
        y: b.one(
          'depthwiseConv2d',
          [b.feed('x', float32(1, 1, 4, 2)), b.feed('kernel', float32(1, 3, 2, 1))],
          attrs,
        ),
      }),
      { x: Float32Array.of(1, 10, 2, 20, 3, 30, 4, 40), kernel: Float32Array.of(1, 1, 0, 0, 1, 2) },
    );
    expect(y).toEqual([3, 60, 4, 80, 1, 10, 2, 20]);
  });
});
