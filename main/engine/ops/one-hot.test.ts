import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { float32, int32 } from '../program/index.ts';
import { oneHot } from './one-hot.ts';

describe('oneHot', () => {
  it('adds an axis of its depth', () => {
    expect(oneHot.infer([int32(8)], { depth: 10 })).toEqual([float32(8, 10)]);
  });
  it('takes whole labels in a list only', () => {
    expect(() => oneHot.infer([float32(8)], { depth: 10 })).toThrow(
      'oneHot: expected labels of type i32[N], got f32[8].',
    );
    expect(() => oneHot.infer([int32(8, 1)], { depth: 10 })).toThrow(
      'oneHot: expected labels of type i32[N], got i32[8,1].',
    );
  });
  it('refuses a depth of 0', () => {
    expect(() => oneHot.infer([int32(8)], { depth: 0 })).toThrow(
      'oneHot: depth should be a whole number >= 1, got 0.',
    );
  });
  it('gives rows of zeros for labels outside', async () => {
    const { y } = await evaluate((b) => ({ y: b.one('oneHot', [b.feed('x', int32(3))], { depth: 2 }) }), {
      x: Int32Array.of(1, -1, 2),
    });
    expect(y).toEqual([0, 1, 0, 0, 0, 0]);
  });
});
