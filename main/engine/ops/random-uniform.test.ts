import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { float32, int32 } from '../program/index.ts';
import { randomUniform } from './random-uniform.ts';

describe('randomUniform', () => {
  it('gives floats of its shape', () => {
    expect(randomUniform.infer([int32(2)], { shape: [4, 1] })).toEqual([float32(4, 1)]);
  });
  it('refuses a seed that is not two whole numbers', () => {
    expect(() => randomUniform.infer([int32(3)], { shape: [4] })).toThrow(
      'randomUniform: expected a seed of type i32[2], got i32[3].',
    );
    expect(() => randomUniform.infer([float32(2)], { shape: [4] })).toThrow(
      'randomUniform: expected a seed of type i32[2], got f32[2].',
    );
  });
  it('refuses extents that are not whole numbers', () => {
    expect(() => randomUniform.infer([int32(2)], { shape: [0] })).toThrow(
      'randomUniform: shape should be whole numbers >= 1, got 0.',
    );
  });
  it('is a function of its seed', async () => {
    const draw = async (seed: Int32Array) => {
      const { y } = await evaluate(
        (b) => ({ y: b.one('randomUniform', [b.feed('seed', int32(2))], { shape: [1000] }) }),
        { seed },
      );
      return y ?? [];
    };
    const first = await draw(Int32Array.of(1, 2));
    expect(await draw(Int32Array.of(1, 2))).toEqual(first);
    expect(await draw(Int32Array.of(1, 3))).not.toEqual(first);
    expect(first.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(first.reduce((sum, value) => sum + value, 0) / first.length).toBeCloseTo(0.5, 1);
  });
});
