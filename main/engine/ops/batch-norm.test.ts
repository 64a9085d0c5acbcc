import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { GraphRecorder } from '../../../test/support/graph-recorder.ts';
import { float32 } from '../program/index.ts';
import { batchNorm } from './batch-norm.ts';

describe('batchNorm', () => {
  it('gives the image and statistics of each channel', () => {
    const types = batchNorm.infer([float32(2, 4, 4, 3), float32(3), float32(3)], { epsilon: 1e-5 });
    expect(types.slice(0, 3)).toEqual([float32(2, 4, 4, 3), float32(3), float32(3)]);
  });
  it('names what does not fit', () => {
    expect(() => batchNorm.infer([float32(2, 4, 4, 3), float32(3), float32(4)], { epsilon: 1e-5 })).toThrow(
      /batchNorm: expected scale and offset of shape \[3\]/,
    );
    expect(() => batchNorm.infer([float32(2, 4, 4, 3), float32(3), float32(3)], { epsilon: 0 })).toThrow(
      /batchNorm: epsilon should be above 0, got 0/,
    );
  });
  it('takes a reduced image, with all else in float32', () => {
    const image = { dtype: 'bfloat16', shape: [2, 4, 4, 3] } as const;
    const types = batchNorm.infer([image, float32(3), float32(3)], { epsilon: 1e-5 });
    expect(types.map(({ dtype }) => dtype)).toEqual([
      'bfloat16',
      ...Array.from({ length: 5 }, () => 'float32'),
    ]);
    const scale = { dtype: 'bfloat16', shape: [3] } as const;
    expect(() => batchNorm.infer([image, scale, float32(3)], { epsilon: 1e-5 })).toThrow(
      /scale and offset of shape \[3\] in float32/,
    );
    const g = new GraphRecorder();
    batchNorm.toGraph(g, {
      inputs: ['x', 's', 'o'],
      inputTypes: [image, float32(3), float32(3)],
      outputTypes: types,
      dtype: 'bfloat16',
      attrs: { epsilon: 1e-5 },
    });
    expect(g.nodes[0]?.attrs).toMatchObject({ T: { type: 'bfloat16' }, U: { type: 'float32' } });
  });
  it('normalizes by the biased variance and reports the unbiased one', async () => {
    const { y, mean, variance } = await evaluate(
      (b) => {
        const operands = [b.feed('x', float32(4, 1, 1, 1)), b.fill(2, float32(1)), b.fill(1, float32(1))];
        const [y, mean, variance] = b.all('batchNorm', operands, { epsilon: 1e-12 });
        return { y, mean, variance };
      },
      { x: Float32Array.of(1, 3, 5, 7) },
    );
    expect(mean).toEqual([4]);
    expect(variance?.[0]).toBeCloseTo(20 / 3, 5);
    const deviation = Math.sqrt(5);
    [-3, -1, 1, 3].forEach((centred, i) => expect(y?.[i]).toBeCloseTo((2 * centred) / deviation + 1, 5));
  });
});
