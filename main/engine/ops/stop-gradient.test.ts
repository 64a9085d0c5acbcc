import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { gradients } from '../autodiff/index.ts';
import { float32, int32 } from '../program/index.ts';
import { stopGradient } from './stop-gradient.ts';

describe('stopGradient', () => {
  it('keeps the type of its operand', () => {
    expect(stopGradient.infer([float32(2, 3)], {})).toEqual([float32(2, 3)]);
  });
  it('takes floats only', () => {
    expect(() => stopGradient.infer([int32(4)], {})).toThrow(
      'stopGradient: expected x of a float type, got i32[4].',
    );
  });
  it('takes one operand', () => {
    expect(() => stopGradient.infer([float32(), float32()], {})).toThrow(
      'stopGradient: expected 1 operands (x), got 2.',
    );
  });
  it('gives its operand', async () => {
    const { y } = await evaluate((b) => ({ y: b.one('stopGradient', [b.feed('x', float32(3))]) }), {
      x: Float32Array.of(-1.5, 0, 2),
    });
    expect(y).toEqual([-1.5, 0, 2]);
  });
  it('lets no gradient through, and leaves that of other ways', async () => {
    const { dx } = await evaluate(
      (b) => {
        const x = b.feed('x', float32());
        const [dx] = gradients(b, b.one('mul', [x, b.one('stopGradient', [x])]), [x]);
        return { dx };
      },
      { x: Float32Array.of(3) },
    );
    // Of x times a constant x, not of its square.
    expect(dx).toEqual([3]);
  });
});
