import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { gradients } from '../autodiff/index.ts';
import { createBuilder } from '../index.ts';
import { float32, int32 } from '../program/index.ts';
import { sparseCrossEntropy } from './sparse-cross-entropy.ts';

describe('sparseCrossEntropy', () => {
  it('gives losses and their gradients', () => {
    expect(sparseCrossEntropy.infer([float32(4, 10), int32(4)], {})).toEqual([
      float32(4),
      float32(4, 10),
      float32(4),
    ]);
  });
  it('refuses logits that are no matrix, and labels that are not one a row', () => {
    expect(() => sparseCrossEntropy.infer([float32(4), int32(4)], {})).toThrow(
      'sparseCrossEntropy: expected logits of shape [N,K], got f32[4].',
    );
    expect(() => sparseCrossEntropy.infer([float32(4, 3), int32(3)], {})).toThrow(
      'sparseCrossEntropy: expected labels of type i32[4], got f32[4,3], i32[3].',
    );
  });
  it('gives what softmaxCrossEntropy gives for the labels as rows', async () => {
    const { sparse, dense, sparseGradient, denseGradient } = await evaluate(
      (b) => {
        const [x, labels] = [b.feed('x', float32(2, 3)), b.feed('labels', int32(2))];
        const [sparse, sparseGradient] = b.all('sparseCrossEntropy', [x, labels]);
        const rows = b.one('oneHot', [labels], { depth: 3 });
        const [dense, denseGradient] = b.all('softmaxCrossEntropy', [x, rows]);
        return { sparse, dense, sparseGradient, denseGradient };
      },
      { x: Float32Array.of(1, 2, 3, 0, -1, 5), labels: Int32Array.of(2, 1) },
    );
    expect(sparse).toEqual(dense);
    expect(sparseGradient).toEqual(denseGradient);
  });
  it('refuses to differentiate its second result', () => {
    const b = createBuilder();
    const [x, labels] = [b.feed('x', float32(1, 2)), b.feed('labels', int32(1))];
    const second = b.all('sparseCrossEntropy', [x, labels]).slice(1, 2);
    const loss = b.one('sum', second, { axes: [0, 1] });
    expect(() => gradients(b, loss, [x])).toThrow('sparseCrossEntropy: only its losses have a gradient');
  });
});
