import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { float32, int32 } from '../program/index.ts';
import { select } from './select.ts';

describe('select', () => {
  it('gives the type of its two branches', () => {
    expect(select.infer([{ dtype: 'bool', shape: [2] }, int32(2), int32(2)], {})).toEqual([int32(2)]);
  });
  it('refuses a condition that is no truth value', () => {
    expect(() => select.infer([int32(2), float32(2), float32(2)], {})).toThrow(
      'select: expected a condition of truth values, got i32[2], f32[2], f32[2].',
    );
  });
  it('refuses branches of different types', () => {
    expect(() => select.infer([{ dtype: 'bool', shape: [2] }, float32(2), int32(2)], {})).toThrow(
      'select: expected a and b of one type, got bool[2], f32[2], i32[2].',
    );
  });
  it('refuses a condition of another shape', () => {
    expect(() => select.infer([{ dtype: 'bool', shape: [2] }, float32(3), float32(3)], {})).toThrow(
      'select: expected a condition of the shape of a and b, or a scalar, got bool[2], f32[3], f32[3].',
    );
  });
  it('takes all from one or the other by a scalar condition', async () => {
    const { y } = await evaluate(
      (b) => ({
        y: b.one('select', [
          b.feed('c', { dtype: 'bool', shape: [] }),
          b.feed('x', float32(2)),
          b.feed('z', float32(2)),
        ]),
      }),
      { c: Uint8Array.of(0), x: Float32Array.of(1, NaN), z: Float32Array.of(3, 4) },
    );
    expect(y).toEqual([3, 4]);
  });
  it('takes from one or the other', async () => {
    const { y } = await evaluate(
      (b) => ({
        y: b.one('select', [
          b.feed('c', { dtype: 'bool', shape: [2] }),
          b.feed('x', float32(2)),
          b.feed('z', float32(2)),
        ]),
      }),
      { c: Uint8Array.of(1, 0), x: Float32Array.of(1, 2), z: Float32Array.of(3, 4) },
    );
    expect(y).toEqual([1, 4]);
  });
});
