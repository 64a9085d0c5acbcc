/** The parts of the second-order gradient of DARTS (equations 6 to 8), as cnn/architect.py computes them. */
import { float32 } from '../engine/index.ts';
import type { EngineBuilder, Var } from '../engine/index.ts';
import { alphaKinds, passesOf } from './supernet-model.ts';
import type { FedBatch, Pass, SupernetArguments, SupernetModel } from './supernet-model.ts';

/**
 * What the virtual step is: `optimizer`, one of SGD with momentum and decay, as the code has it; `plain`, along the gradient alone, as
 * in equation 6.
 */
export type VirtualStep = 'optimizer' | 'plain';

/** The weights after a virtual step, without clipping: w - eta (mu v + g + d w), or w - eta g. */
export function virtualStep(
  b: EngineBuilder,
  { task }: SupernetModel,
  {
    weights,
    gradient,
    eta,
    form,
  }: {
    readonly weights: Var;
    readonly gradient: Var;
    readonly eta: Var;
    readonly form: VirtualStep;
  },
): Var {
  if (form === 'plain') return b.one('sub', [weights, b.one('mul', [gradient, eta])]);
  const { momentum, weightDecay } = task.config.weights;
  const velocity = b.read('optimizer.velocity', weights.type);
  const carried = b.one('mul', [velocity, b.fill(momentum, float32())]);
  const decayed = b.one('add', [gradient, b.one('mul', [weights, b.fill(weightDecay, float32())])]);
  return b.one('sub', [weights, b.one('mul', [b.one('add', [carried, decayed]), eta])]);
}

/** Half the width of the finite difference along `u`: 0.01 / |u|. */
export function differenceStep(b: EngineBuilder, u: Var): Var {
  const norm = b.one('sqrt', [b.one('sum', [b.one('square', [u])], { axes: [0], keepDims: false })]);
  return b.one('div', [b.fill(0.01, float32()), norm]);
}

/**
 * The two training passes of the finite difference, at w + epsilon u and at w - epsilon u, differentiated by the alphas. In float32
 * whatever the precision is: a step of 0.01 over all weights together is less than their rounding in a reduced type. Without a penalty, which is
 * the same on both sides.
 */
export function passesBeside(
  b: EngineBuilder,
  model: SupernetModel,
  on: {
    readonly at: SupernetArguments;
    readonly u: Var;
    readonly epsilon: Var;
    readonly batch: FedBatch;
  },
): { readonly plus: Pass; readonly minus: Pass } {
  const { at, batch } = on;
  const beside = passesOf(model, {
    size: batch.size,
    by: alphaKinds(model),
    precision: 'float32',
    penalized: false,
  });
  const shift = b.one('mul', [on.u, on.epsilon]);
  const shifted = (op: 'add' | 'sub') =>
    beside(b, { at: { ...at, weights: b.one(op, [at.weights, shift]) }, batch });
  return { plus: shifted('add'), minus: shifted('sub') };
}
