/**
 * The second order of a recurrent cell's search: w' = w - eta (g + d w), with g clipped by q where q is below 1; v the clipped validation gradient at w';
 * the alphas' gradient there, minus eta q times the finite difference of the training gradient along v. All losses are the cross entropy alone, and
 * every pass draws masks of its own.
 *
 * As in the reference q enters the last term unclamped, and w' has the old embedding: its copy of the model is made by names, and the decoder's
 * entry of the tied matrix, which is the old one, comes last.
 *
 * @see DARTS, rnn/architect.py
 */
import { defined } from '../../base/assert.ts';
import { float32 } from '../../engine/index.ts';
import type { EngineBuilder, Var } from '../../engine/index.ts';
import { clipFactor } from '../../train/index.ts';
import { passOf, value } from './passes.ts';
import type { At, Given, Told } from './passes.ts';

const scalar = (b: EngineBuilder, number: number): Var => b.fill(number, float32());

/** w' by the training gradient g. */
export function virtualWeights({ b, plan, weights }: At, g: Var, eta: Var): Var {
  const { clip, weightDecay } = plan.config.weights;
  const { factor } = clipFactor(b, g, clip);
  const next = b.one('descent', [weights, g, eta, factor], { decay: weightDecay });
  const { sizes, size, slots } = plan.model.layout;
  const [embedding = 0] = sizes;
  const first = defined(slots[0], 'a model has an embedding');
  if (first.name !== 'encoder.weight')
    throw new Error(`internal: ${first.name} stands where the embedding should`);
  const old = b.one('slice', [weights], { begin: [0], size: [embedding] });
  const rest = b.one('slice', [next], { begin: [embedding], size: [size - embedding] });
  return b.one('concat', [old, rest], { axis: 0 });
}

/** How far the finite difference goes along v. */
const DIFFERENCE = 0.01;

/** v, and how many times it the weights are moved by: 0.01 over its norm. */
export interface Beside {
  readonly v: Var;
  readonly epsilon: Var;
}

/** v by the validation gradient at w'. */
export function besideWeights({ b, plan }: At, whole: Var): Beside {
  const v = b.one('mul', [whole, clipFactor(b, whole, plan.config.weights.clip).factor]);
  const norm = b.one('sqrt', [b.one('sum', [b.one('square', [v])], { axes: [0] })]);
  return { v, epsilon: b.one('div', [scalar(b, DIFFERENCE), norm]) };
}

/** The two passes of the finite difference, and what the alphas' gradients of them differ by. */
export function differenceBeside(
  at: At,
  train: Given,
  { v, epsilon }: Beside,
): { readonly difference: Var; readonly passes: readonly [plus: Told, minus: Told] } {
  const { b, weights } = at;
  const shift = b.one('mul', [v, epsilon]);
  const pass = (op: 'add' | 'sub', seed: string): Told =>
    passOf(at, train, { weights: b.one(op, [weights, shift]), by: ['alphas'], seed });
  const [plus, minus] = [pass('add', 'seed.plus'), pass('sub', 'seed.minus')];
  const gradients = [value(plus, 'gradient.alphas'), value(minus, 'gradient.alphas')] as const;
  return { difference: b.one('sub', gradients), passes: [plus, minus] };
}

/** The alphas' gradient, and what it is made of. */
export function secondOrderGradient(
  { b, plan }: At,
  found: {
    /** The gradient at w'. */
    readonly direct: Var;
    readonly difference: Var;
    readonly epsilon: Var;
    /** The training gradient. */
    readonly g: Var;
    readonly eta: Var;
  },
): { readonly gradient: Var; readonly implicit: Var; readonly q: Var } {
  const { clip } = plan.config.weights;
  const implicit = b.one('div', [found.difference, b.one('mul', [found.epsilon, scalar(b, 2)])]);
  const { norm } = clipFactor(b, found.g, clip);
  const q =
    clip === null ? scalar(b, 1) : b.one('div', [scalar(b, clip), b.one('add', [norm, scalar(b, 1e-6)])]);
  const correction = b.one('mul', [implicit, b.one('mul', [found.eta, q])]);
  return { gradient: b.one('sub', [found.direct, correction]), implicit, q };
}
