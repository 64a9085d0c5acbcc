import { float32, operands, wholes } from '../program/index.ts';
import type { OpDef } from '../program/index.ts';

/** x with the order along some axes turned round. */
export const reverse: OpDef<Readonly<{ axes: readonly number[] }>> = {
  infer(inputs, attrs) {
    wholes('reverse', attrs, { name: 'axes', length: null });
    return [...operands('reverse', ['x'], inputs)];
  },
  vjp: (b, { attrs, dy }) => [b.one('reverse', [dy], attrs)],
  toGraph: (g, { inputs, attrs, dtype }) => [
    g.node('ReverseV2', [...inputs, g.ints(attrs.axes)], { T: { type: dtype }, Tidx: { type: 'int32' } }),
  ],
  toTfjs: (tf, inputs, attrs) => [tf.reverse(...operands('reverse', ['x'], inputs), [...attrs.axes])],
  macs: () => 0,
  samples: [
    { name: 'a kernel', inputs: [float32(3, 2, 4, 1)], attrs: { axes: [0, 1] }, exact: true },
    { name: 'a vector', inputs: [float32(5)], attrs: { axes: [0] }, exact: true },
  ],
};
