import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { float32, int32 } from '../program/index.ts';
import { greaterEqual } from './greater-equal.ts';

describe('greaterEqual', () => {
  it('gives truth values of the common shape', () => {
    expect(greaterEqual.infer([int32(2, 1), int32(3)], {})).toEqual([{ dtype: 'bool', shape: [2, 3] }]);
  });
  it('refuses shapes that do not broadcast', () => {
    expect(() => greaterEqual.infer([float32(2, 3), float32(2)], {})).toThrow(
      'greaterEqual: expected shapes that broadcast, got f32[2,3], f32[2].',
    );
  });
  it('refuses different element types', () => {
    expect(() => greaterEqual.infer([float32(2), int32(2)], {})).toThrow(
      'greaterEqual: expected operands of one element type, got f32[2], i32[2].',
    );
  });
  it('takes numbers only', () => {
    expect(() =>
      greaterEqual.infer(
        [
          { dtype: 'bool', shape: [2] },
          { dtype: 'bool', shape: [2] },
        ],
        {},
      ),
    ).toThrow('greaterEqual: expected a of a number type, got bool[2].');
  });
  it('gives its values', async () => {
    const { z } = await evaluate(
      (b) => ({ z: b.one('greaterEqual', [b.feed('x', float32(3)), b.feed('y', float32(3))]) }),
      { x: Float32Array.of(1, 2, 4), y: Float32Array.of(1, 3, 3) },
    );
    expect(z).toEqual([1, 0, 1]);
  });
});
