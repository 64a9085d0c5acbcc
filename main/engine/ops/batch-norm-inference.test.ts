import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { gradients } from '../autodiff/index.ts';
import { Builder, float32, verifyProgram } from '../program/index.ts';
import { batchNormInference } from './batch-norm-inference.ts';
import { OPS } from './registry.ts';

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
  it('has gradients of the types of its operands where the image is reduced', () => {
    const b = new Builder(OPS);
    const x = b.feed('x', { dtype: 'bfloat16', shape: [2, 1, 1, 3] });
    const channels = ['s', 'o', 'm', 'v'].map((name) => b.feed(name, float32(3)));
    const y = b.one('batchNormInference', [x, ...channels], { epsilon: 1e-5 });
    const loss = b.one('sum', [y], { axes: [0, 1, 2, 3] });
    const found = gradients(b, loss, [x, ...channels.slice(0, 2)]);
    verifyProgram(b.build('p', { fetches: Object.fromEntries(found.map((v, i) => [`d${i}`, v])) }), OPS);
    expect(found.map((v) => v.type.dtype)).toEqual(['bfloat16', 'float32', 'float32']);
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
