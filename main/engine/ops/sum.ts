import {
  float32,
  int32,
  keptShape,
  operands,
  reducedType,
  reduceNode,
  requireKind,
} from '../program/index.ts';
import type { OpDef, ReduceAttrs } from '../program/index.ts';

/** The sum over some axes. */
export const sum: OpDef<ReduceAttrs> = {
  infer(inputs, attrs) {
    const [x] = operands('sum', ['x'], inputs);
    requireKind('sum', 'number', { x });
    return [reducedType('sum', x, attrs)];
  },
  vjp(b, { inputs, attrs, dy }) {
    const [x] = operands('sum', ['x'], inputs);
    const kept = b.one('reshape', [dy], { shape: keptShape(x.type.shape, attrs.axes) });
    return [b.one('broadcastTo', [kept], { shape: x.type.shape })];
  },
  toGraph: (g, equation) => [reduceNode(g, 'Sum', equation)],
  toTfjs(tf, inputs, { axes, keepDims = false }) {
    const [x] = operands('sum', ['x'], inputs);
    return [tf.sum(x, [...axes], keepDims)];
  },
  macs: () => 0,
  samples: [
    { name: 'the last axis', inputs: [float32(2, 3, 4)], attrs: { axes: [2] } },
    { name: 'two axes, kept', inputs: [float32(2, 3, 4)], attrs: { axes: [0, 2], keepDims: true } },
    { name: 'all axes', inputs: [float32(2, 3)], attrs: { axes: [0, 1] } },
    { name: 'no axis', inputs: [float32(2, 3)], attrs: { axes: [] } },
    { name: 'whole numbers', inputs: [int32(4, 3)], attrs: { axes: [0] }, range: [-9, 9] },
  ],
};
