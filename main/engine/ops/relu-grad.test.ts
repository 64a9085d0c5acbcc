import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { float32, int32 } from '../program/index.ts';
import { reluGrad } from './relu-grad.ts';

describe('reluGrad', () => {
  it('gives the type of x', () => {
    expect(reluGrad.infer([float32(2), float32(2)], {})).toEqual([float32(2)]);
  });
  it('refuses a gradient of another type', () => {
    expect(() => reluGrad.infer([float32(3), float32(2)], {})).toThrow(
      'reluGrad: expected dy of the type of x, got f32[3], f32[2].',
    );
  });
  it('takes floats only', () => {
    expect(() => reluGrad.infer([int32(2), int32(2)], {})).toThrow(
      'reluGrad: expected x of a float type, got i32[2].',
    );
  });
  it('lets the gradient pass where x is above 0', async () => {
    const { dx } = await evaluate(
      (b) => ({ dx: b.one('reluGrad', [b.feed('dy', float32(3)), b.feed('x', float32(3))]) }),
      { dy: Float32Array.of(5, 6, 7), x: Float32Array.of(-1, 0, 1) },
    );
    expect(dx).toEqual([0, 0, 7]);
  });
});
