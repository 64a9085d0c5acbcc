import { describe, expect, it } from 'vitest';
import { float32 } from '../program/index.ts';
import { depthwiseInputGrad } from './depthwise-input-grad.ts';

const ATTRS = { strides: [2, 2], padding: [1, 1, 1, 1], dilations: [1, 1], inputShape: [1, 6, 6, 3] };

describe('depthwiseInputGrad', () => {
  it('has the shape of the image', () => {
    expect(depthwiseInputGrad.infer([float32(1, 3, 3, 3), float32(3, 3, 3, 1)], ATTRS)).toEqual([
      float32(1, 6, 6, 3),
    ]);
  });
  it('costs what the convolution costs', () => {
    expect(depthwiseInputGrad.macs([float32(1, 3, 3, 3), float32(3, 3, 3, 1)], ATTRS, [])).toBe(243);
  });
  it('refuses a shape that is none', () => {
    expect(() =>
      depthwiseInputGrad.infer([float32(1, 3, 3, 3), float32(3, 3, 3, 1)], { ...ATTRS, inputShape: [6, 6] }),
    ).toThrow(/depthwiseInputGrad: inputShape should be 4 whole numbers/);
    expect(() => depthwiseInputGrad.infer([float32(1, 3, 3, 3)], ATTRS)).toThrow(
      /depthwiseInputGrad: expected 2 operands \(dy, kernel\), got 1/,
    );
  });
});
