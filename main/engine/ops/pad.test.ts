import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { float32 } from '../program/index.ts';
import { pad } from './pad.ts';

describe('pad', () => {
  it('grows each axis', () => {
    expect(pad.infer([float32(2, 3)], { before: [0, 1], after: [2, 0] })).toEqual([float32(4, 4)]);
  });
  it('refuses lists of another length', () => {
    expect(() => pad.infer([float32(2, 3)], { before: [0], after: [2, 0] })).toThrow(
      'pad: before should be 2 whole numbers >= 0, got 0.',
    );
  });
  it('refuses negative counts', () => {
    expect(() => pad.infer([float32(2)], { before: [0], after: [-1] })).toThrow(
      'pad: after should be 1 whole numbers >= 0, got -1.',
    );
  });
  it('refuses a scalar', () => {
    expect(() => pad.infer([float32()], { before: [], after: [] })).toThrow(
      'pad: expected x of rank 1 or more, got f32[].',
    );
  });
  it('puts zeros around the values', async () => {
    const { y } = await evaluate(
      (b) => ({ y: b.one('pad', [b.feed('x', float32(2))], { before: [1], after: [2] }) }),
      { x: Float32Array.of(5, 6) },
    );
    expect(y).toEqual([0, 5, 6, 0, 0]);
  });
});
