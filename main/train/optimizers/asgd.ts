import { float32 } from '../../engine/index.ts';
import type { EngineBuilder, Var } from '../../engine/index.ts';

/** Settings of averaged SGD that do not change during a run. */
export interface AsgdSettings {
  /** Times the weights, added to the gradient (L2, not decoupled). */
  readonly weightDecay: number;
}

/** The operands of one update; weights, average and gradient are of one shape. */
export interface AsgdOperands {
  readonly weights: Var;
  /** Of the weights after all updates but the first; zero before the first. */
  readonly average: Var;
  readonly gradient: Var;
  /** Scalar. */
  readonly learningRate: Var;
  /** Scalar: how far the average goes towards the new weights. */
  readonly averageShare: Var;
}

/**
 * One update of averaged SGD: w = w - rate (gradient + decay w); average = average + share (w - average).
 *
 * @see Polyak and Juditsky 1992, Acceleration of Stochastic Approximation by Averaging, SIAM J. Control Optim. 30(4). Computed as
 * PyTorch's ASGD is run by DARTS, rnn/train.py: lambd 0, so that nothing shrinks the weights and the rate does not decline by itself
 * (alpha has no effect), and t0 0, so that averaging starts at once.
 */
export function asgdUpdate(
  b: EngineBuilder,
  operands: AsgdOperands,
  { weightDecay }: AsgdSettings,
): { readonly weights: Var; readonly average: Var } {
  const { weights, average, gradient, learningRate, averageShare } = operands;
  const decayed = b.one('add', [gradient, b.one('mul', [weights, b.fill(weightDecay, float32())])]);
  const next = b.one('sub', [weights, b.one('mul', [decayed, learningRate])]);
  const approach = b.one('mul', [b.one('sub', [next, average]), averageShare]);
  // As PyTorch: where the share is 1 the average is the weights, to the bit.
  const isWhole = b.one('greaterEqual', [averageShare, b.fill(1, float32())]);
  const blended = b.one('select', [isWhole, next, b.one('add', [average, approach])]);
  return { weights: next, average: blended };
}

/**
 * The numbers that update `t` (from 1) is fed with.
 *
 * PyTorch computes both at the end of an update, for the next one. So the rate is the one that was set for the update before, and the
 * average starts anew at the second.
 *
 * @param learningRates - set for this update, and for the one before; the first update does not look at the latter
 * @returns the rate of the update, and the share of the new weights in the average: 1 / (t - 1), 1 at first
 */
export function asgdRates(
  t: number,
  learningRates: { readonly current: number; readonly previous: number },
): { readonly learningRate: number; readonly averageShare: number } {
  return {
    learningRate: t === 1 ? learningRates.current : learningRates.previous,
    averageShare: 1 / Math.max(1, t - 1),
  };
}
