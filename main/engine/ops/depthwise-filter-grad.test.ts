import { describe, expect, it } from 'vitest';
import { float32 } from '../program/index.ts';
import { depthwiseFilterGrad } from './depthwise-filter-grad.ts';

const ATTRS = { strides: [2, 2], padding: [1, 1, 1, 1], dilations: [1, 1], kernelShape: [3, 3, 3, 1] };

describe('depthwiseFilterGrad', () => {
  it('has the shape of the kernel', () => {
    expect(depthwiseFilterGrad.infer([float32(1, 6, 6, 3), float32(1, 3, 3, 3)], ATTRS)).toEqual([
      float32(3, 3, 3, 1),
    ]);
  });
  it('costs what the convolution costs', () => {
    expect(depthwiseFilterGrad.macs([float32(1, 6, 6, 3), float32(1, 3, 3, 3)], ATTRS, [])).toBe(243);
  });
  it('names the operand that is no image', () => {
    expect(() => depthwiseFilterGrad.infer([float32(1, 6, 6, 3), float32(3, 3)], ATTRS)).toThrow(
      /depthwiseFilterGrad: expected dy of rank 4/,
    );
  });
});
