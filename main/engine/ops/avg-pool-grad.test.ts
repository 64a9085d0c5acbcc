import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { gradients } from '../autodiff/index.ts';
import { float32 } from '../program/index.ts';
import { avgPoolGrad } from './avg-pool-grad.ts';

const POOL = { window: [3, 3], strides: [2, 2], padding: [1, 1, 1, 1], countPadding: false };

describe('avgPoolGrad', () => {
  it('has the shape of the image', () => {
    expect(avgPoolGrad.infer([float32(1, 3, 3, 2)], { ...POOL, inputShape: [1, 6, 6, 2] })).toEqual([
      float32(1, 6, 6, 2),
    ]);
  });
  it('gives every pixel of a window its share', async () => {
    const { dx } = await evaluate(
      (b) => {
        const x = b.feed('x', float32(1, 2, 2, 1));
        const [dx] = gradients(b, b.one('sum', [b.one('avgPool', [x], POOL)], { axes: [0, 1, 2, 3] }), [x]);
        return { dx };
      },
      { x: Float32Array.of(1, 2, 3, 4) },
    );
    dx?.forEach((value) => expect(value).toBeCloseTo(1 / 4, 6));
  });
});
