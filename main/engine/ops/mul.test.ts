import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { float32, int32 } from '../program/index.ts';
import { mul } from './mul.ts';

describe('mul', () => {
  it('broadcasts', () => {
    expect(mul.infer([float32(2, 1, 3), float32(4, 1)], {})).toEqual([float32(2, 4, 3)]);
    expect(mul.infer([float32(), float32(5)], {})).toEqual([float32(5)]);
  });
  it('refuses shapes that do not broadcast', () => {
    expect(() => mul.infer([float32(2, 3), float32(2)], {})).toThrow(
      'mul: expected shapes that broadcast, got f32[2,3], f32[2].',
    );
  });
  it('refuses different element types', () => {
    expect(() => mul.infer([float32(2), int32(2)], {})).toThrow(
      'mul: expected operands of one element type, got f32[2], i32[2].',
    );
  });
  it('takes numbers only', () => {
    expect(() => mul.infer([float32(2), { dtype: 'bool', shape: [2] }], {})).toThrow(
      'mul: expected b of a number type, got bool[2].',
    );
  });
  it('takes two operands', () => {
    expect(() => mul.infer([float32()], {})).toThrow('mul: expected 2 operands (a, b), got 1.');
  });
  it('gives its values', async () => {
    const { z } = await evaluate(
      (b) => ({ z: b.one('mul', [b.feed('x', float32(2)), b.feed('y', float32(2))]) }),
      { x: Float32Array.of(1, 2), y: Float32Array.of(0.5, -2) },
    );
    expect(z).toEqual([0.5, -4]);
  });
});
