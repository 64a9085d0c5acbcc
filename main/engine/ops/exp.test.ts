import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { float32, int32 } from '../program/index.ts';
import { exp } from './exp.ts';

describe('exp', () => {
  it('keeps the type of its operand', () => {
    expect(exp.infer([float32(2, 3)], {})).toEqual([float32(2, 3)]);
  });
  it('takes floats only', () => {
    expect(() => exp.infer([int32(4)], {})).toThrow('exp: expected x of a float type, got i32[4].');
  });
  it('takes one operand', () => {
    expect(() => exp.infer([float32(), float32()], {})).toThrow('exp: expected 1 operands (x), got 2.');
  });
  it('gives its values', async () => {
    const { y } = await evaluate((b) => ({ y: b.one('exp', [b.feed('x', float32(2))]) }), {
      x: Float32Array.of(...[0, 1]),
    });
    expect(y).toEqual([1, Math.fround(Math.E)]);
  });
});
