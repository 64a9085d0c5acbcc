import { float32, operands, stridedNode, stridedShape } from '../program/index.ts';
import type { OpDef, StridedAttrs } from '../program/index.ts';

/** Every `strides`-th value from `begin` up to and without `end`, along each axis. */
export const stridedSlice: OpDef<StridedAttrs> = {
  infer(inputs, attrs) {
    const [x] = operands('stridedSlice', ['x'], inputs);
    return [{ dtype: x.dtype, shape: stridedShape('stridedSlice', x.shape, attrs) }];
  },
  vjp(b, { inputs, attrs, dy }) {
    const [x] = operands('stridedSlice', ['x'], inputs);
    return [b.one('stridedSliceGrad', [dy], { ...attrs, shape: x.type.shape })];
  },
  toGraph(g, { inputs, attrs, dtype }) {
    const [x] = operands('stridedSlice', ['x'], inputs);
    return [stridedNode(g, 'StridedSlice', { before: [x], attrs, after: [], dtype })];
  },
  toTfjs: (tf, inputs, { begin, end, strides }) => [
    tf.stridedSlice(...operands('stridedSlice', ['x'], inputs), [...begin], [...end], [...strides]),
  ],
  macs: () => 0,
  samples: [
    {
      name: 'every second pixel',
      inputs: [float32(2, 5, 4, 3)],
      attrs: { begin: [0, 0, 0, 0], end: [2, 5, 4, 3], strides: [1, 2, 2, 1] },
      exact: true,
    },
    {
      name: 'every second pixel from the second',
      inputs: [float32(2, 5, 4, 3)],
      attrs: { begin: [0, 1, 1, 0], end: [2, 5, 4, 3], strides: [1, 2, 2, 1] },
      exact: true,
    },
    {
      name: 'every third',
      inputs: [float32(11)],
      attrs: { begin: [1], end: [9], strides: [3] },
      exact: true,
    },
  ],
};
