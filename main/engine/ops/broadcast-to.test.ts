import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { float32 } from '../program/index.ts';
import { broadcastTo } from './broadcast-to.ts';

describe('broadcastTo', () => {
  it('stretches', () => {
    expect(broadcastTo.infer([float32(3, 1)], { shape: [2, 3, 4] })).toEqual([float32(2, 3, 4)]);
  });
  it('refuses a shape that x does not stretch to', () => {
    expect(() => broadcastTo.infer([float32(3)], { shape: [3, 2] })).toThrow(
      'broadcastTo: expected x of a shape that stretches to [3,2], got f32[3].',
    );
  });
  it('refuses a shape of lower rank', () => {
    expect(() => broadcastTo.infer([float32(1, 3)], { shape: [3] })).toThrow(
      'broadcastTo: expected x of a shape that stretches to [3], got f32[1,3].',
    );
  });
  it('repeats the values', async () => {
    const { y } = await evaluate(
      (b) => ({ y: b.one('broadcastTo', [b.feed('x', float32(2, 1))], { shape: [2, 2] }) }),
      { x: Float32Array.of(1, 2) },
    );
    expect(y).toEqual([1, 1, 2, 2]);
  });
});
