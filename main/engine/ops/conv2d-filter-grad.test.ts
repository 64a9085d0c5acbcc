import { describe, expect, it } from 'vitest';
import { float32 } from '../program/index.ts';
import { conv2dFilterGrad } from './conv2d-filter-grad.ts';

const ATTRS = { strides: [2, 2], padding: [1, 1, 1, 1], dilations: [1, 1], kernelShape: [3, 3, 3, 4] };

describe('conv2dFilterGrad', () => {
  it('has the shape of the kernel', () => {
    expect(conv2dFilterGrad.infer([float32(1, 6, 6, 3), float32(1, 3, 3, 4)], ATTRS)).toEqual([
      float32(3, 3, 3, 4),
    ]);
  });
  it('costs what the convolution costs', () => {
    expect(conv2dFilterGrad.macs([float32(1, 6, 6, 3), float32(1, 3, 3, 4)], ATTRS, [])).toBe(972);
  });
  it('names the operand that is no image', () => {
    expect(() => conv2dFilterGrad.infer([float32(1, 6, 6, 3), float32(3, 3)], ATTRS)).toThrow(
      /conv2dFilterGrad: expected dy of rank 4/,
    );
  });
});
