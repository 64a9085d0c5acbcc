import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { gradients } from '../autodiff/index.ts';
import { float32, int32 } from '../program/index.ts';
import { relu } from './relu.ts';

describe('relu', () => {
  it('keeps the type of its operand', () => {
    expect(relu.infer([float32(2, 3)], {})).toEqual([float32(2, 3)]);
  });
  it('takes floats only', () => {
    expect(() => relu.infer([int32(4)], {})).toThrow('relu: expected x of a float type, got i32[4].');
  });
  it('takes one operand', () => {
    expect(() => relu.infer([float32(), float32()], {})).toThrow('relu: expected 1 operands (x), got 2.');
  });
  it('gives its values', async () => {
    const { y } = await evaluate((b) => ({ y: b.one('relu', [b.feed('x', float32(3))]) }), {
      x: Float32Array.of(...[-1, 0, 2]),
    });
    expect(y).toEqual([0, 0, 2]);
  });
  it('has a gradient of 0 at 0', async () => {
    const { dx } = await evaluate(
      (b) => {
        const x = b.feed('x', float32(3));
        const [dx] = gradients(b, b.one('sum', [b.one('relu', [x])], { axes: [0] }), [x]);
        return { dx };
      },
      { x: Float32Array.of(-2, 0, 3) },
    );
    expect(dx).toEqual([0, 0, 1]);
  });
});
