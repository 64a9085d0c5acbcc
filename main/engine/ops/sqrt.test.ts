import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { float32, int32 } from '../program/index.ts';
import { sqrt } from './sqrt.ts';

describe('sqrt', () => {
  it('keeps the type of its operand', () => {
    expect(sqrt.infer([float32(2, 3)], {})).toEqual([float32(2, 3)]);
  });
  it('takes floats only', () => {
    expect(() => sqrt.infer([int32(4)], {})).toThrow('sqrt: expected x of a float type, got i32[4].');
  });
  it('takes one operand', () => {
    expect(() => sqrt.infer([float32(), float32()], {})).toThrow('sqrt: expected 1 operands (x), got 2.');
  });
  it('gives its values', async () => {
    const { y } = await evaluate((b) => ({ y: b.one('sqrt', [b.feed('x', float32(2))]) }), {
      x: Float32Array.of(...[4, 0.25]),
    });
    expect(y).toEqual([2, 0.5]);
  });
});
