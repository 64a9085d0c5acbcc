import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { float32, int32 } from '../program/index.ts';
import { softmax } from './softmax.ts';

describe('softmax', () => {
  it('keeps the type', () => {
    expect(softmax.infer([float32(14, 8)], {})).toEqual([float32(14, 8)]);
  });
  it('refuses a scalar', () => {
    expect(() => softmax.infer([float32()], {})).toThrow('softmax: expected x of rank 1 or more, got f32[].');
  });
  it('takes floats only', () => {
    expect(() => softmax.infer([int32(4)], {})).toThrow('softmax: expected x of a float type, got i32[4].');
  });
  it('stays finite for large values', async () => {
    const { y } = await evaluate((b) => ({ y: b.one('softmax', [b.feed('x', float32(2))]) }), {
      x: Float32Array.of(1000, 1000),
    });
    expect(y).toEqual([0.5, 0.5]);
  });
});
