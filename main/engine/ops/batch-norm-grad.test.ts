import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { gradients } from '../autodiff/index.ts';
import { float32 } from '../program/index.ts';
import { batchNormGrad } from './batch-norm-grad.ts';

describe('batchNormGrad', () => {
  it('has the types of x, scale and offset', () => {
    const types = [float32(2, 1, 1, 3), float32(2, 1, 1, 3), float32(3), float32(3), float32(3), float32(0)];
    expect(batchNormGrad.infer(types, { epsilon: 1e-5 })).toEqual([
      float32(2, 1, 1, 3),
      float32(3),
      float32(3),
    ]);
  });
  it('takes a reduced image and its gradient, and nothing else reduced', () => {
    const image = { dtype: 'float16', shape: [2, 1, 1, 3] } as const;
    const rest = [float32(3), float32(3), float32(3), float32(0)];
    expect(batchNormGrad.infer([image, image, ...rest], { epsilon: 1e-5 })).toEqual([
      image,
      float32(3),
      float32(3),
    ]);
    const wide = float32(2, 1, 1, 3);
    expect(() => batchNormGrad.infer([wide, image, ...rest], { epsilon: 1e-5 })).toThrow(
      /batchNormGrad: expected operands of one element type/,
    );
  });
  it('is zero for a constant gradient, which the mean takes away', async () => {
    const { dx, dscale, doffset } = await evaluate(
      (b) => {
        const x = b.feed('x', float32(4, 1, 1, 1));
        const scale = b.fill(2, float32(1));
        const offset = b.fill(0, float32(1));
        const [y = x] = b.all('batchNorm', [x, scale, offset], { epsilon: 1e-5 });
        const [dx, dscale, doffset] = gradients(b, b.one('sum', [y], { axes: [0, 1, 2, 3] }), [
          x,
          scale,
          offset,
        ]);
        return { dx, dscale, doffset };
      },
      { x: Float32Array.of(1, 3, 5, 8) },
    );
    dx?.forEach((value) => expect(value).toBeCloseTo(0, 5));
    expect(dscale?.[0]).toBeCloseTo(0, 5);
    expect(doffset?.[0]).toBeCloseTo(4, 5);
  });
  it('says that it has no gradient of its own', () => {
    expect(() => batchNormGrad.vjp({} as never, {} as never)).toThrow(/batchNormGrad has no gradient/);
  });
});
