import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { float32, int32 } from '../program/index.ts';
import { square } from './square.ts';

describe('square', () => {
  it('keeps the type of its operand', () => {
    expect(square.infer([float32(2, 3)], {})).toEqual([float32(2, 3)]);
    expect(square.infer([int32()], {})).toEqual([int32()]);
  });
  it('takes numbers only', () => {
    expect(() => square.infer([{ dtype: 'bool', shape: [4] }], {})).toThrow(
      'square: expected x of a number type, got bool[4].',
    );
  });
  it('takes one operand', () => {
    expect(() => square.infer([float32(), float32()], {})).toThrow('square: expected 1 operands (x), got 2.');
  });
  it('gives its values', async () => {
    const { y } = await evaluate((b) => ({ y: b.one('square', [b.feed('x', float32(2))]) }), {
      x: Float32Array.of(...[-3, 0.5]),
    });
    expect(y).toEqual([9, 0.25]);
  });
});
