import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { float32, int32 } from '../program/index.ts';
import { div } from './div.ts';

describe('div', () => {
  it('broadcasts', () => {
    expect(div.infer([float32(2, 1, 3), float32(4, 1)], {})).toEqual([float32(2, 4, 3)]);
    expect(div.infer([float32(), float32(5)], {})).toEqual([float32(5)]);
  });
  it('refuses shapes that do not broadcast', () => {
    expect(() => div.infer([float32(2, 3), float32(2)], {})).toThrow(
      'div: expected shapes that broadcast, got f32[2,3], f32[2].',
    );
  });
  it('takes floats only', () => {
    expect(() => div.infer([int32(2), int32(2)], {})).toThrow('div: expected a of a float type, got i32[2].');
  });
  it('takes two operands', () => {
    expect(() => div.infer([float32()], {})).toThrow('div: expected 2 operands (a, b), got 1.');
  });
  it('gives its values', async () => {
    const { z } = await evaluate(
      (b) => ({ z: b.one('div', [b.feed('x', float32(2)), b.feed('y', float32(2))]) }),
      { x: Float32Array.of(1, 2), y: Float32Array.of(0.5, -2) },
    );
    expect(z).toEqual([2, -1]);
  });
});
