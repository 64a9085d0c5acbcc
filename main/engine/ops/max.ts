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

/** The greatest value along some axes. Where several are equally great, they share the gradient equally. */
export const max: OpDef<ReduceAttrs> = {
  infer(inputs, attrs) {
    const [x] = operands('max', ['x'], inputs);
    requireKind('max', 'number', { x });
    return [reducedType('max', x, attrs)];
  },
  vjp(b, { inputs, attrs, outputs, dy }) {
    const [x] = operands('max', ['x'], inputs);
    const [y] = operands('max', ['y'], outputs);
    const { axes } = attrs;
    const kept = { shape: keptShape(x.type.shape, axes) };
    const isGreatest = b.one('equal', [x, b.one('reshape', [y], kept)]);
    const mask = b.one('cast', [isGreatest], { dtype: x.type.dtype });
    const share = b.one('div', [
      b.one('reshape', [dy], kept),
      b.one('sum', [mask], { axes, keepDims: true }),
    ]);
    return [b.one('mul', [mask, share])];
  },
  toGraph: (g, equation) => [reduceNode(g, 'Max', equation)],
  toTfjs(tf, inputs, { axes, keepDims = false }) {
    const [x] = operands('max', ['x'], inputs);
    return [axes.length === 0 ? tf.clone(x) : tf.max(x, [...axes], keepDims)];
  },
  macs: () => 0,
  samples: [
    { name: 'the last axis', inputs: [float32(2, 3, 4)], attrs: { axes: [2] } },
    { name: 'two axes, kept', inputs: [float32(2, 3, 4)], attrs: { axes: [0, 2], keepDims: true } },
    { name: 'all axes', inputs: [float32(2, 3)], attrs: { axes: [0, 1] } },
    { name: 'whole numbers', inputs: [int32(4, 3)], attrs: { axes: [0] }, range: [-9, 9] },
  ],
};
