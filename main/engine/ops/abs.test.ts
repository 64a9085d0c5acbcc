import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { gradients } from '../autodiff/index.ts';
import { float32, int32 } from '../program/index.ts';
import { abs } from './abs.ts';

describe('abs', () => {
  it('keeps the type of its operand', () => {
    expect(abs.infer([float32(2, 3)], {})).toEqual([float32(2, 3)]);
    expect(abs.infer([int32()], {})).toEqual([int32()]);
  });
  it('takes numbers only', () => {
    expect(() => abs.infer([{ dtype: 'bool', shape: [4] }], {})).toThrow(
      'abs: expected x of a number type, got bool[4].',
    );
  });
  it('takes one operand', () => {
    expect(() => abs.infer([float32(), float32()], {})).toThrow('abs: expected 1 operands (x), got 2.');
  });
  it('gives its values', async () => {
    const { y } = await evaluate((b) => ({ y: b.one('abs', [b.feed('x', float32(3))]) }), {
      x: Float32Array.of(...[-3, 0, 2]),
    });
    expect(y).toEqual([3, 0, 2]);
  });
  it('has a gradient of 0 at 0', async () => {
    const { dx } = await evaluate(
      (b) => {
        const x = b.feed('x', float32(3));
        const [dx] = gradients(b, b.one('sum', [b.one('abs', [x])], { axes: [0] }), [x]);
        return { dx };
      },
      { x: Float32Array.of(-2, 0, 3) },
    );
    expect(dx).toEqual([-1, 0, 1]);
  });
});
