import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { gradients } from '../autodiff/index.ts';
import { float32 } from '../program/index.ts';
import { createBuilder } from '../index.ts';
import { softmaxCrossEntropy } from './softmax-cross-entropy.ts';

describe('softmaxCrossEntropy', () => {
  it('gives losses and their gradients', () => {
    expect(softmaxCrossEntropy.infer([float32(4, 10), float32(4, 10)], {})).toEqual([
      float32(4),
      float32(4, 10),
    ]);
  });
  it('refuses logits that are no matrix', () => {
    expect(() => softmaxCrossEntropy.infer([float32(4), float32(4)], {})).toThrow(
      'softmaxCrossEntropy: expected logits of shape [N,K], got f32[4].',
    );
  });
  it('refuses targets of another shape', () => {
    expect(() => softmaxCrossEntropy.infer([float32(4, 3), float32(4, 2)], {})).toThrow(
      'softmaxCrossEntropy: expected targets of the type of the logits, got f32[4,3], f32[4,2].',
    );
  });
  it('is the logarithm of the number of classes where all are equally likely', async () => {
    const { losses, gradient } = await evaluate(
      (b) => {
        const [losses, gradient] = b.all('softmaxCrossEntropy', [
          b.feed('x', float32(1, 4)),
          b.feed('t', float32(1, 4)),
        ]);
        return { losses, gradient };
      },
      { x: new Float32Array(4), t: Float32Array.of(0, 1, 0, 0) },
    );
    expect(losses?.[0]).toBeCloseTo(Math.log(4), 6);
    expect(gradient).toEqual([0.25, -0.75, 0.25, 0.25]);
  });
  it('gives targets no gradient', async () => {
    const { dt } = await evaluate(
      (b) => {
        const [x, t] = [b.feed('x', float32(1, 2)), b.feed('t', float32(1, 2))];
        const losses = b.all('softmaxCrossEntropy', [x, t]).slice(0, 1);
        const [dt] = gradients(b, b.one('sum', losses, { axes: [0] }), [t]);
        return { dt };
      },
      { x: Float32Array.of(1, 2), t: Float32Array.of(0, 1) },
    );
    expect(dt).toEqual([0, 0]);
  });
  it('refuses to differentiate its second result', () => {
    const b = createBuilder();
    const [x, t] = [b.feed('x', float32(1, 2)), b.feed('t', float32(1, 2))];
    const second = b.all('softmaxCrossEntropy', [x, t]).slice(1);
    const loss = b.one('sum', second, { axes: [0, 1] });
    expect(() => gradients(b, loss, [x])).toThrow(
      'softmaxCrossEntropy: its second result is a gradient itself',
    );
  });
});
