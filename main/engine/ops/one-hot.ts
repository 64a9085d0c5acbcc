import { engineError, float32, int32, operands, shapeError } from '../program/index.ts';
import type { OpDef } from '../program/index.ts';

type OneHotAttrs = Readonly<{ depth: number }>;

/** Labels [N] as rows [N,K] with a 1 in the label's column; a label outside of [0, K) gives a row of zeros. */
export const oneHot: OpDef<OneHotAttrs> = {
  infer(inputs, { depth }) {
    const [labels] = operands('oneHot', ['labels'], inputs);
    if (labels.dtype !== 'int32' || labels.shape.length !== 1) {
      throw shapeError('oneHot', 'labels of type i32[N]', inputs);
    }
    if (!Number.isInteger(depth) || depth < 1) {
      throw engineError('engine/bad-attribute', `oneHot: depth should be a whole number >= 1, got ${depth}.`);
    }
    return [float32(...labels.shape, depth)];
  },
  vjp: () => [null],
  toGraph: (g, { inputs, attrs, dtype }) => [
    g.node(
      'OneHot',
      [...inputs, g.ints([attrs.depth], []), g.floats([1], [], dtype), g.floats([0], [], dtype)],
      {
        T: { type: dtype },
        TI: { type: 'int32' },
        axis: { int: -1 },
      },
    ),
  ],
  toTfjs(tf, inputs, { depth }) {
    const [labels] = operands('oneHot', ['labels'], inputs);
    return [tf.oneHot(labels, depth, 1, 0, 'float32')];
  },
  macs: () => 0,
  samples: [
    { name: 'labels', inputs: [int32(8)], attrs: { depth: 4 }, exact: true, range: [0, 4] },
    { name: 'labels outside', inputs: [int32(8)], attrs: { depth: 3 }, exact: true, range: [-2, 6] },
  ],
};
