import { engineError, float32, operands, sameType, shapeError } from '../../program/index.ts';
import type { OpDef } from '../../program/index.ts';

const NAME = 'descent';
const NAMES = ['weights', 'gradient', 'rate', 'factor'] as const;

type DescentAttrs = Readonly<{
  /** Times the weights, added to the gradient (L2, not decoupled). */
  decay: number;
}>;

/**
 * A step of plain SGD on packed weights [n]: w - rate (factor g + decay w); rate and factor are scalars. All in one pass over memory, where it is
 * of the engine's own kernels.
 */
export const descent: OpDef<DescentAttrs> = {
  infer(inputs) {
    const [weights, gradient, rate, factor] = operands(NAME, NAMES, inputs);
    const scalar = float32();
    if (
      weights.dtype === 'float32' &&
      sameType(weights, gradient) &&
      sameType(rate, scalar) &&
      sameType(factor, scalar)
    )
      return [weights];
    throw shapeError(NAME, 'a gradient of the type of the weights, and two scalars, in float32', inputs);
  },
  vjp() {
    throw engineError(
      'engine/no-gradient',
      `${NAME} has no gradient: a step of the optimizer is not differentiated.`,
    );
  },
  toGraph(g, { inputs, attrs, dtype }) {
    const T = { T: { type: dtype } } as const;
    if (g.ownKernels) return [g.node('DartboardDescent', inputs, { ...T, decay: { float: attrs.decay } })];
    const [weights = '', gradient = '', rate = '', factor = ''] = inputs;
    const scaled = g.node('Mul', [gradient, factor], T);
    const decayed = g.node('Mul', [weights, g.floats([attrs.decay], [])], T);
    const step = g.node('Mul', [g.node('AddV2', [scaled, decayed], T), rate], T);
    return [g.node('Sub', [weights, step], T)];
  },
  toTfjs(tf, inputs, { decay }) {
    const [weights, gradient, rate, factor] = operands(NAME, NAMES, inputs);
    const step = tf.add(tf.mul(gradient, factor), tf.mul(weights, decay));
    return [tf.sub(weights, tf.mul(step, rate))];
  },
  macs: () => 0,
  samples: [
    {
      name: 'a few weights',
      inputs: [float32(37), float32(37), float32(), float32()],
      attrs: { decay: 0.25 },
      differentiable: [],
    },
  ],
};
