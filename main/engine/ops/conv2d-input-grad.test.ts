import { describe, expect, it } from 'vitest';
import { float32 } from '../program/index.ts';
import { conv2dInputGrad } from './conv2d-input-grad.ts';

const ATTRS = { strides: [2, 2], padding: [1, 1, 1, 1], dilations: [1, 1], inputShape: [1, 6, 6, 3] };

describe('conv2dInputGrad', () => {
  it('has the shape of the image', () => {
    expect(conv2dInputGrad.infer([float32(1, 3, 3, 4), float32(3, 3, 3, 4)], ATTRS)).toEqual([
      float32(1, 6, 6, 3),
    ]);
  });
  it('costs what the convolution costs', () => {
    expect(conv2dInputGrad.macs([float32(1, 3, 3, 4), float32(3, 3, 3, 4)], ATTRS, [])).toBe(972);
  });
  it('refuses a shape that is none', () => {
    expect(() =>
      conv2dInputGrad.infer([float32(1, 3, 3, 4), float32(3, 3, 3, 4)], { ...ATTRS, inputShape: [6, 6] }),
    ).toThrow(/conv2dInputGrad: inputShape should be 4 whole numbers/);
    expect(() => conv2dInputGrad.infer([float32(1, 3, 3, 4)], ATTRS)).toThrow(
      /conv2dInputGrad: expected 2 operands \(dy, kernel\), got 1/,
    );
  });
});
