import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/support/evaluate.ts';
import { float32, gradients, int32 } from '../engine/index.ts';
import { crossEntropy } from './losses.ts';

const LOGITS = [0, Math.log(2), Math.log(5), 0, 0, 0];
const LABELS = [2, 0];

const loss = (smoothing: number) =>
  evaluate(
    (b) => {
      const logits = b.feed('logits', float32(2, 3));
      const value = crossEntropy(b, logits, { labels: b.feed('labels', int32(2)), smoothing });
      return { value, gradient: gradients(b, value, [logits])[0] };
    },
    { logits: Float32Array.from(LOGITS), labels: Int32Array.from(LABELS) },
  );

const near = (found: readonly number[] | undefined, expected: readonly number[]) => {
  expect(found).toHaveLength(expected.length);
  expected.forEach((value, i) => expect(found?.[i]).toBeCloseTo(value, 6));
};

describe('crossEntropy', () => {
  it('is the mean of minus the log of the right probabilities', async () => {
    // The rows' probabilities are 1/8, 2/8, 5/8 and thirds.
    const { value, gradient } = await loss(0);
    near(value, [-(Math.log(5 / 8) + Math.log(1 / 3)) / 2]);
    near(gradient, [1 / 16, 2 / 16, (5 / 8 - 1) / 2, (1 / 3 - 1) / 2, 1 / 6, 1 / 6]);
  });

  it('spreads the smoothing over all classes, the right one included', async () => {
    const { value, gradient } = await loss(0.3);
    const first = -(0.1 * Math.log(1 / 8) + 0.1 * Math.log(2 / 8) + 0.8 * Math.log(5 / 8));
    near(value, [(first - Math.log(1 / 3)) / 2]);
    const half = (probability: number, target: number) => (probability - target) / 2;
    near(gradient?.slice(0, 3), [half(1 / 8, 0.1), half(2 / 8, 0.1), half(5 / 8, 0.8)]);
  });
});
