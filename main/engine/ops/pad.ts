import { float32, int32, operands, shapeError, wholes } from '../program/index.ts';
import type { OpDef, TensorType } from '../program/index.ts';

type PadAttrs = Readonly<{ before: readonly number[]; after: readonly number[] }>;

/** Zeros before and after, for each axis. */
const pairsOf = ({ before, after }: PadAttrs): [number, number][] =>
  before.map((count, axis) => [count, after[axis] ?? 0]);

function resultOf(x: TensorType, attrs: PadAttrs): TensorType {
  const rank = x.shape.length;
  if (rank === 0) throw shapeError('pad', 'x of rank 1 or more', [x]);
  const before = wholes('pad', attrs, { name: 'before', length: rank });
  const after = wholes('pad', attrs, { name: 'after', length: rank });
  return {
    dtype: x.dtype,
    shape: x.shape.map((extent, i) => extent + (before[i] ?? 0) + (after[i] ?? 0)),
  };
}

/** x with zeros around it. */
export const pad: OpDef<PadAttrs> = {
  infer: (inputs, attrs) => [resultOf(...operands('pad', ['x'], inputs), attrs)],
  vjp(b, { inputs, attrs, dy }) {
    const [x] = operands('pad', ['x'], inputs);
    return [b.one('slice', [dy], { begin: attrs.before, size: x.type.shape })];
  },
  toGraph(g, { inputs, attrs, dtype }) {
    const paddings = g.ints(pairsOf(attrs).flat(), [attrs.before.length, 2]);
    return [g.node('Pad', [...inputs, paddings], { T: { type: dtype }, Tpaddings: { type: 'int32' } })];
  },
  toTfjs: (tf, inputs, attrs) => [tf.pad(...operands('pad', ['x'], inputs), pairsOf(attrs))],
  macs: () => 0,
  samples: [
    {
      name: 'an image',
      inputs: [float32(2, 3, 3, 2)],
      attrs: { before: [0, 1, 1, 0], after: [0, 2, 0, 0] },
      exact: true,
    },
    { name: 'a vector', inputs: [float32(4)], attrs: { before: [0], after: [3] }, exact: true },
    {
      name: 'whole numbers',
      inputs: [int32(2, 2)],
      attrs: { before: [1, 0], after: [0, 1] },
      exact: true,
      range: [1, 9],
    },
  ],
};
