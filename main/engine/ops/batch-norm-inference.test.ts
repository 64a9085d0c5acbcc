import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { float32 } from '../program/index.ts';
import { batchNormInference } from './batch-norm-inference.ts';

describe('batchNormInference', () => {
  it('keeps the type and wants four values a channel', () => {
    const channels = [float32(3), float32(3), float32(3), float32(3)];
    expect(batchNormInference.infer([float32(2, 4, 4, 3), ...channels], { epsilon: 1e-5 })).toEqual([
      float32(2, 4, 4, 3),
    ]);
    expect(() => batchNormInference.infer([float32(2, 4, 4, 2), ...channels], { epsilon: 1e-5 })).toThrow(
      /expected scale, offset, mean and variance of shape \[2\]/,
    );
  });
  it('normalizes by the statistics that it is given', async () => {
    const { y } = await evaluate(
      (b) => {
        const given = [3, 1, 4, 25].map((value) => b.fill(value, float32(1)));
        return {
          y: b.one('batchNormInference', [b.feed('x', float32(2, 1, 1, 1)), ...given], { epsilon: 1e-12 }),
        };
      },
      { x: Float32Array.of(4, 14) },
    );
    expect(y?.[0]).toBeCloseTo(1, 5);
    expect(y?.[1]).toBeCloseTo(7, 5);
  });
});
