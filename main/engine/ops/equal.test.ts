import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { float32, int32 } from '../program/index.ts';
import { equal } from './equal.ts';

describe('equal', () => {
  it('gives truth values of the common shape', () => {
    expect(equal.infer([int32(2, 1), int32(3)], {})).toEqual([{ dtype: 'bool', shape: [2, 3] }]);
  });
  it('refuses shapes that do not broadcast', () => {
    expect(() => equal.infer([float32(2, 3), float32(2)], {})).toThrow(
      'equal: expected shapes that broadcast, got f32[2,3], f32[2].',
    );
  });
  it('refuses different element types', () => {
    expect(() => equal.infer([float32(2), int32(2)], {})).toThrow(
      'equal: expected operands of one element type, got f32[2], i32[2].',
    );
  });
  it('compares truth values, too', () => {
    expect(
      equal.infer(
        [
          { dtype: 'bool', shape: [2] },
          { dtype: 'bool', shape: [2] },
        ],
        {},
      ),
    ).toEqual([{ dtype: 'bool', shape: [2] }]);
  });
  it('gives its values', async () => {
    const { z } = await evaluate(
      (b) => ({ z: b.one('equal', [b.feed('x', float32(2)), b.feed('y', float32(2))]) }),
      { x: Float32Array.of(1, 2), y: Float32Array.of(1, 3) },
    );
    expect(z).toEqual([1, 0]);
  });
});
