import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { gradients } from '../autodiff/index.ts';
import { float32 } from '../program/index.ts';
import { maxPoolGrad } from './max-pool-grad.ts';

const POOL = { window: [3, 3], strides: [2, 2], padding: [1, 1, 1, 1] };

describe('maxPoolGrad', () => {
  it('has the shape of the image', () => {
    expect(maxPoolGrad.infer([float32(1, 4, 4, 2), float32(1, 2, 2, 2), float32(1, 2, 2, 2)], POOL)).toEqual([
      float32(1, 4, 4, 2),
    ]);
  });
  it('sends everything to the first largest pixel', async () => {
    const { dx } = await evaluate(
      (b) => {
        const x = b.feed('x', float32(1, 2, 2, 1));
        const [dx] = gradients(b, b.one('sum', [b.one('maxPool', [x], POOL)], { axes: [0, 1, 2, 3] }), [x]);
        return { dx };
      },
      { x: Float32Array.of(1, 5, 5, 2) },
    );
    expect(dx).toEqual([0, 1, 0, 0]);
  });
  it('says that it has no gradient of its own', () => {
    expect(() => maxPoolGrad.vjp({} as never, {} as never)).toThrow(/maxPoolGrad has no gradient/);
  });
});
