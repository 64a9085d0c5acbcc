import { float32 } from '../../engine/index.ts';
import type { EngineBuilder, Var } from '../../engine/index.ts';

/** Settings of SGD with momentum that do not change during a run. */
export interface MomentumSettings {
  readonly momentum: number;
  /** Times the weights, added to the gradient (L2, not decoupled). */
  readonly weightDecay: number;
  /** The gradient's largest L2 norm over all weights together; null: unlimited. */
  readonly clip: number | null;
  /** Whether the step looks ahead by the velocity to come; left out: no. */
  readonly nesterov?: boolean;
}

/** The operands of one update; all but the rate are packed vectors `[n]`. */
export interface MomentumOperands {
  readonly weights: Var;
  readonly velocity: Var;
  readonly gradient: Var;
  /** Scalar. */
  readonly learningRate: Var;
}

/**
 * One update of SGD with momentum: g = clip(gradient) + decay w; v = momentum v + g; w = w - rate v, and with Nesterov
 * w = w - rate (g + momentum v).
 *
 * No dampening: PyTorch's SGD as DARTS uses it, without Nesterov (Liu et al. 2019, arXiv:1806.09055, section 3.1; cnn/train_search.py), and
 * NAS-Bench-201 with it. The velocity starts at zero, which gives v = g at the first step as PyTorch does.
 *
 * @returns the new weights and velocity, and the gradient's norm before clipping (scalar)
 */
export function momentumUpdate(
  b: EngineBuilder,
  operands: MomentumOperands,
  settings: MomentumSettings,
): { readonly weights: Var; readonly velocity: Var; readonly gradientNorm: Var } {
  const { weights, velocity, learningRate } = operands;
  const scalar = (value: number) => b.fill(value, float32());
  const { factor, norm } = clipFactor(b, operands.gradient, settings.clip);
  const gradient = settings.clip === null ? operands.gradient : b.one('mul', [operands.gradient, factor]);
  const decayed = b.one('add', [gradient, b.one('mul', [weights, scalar(settings.weightDecay)])]);
  const nextVelocity = b.one('add', [b.one('mul', [velocity, scalar(settings.momentum)]), decayed]);
  const ahead = (): Var => b.one('add', [decayed, b.one('mul', [nextVelocity, scalar(settings.momentum)])]);
  const direction = settings.nesterov === true ? ahead() : nextVelocity;
  const nextWeights = b.one('sub', [weights, b.one('mul', [direction, learningRate])]);
  return { weights: nextWeights, velocity: nextVelocity, gradientNorm: norm };
}

/**
 * What a gradient is to be multiplied by so that its L2 norm is at most `limit`: limit / (norm + 1e-6), at most 1, as PyTorch's clip_grad_norm_ does.
 *
 * @returns the factor, and the norm before (scalars)
 */
export function clipFactor(
  b: EngineBuilder,
  gradient: Var,
  limit: number | null,
): { readonly factor: Var; readonly norm: Var } {
  const norm = b.one('sqrt', [b.one('sum', [b.one('square', [gradient])], { axes: [0], keepDims: false })]);
  const one = b.fill(1, float32());
  if (limit === null) return { factor: one, norm };
  const ratio = b.one('div', [b.fill(limit, float32()), b.one('add', [norm, b.fill(1e-6, float32())])]);
  return { factor: b.one('minimum', [ratio, one]), norm };
}
