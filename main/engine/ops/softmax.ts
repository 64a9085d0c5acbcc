import { float32, operands, requireKind, shapeError } from '../program/index.ts';
import type { NoAttrs, OpDef } from '../program/index.ts';

/** exp(x) divided by its sum, over the last axis. */
export const softmax: OpDef<NoAttrs> = {
  infer(inputs) {
    const [x] = operands('softmax', ['x'], inputs);
    requireKind('softmax', 'float', { x });
    if (x.shape.length === 0) throw shapeError('softmax', 'x of rank 1 or more', [x]);
    return [x];
  },
  vjp(b, { outputs, dy }) {
    const [y] = operands('softmax', ['y'], outputs);
    const axes = [y.type.shape.length - 1];
    const mean = b.one('sum', [b.one('mul', [dy, y])], { axes, keepDims: true });
    return [b.one('mul', [y, b.one('sub', [dy, mean])])];
  },
  toGraph: (g, { inputs, dtype }) => [g.node('Softmax', inputs, { T: { type: dtype } })],
  toTfjs: (tf, inputs) => [tf.softmax(...operands('softmax', ['x'], inputs))],
  macs: () => 0,
  memory: 'in-place',
  samples: [
    { name: 'alphas', inputs: [float32(14, 8)], attrs: {}, range: [-2, 2] },
    { name: 'one edge', inputs: [float32(8)], attrs: {}, range: [-2, 2] },
    { name: 'rank 3', inputs: [float32(2, 3, 4)], attrs: {}, range: [-2, 2] },
  ],
};
