import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { gradients } from '../autodiff/index.ts';
import { float32, int32 } from '../program/index.ts';
import { maximum } from './maximum.ts';

describe('maximum', () => {
  it('broadcasts', () => {
    expect(maximum.infer([float32(2, 1, 3), float32(4, 1)], {})).toEqual([float32(2, 4, 3)]);
    expect(maximum.infer([float32(), float32(5)], {})).toEqual([float32(5)]);
  });
  it('refuses shapes that do not broadcast', () => {
    expect(() => maximum.infer([float32(2, 3), float32(2)], {})).toThrow(
      'maximum: expected shapes that broadcast, got f32[2,3], f32[2].',
    );
  });
  it('refuses different element types', () => {
    expect(() => maximum.infer([float32(2), int32(2)], {})).toThrow(
      'maximum: expected operands of one element type, got f32[2], i32[2].',
    );
  });
  it('takes numbers only', () => {
    expect(() => maximum.infer([float32(2), { dtype: 'bool', shape: [2] }], {})).toThrow(
      'maximum: expected b of a number type, got bool[2].',
    );
  });
  it('takes two operands', () => {
    expect(() => maximum.infer([float32()], {})).toThrow('maximum: expected 2 operands (a, b), got 1.');
  });
  it('gives its values', async () => {
    const { z } = await evaluate(
      (b) => ({ z: b.one('maximum', [b.feed('x', float32(2)), b.feed('y', float32(2))]) }),
      { x: Float32Array.of(1, 2), y: Float32Array.of(0.5, 3) },
    );
    expect(z).toEqual([1, 3]);
  });
  it('gives each half of the gradient where the two are equal', async () => {
    const { dx, dy } = await evaluate(
      (b) => {
        const [x, y] = [b.feed('x', float32(3)), b.feed('y', float32(3))];
        const [dx, dy] = gradients(b, b.one('sum', [b.one('maximum', [x, y])], { axes: [0] }), [x, y]);
        return { dx, dy };
      },
      { x: Float32Array.of(1, 2, 3), y: Float32Array.of(2, 2, 2) },
    );
    expect(dx).toEqual([0, 0.5, 1]);
    expect(dy).toEqual([1, 0.5, 0]);
  });
});
