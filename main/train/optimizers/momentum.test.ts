import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { float32 } from '../../engine/index.ts';
import { momentumUpdate } from './momentum.ts';
import type { MomentumSettings } from './momentum.ts';

const PLAIN: MomentumSettings = { momentum: 0.9, weightDecay: 0, clip: null };

/** One update of two weights at a rate of 0.1. */
const update = (
  settings: MomentumSettings,
  at: { weights: [number, number]; velocity: [number, number]; gradient: [number, number] },
) =>
  evaluate(
    (b) => ({
      ...momentumUpdate(
        b,
        {
          weights: b.feed('weights', float32(2)),
          velocity: b.feed('velocity', float32(2)),
          gradient: b.feed('gradient', float32(2)),
          learningRate: b.feed('learningRate', float32()),
        },
        settings,
      ),
    }),
    {
      weights: Float32Array.from(at.weights),
      velocity: Float32Array.from(at.velocity),
      gradient: Float32Array.from(at.gradient),
      learningRate: Float32Array.of(0.1),
    },
  );

const near = (found: readonly number[] | undefined, expected: readonly number[]) => {
  expect(found).toHaveLength(expected.length);
  expected.forEach((value, i) => expect(found?.[i]).toBeCloseTo(value, 6));
};

describe('momentumUpdate', () => {
  it('takes the gradient as the first velocity', async () => {
    const next = await update(PLAIN, { weights: [1, 2], velocity: [0, 0], gradient: [3, -4] });
    near(next['velocity'], [3, -4]);
    near(next['weights'], [0.7, 2.4]);
    near(next['gradientNorm'], [5]);
  });

  it('looks ahead by the velocity to come, as Nesterov', async () => {
    const settings = { ...PLAIN, weightDecay: 0.5, nesterov: true };
    const next = await update(settings, { weights: [1, 2], velocity: [3, -4], gradient: [1, 1] });
    // g = 1.5 and 2, v = 2.7 + 1.5 and -3.6 + 2, steps 0.1 (g + 0.9 v).
    near(next['velocity'], [4.2, -1.6]);
    near(next['weights'], [1 - 0.1 * (1.5 + 3.78), 2 - 0.1 * (2 - 1.44)]);
  });

  it('carries nine tenths of the velocity on', async () => {
    const next = await update(PLAIN, { weights: [1, 2], velocity: [3, -4], gradient: [1, 1] });
    near(next['velocity'], [3.7, -2.6]);
    near(next['weights'], [0.63, 2.26]);
  });

  it('adds the decay to the gradient', async () => {
    const settings = { ...PLAIN, weightDecay: 0.5 };
    const next = await update(settings, { weights: [1, 2], velocity: [0, 0], gradient: [3, -4] });
    near(next['velocity'], [3.5, -3]);
    near(next['weights'], [0.65, 2.3]);
  });

  it('clips the gradient, not the decay, and tells the norm from before', async () => {
    const settings = { momentum: 0, weightDecay: 0.5, clip: 1 };
    const next = await update(settings, { weights: [1, 2], velocity: [0, 0], gradient: [3, -4] });
    near(next['velocity'], [0.6 + 0.5, -0.8 + 1]);
    near(next['gradientNorm'], [5]);
  });

  it('leaves a short gradient as it is', async () => {
    const next = await update(
      { ...PLAIN, clip: 6 },
      { weights: [0, 0], velocity: [0, 0], gradient: [3, -4] },
    );
    expect(next['velocity']).toEqual([3, -4]);
  });
});
