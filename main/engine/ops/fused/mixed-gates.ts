import type { Tensor } from '@tensorflow/tfjs-core';
import { float32, operands, sameShape, shapeError } from '../../program/index.ts';
import type { OpDef, TensorType, Tfjs } from '../../program/index.ts';
import { activated, functionsOf, GATE_FUNCTIONS } from './gate-functions.ts';
import type { GateAttrs } from './gate-functions.ts';

const NAME = 'mixedGates';
const NAMES = ['states', 'columns', 'weights'] as const;

/** The type of the result [B,n], where states [EB,n], columns [EB,2n] and weights [E,A] fit A activations. */
export function mixedGateType(op: string, inputs: readonly TensorType[], attrs: GateAttrs): TensorType {
  const functions = functionsOf(op, attrs);
  const [states, columns, weights] = operands(op, NAMES, inputs);
  const [rows = 0, units = 0] = states.shape;
  const [edges = 0] = weights.shape;
  const fits =
    states.shape.length === 2 &&
    sameShape(columns.shape, [rows, 2 * units]) &&
    sameShape(weights.shape, [edges, functions.length]) &&
    rows % edges === 0 &&
    inputs.every(({ dtype }) => dtype === 'float32');
  if (fits) return float32(rows / edges, units);
  throw shapeError(
    op,
    `states [EB,n], columns [EB,2n] and weights [E,${functions.length}] in float32`,
    inputs,
  );
}

/**
 * The node of a searched recurrent cell: states [EB,n] of E edges on top of each other, columns [EB,2n] with gate c and candidate u of each, and weights
 * [E,A] of the activations f that the attribute names, to the sum over edges of P s + sigmoid(c) (F - P s), [B,n], with F the weighed sum of
 * the f(u) and P that of the weights. For the processor alone; elsewhere a cell writes what it stands for.
 */
export const mixedGates: OpDef<GateAttrs> = {
  infer: (inputs, attrs) => [mixedGateType(NAME, inputs, attrs)],
  vjp(b, { inputs, attrs, dy, wanted }) {
    const weighs = wanted[2] === true;
    const found = b.all('mixedGatesGrad', [dy, ...inputs], { ...attrs, weighs });
    return [wanted[0] ? (found[0] ?? null) : null, wanted[1] ? (found[1] ?? null) : null, found[2] ?? null];
  },
  toGraph: (g, { inputs, attrs, dtype }) => [
    g.node('DartboardMixedGates', inputs, { T: { type: dtype }, functions: { ints: attrs.functions } }),
  ],
  toTfjs: (tf, inputs, attrs) => [mixedGatesInTfjs(tf, inputs, attrs)],
  macs: () => 0,
  samples: [
    {
      name: 'three edges, more units than a vector has',
      inputs: [float32(27, 20), float32(27, 40), float32(3, 4)],
      attrs: { functions: Object.values(GATE_FUNCTIONS) },
      range: [-3, 3],
    },
    {
      name: 'one edge',
      inputs: [float32(2, 3), float32(2, 6), float32(1, 2)],
      attrs: { functions: [GATE_FUNCTIONS.sigmoid, GATE_FUNCTIONS.identity] },
      range: [-3, 3],
    },
  ],
};

/** The same in tfjs. */
export function mixedGatesInTfjs(tf: Tfjs, inputs: readonly Tensor[], { functions }: GateAttrs): Tensor {
  const [states, columns, weights] = inputs;
  if (states === undefined || columns === undefined || weights === undefined) {
    throw shapeError(NAME, 'three operands', []);
  }
  const [edges = 1] = weights.shape;
  const [rows = 0, units = 0] = states.shape;
  const piled = (x: Tensor): Tensor => tf.reshape(x, [edges, rows / edges, units]);
  const [gate = states, candidate = states] = tf.split(columns, 2, 1);
  const shares = tf.split(weights, functions.length, 1).map((x) => tf.reshape(x, [edges, 1, 1]));
  const terms = functions.map((activation, k) =>
    tf.mul(activated(tf, activation, piled(candidate)), shares[k] ?? 0),
  );
  const sum = terms.reduce((total, term) => tf.add(total, term));
  const share = shares.reduce((total, one) => tf.add(total, one));
  const kept = tf.mul(piled(states), share);
  return tf.sum(tf.add(kept, tf.mul(tf.sigmoid(piled(gate)), tf.sub(sum, kept))), 0);
}
