import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { float32, int32 } from '../program/index.ts';
import { matmul } from './matmul.ts';

describe('matmul', () => {
  it('multiplies matrices', () => {
    expect(matmul.infer([float32(2, 3), float32(3, 4)], {})).toEqual([float32(2, 4)]);
    expect(matmul.infer([float32(3, 2), float32(4, 3)], { transposeA: true, transposeB: true })).toEqual([
      float32(2, 4),
    ]);
  });
  it('refuses matrices that do not fit', () => {
    expect(() => matmul.infer([float32(2, 3), float32(4, 3)], {})).toThrow(
      'matmul: expected b with 3 rows, as many as a has columns, got f32[2,3], f32[4,3].',
    );
  });
  it('names the operand that is no matrix', () => {
    expect(() => matmul.infer([float32(2, 3), float32(3)], {})).toThrow(
      'matmul: expected b of rank 2, got f32[3].',
    );
  });
  it('takes floats only', () => {
    expect(() => matmul.infer([int32(2, 3), float32(3, 4)], {})).toThrow(
      'matmul: expected a of a float type, got i32[2,3].',
    );
  });
  it('counts multiply-accumulates', () => {
    expect(matmul.macs([float32(2, 3), float32(3, 4)], {}, [float32(2, 4)])).toEqual(24);
    expect(matmul.macs([float32(3, 2), float32(3, 5)], { transposeA: true }, [float32(2, 5)])).toEqual(30);
  });
  it('gives its values', async () => {
    const { y } = await evaluate(
      (b) => ({
        y: b.one('matmul', [b.feed('a', float32(1, 2)), b.feed('b', float32(1, 2))], { transposeB: true }),
      }),
      { a: Float32Array.of(1, 2), b: Float32Array.of(3, 4) },
    );
    expect(y).toEqual([11]);
  });
});
