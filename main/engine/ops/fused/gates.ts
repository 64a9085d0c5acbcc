import type { Tensor } from '@tensorflow/tfjs-core';
import { float32, operands, sameShape, shapeError } from '../../program/index.ts';
import type { OpDef, TensorType, Tfjs } from '../../program/index.ts';
import { activated, functionsOf, GATE_FUNCTIONS } from './gate-functions.ts';
import type { GateAttrs } from './gate-functions.ts';

const NAME = 'gates';
const NAMES = ['s', 'columns'] as const;

/** Passes if states [R,n] and columns [R,2nk] fit k activations. */
export function checkGates(op: string, inputs: readonly TensorType[], attrs: GateAttrs): void {
  const functions = functionsOf(op, attrs);
  const [s, columns] = operands(op, NAMES, inputs);
  const [rows = 0, units = 0] = s.shape;
  const isMatrix = s.shape.length === 2 && s.dtype === 'float32' && columns.dtype === 'float32';
  if (isMatrix && sameShape(columns.shape, [rows, 2 * units * functions.length])) return;
  throw shapeError(
    op,
    `s of shape [R,n] and columns of shape [R,${2 * functions.length}n] in float32`,
    inputs,
  );
}

/**
 * The gates of a recurrent cell: s [R,n] and columns [R,2nk], gate and candidate of k nodes in turn, to k states s + sigmoid(c) (f(u) - s), [R,n]
 * each, with the activations f that the attribute names. For the processor alone; elsewhere a cell writes what it stands for.
 */
export const gates: OpDef<GateAttrs> = {
  infer(inputs, attrs) {
    checkGates(NAME, inputs, attrs);
    const [s] = operands(NAME, NAMES, inputs);
    return attrs.functions.map(() => s);
  },
  vjp(b, { inputs, attrs, outputs, cotangents, wanted }) {
    const dy = outputs.map((output, i) => cotangents[i] ?? b.fill(0, output.type));
    const found = b.all('gatesGrad', [...dy, ...inputs], attrs);
    return found.map((one, i) => (wanted[i] ? one : null));
  },
  toGraph(g, { inputs, attrs, dtype }) {
    const { functions } = attrs;
    const node = g.node('DartboardGates', inputs, {
      T: { type: dtype },
      N: { int: functions.length },
      functions: { ints: functions },
    });
    return functions.map((_, i) => (i === 0 ? node : `${node}:${i}`));
  },
  toTfjs: (tf, inputs, attrs) => gatesInTfjs(tf, inputs, attrs),
  macs: () => 0,
  samples: [
    {
      name: 'one node',
      inputs: [float32(3, 5), float32(3, 10)],
      attrs: { functions: [GATE_FUNCTIONS.tanh] },
      range: [-3, 3],
    },
    {
      name: 'every activation, more units than a vector has',
      inputs: [float32(9, 20), float32(9, 160)],
      attrs: { functions: Object.values(GATE_FUNCTIONS) },
      range: [-4, 4],
      outputs: [0, 1, 2, 3],
    },
  ],
};

/** The same in tfjs. */
export function gatesInTfjs(
  tf: Tfjs,
  inputs: readonly Tensor[],
  { functions }: GateAttrs,
): readonly Tensor[] {
  const [s, columns] = inputs;
  if (s === undefined || columns === undefined) throw shapeError(NAME, 'two operands', []);
  const parts = tf.split(columns, 2 * functions.length, 1);
  return functions.map((activation, i) => {
    const [gate = s, candidate = s] = parts.slice(2 * i, 2 * i + 2);
    return tf.add(s, tf.mul(tf.sigmoid(gate), tf.sub(activated(tf, activation, candidate), s)));
  });
}
