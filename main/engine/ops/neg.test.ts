import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { float32, int32 } from '../program/index.ts';
import { neg } from './neg.ts';

describe('neg', () => {
  it('keeps the type of its operand', () => {
    expect(neg.infer([float32(2, 3)], {})).toEqual([float32(2, 3)]);
    expect(neg.infer([int32()], {})).toEqual([int32()]);
  });
  it('takes numbers only', () => {
    expect(() => neg.infer([{ dtype: 'bool', shape: [4] }], {})).toThrow(
      'neg: expected x of a number type, got bool[4].',
    );
  });
  it('takes one operand', () => {
    expect(() => neg.infer([float32(), float32()], {})).toThrow('neg: expected 1 operands (x), got 2.');
  });
  it('gives its values', async () => {
    const { y } = await evaluate((b) => ({ y: b.one('neg', [b.feed('x', float32(3))]) }), {
      x: Float32Array.of(...[1, 0, -2]),
    });
    expect(y).toEqual([-1, -0, 2]);
  });
});
