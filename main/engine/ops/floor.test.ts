import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { gradients } from '../autodiff/index.ts';
import { float32, int32 } from '../program/index.ts';
import { floor } from './floor.ts';

describe('floor', () => {
  it('keeps the type of its operand', () => {
    expect(floor.infer([float32(2, 3)], {})).toEqual([float32(2, 3)]);
  });
  it('takes floats only', () => {
    expect(() => floor.infer([int32(4)], {})).toThrow('floor: expected x of a float type, got i32[4].');
  });
  it('takes one operand', () => {
    expect(() => floor.infer([float32(), float32()], {})).toThrow('floor: expected 1 operands (x), got 2.');
  });
  it('gives its values', async () => {
    const { y } = await evaluate((b) => ({ y: b.one('floor', [b.feed('x', float32(3))]) }), {
      x: Float32Array.of(...[-1.5, 0.5, 2]),
    });
    expect(y).toEqual([-2, 0, 2]);
  });
  it('has no gradient', async () => {
    const { dx } = await evaluate(
      (b) => {
        const x = b.feed('x', float32());
        const [dx] = gradients(b, b.one('floor', [x]), [x]);
        return { dx };
      },
      { x: Float32Array.of(0.5) },
    );
    expect(dx).toEqual([0]);
  });
});
