import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { float32, int32 } from '../program/index.ts';
import { sigmoid } from './sigmoid.ts';

describe('sigmoid', () => {
  it('keeps the type of its operand', () => {
    expect(sigmoid.infer([float32(2, 3)], {})).toEqual([float32(2, 3)]);
  });
  it('takes floats only', () => {
    expect(() => sigmoid.infer([int32(4)], {})).toThrow('sigmoid: expected x of a float type, got i32[4].');
  });
  it('takes one operand', () => {
    expect(() => sigmoid.infer([float32(), float32()], {})).toThrow(
      'sigmoid: expected 1 operands (x), got 2.',
    );
  });
  it('gives its values', async () => {
    const { y } = await evaluate((b) => ({ y: b.one('sigmoid', [b.feed('x', float32(1))]) }), {
      x: Float32Array.of(...[0]),
    });
    expect(y).toEqual([0.5]);
  });
});
