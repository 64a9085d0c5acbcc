import { int32, float32, operands, requireKind, shapeError } from '../program/index.ts';
import type { NoAttrs, OpDef } from '../program/index.ts';

const NAME = 'gather';
const NAMES = ['table', 'rows'] as const;

/** Rows of a table [V,n] by their numbers i32[K], from 0 and below V: [K,n]. What a number outside gives is not said. */
export const gather: OpDef<NoAttrs> = {
  infer(inputs) {
    const [table, rows] = operands(NAME, NAMES, inputs);
    requireKind(NAME, 'float', { table });
    const [, columns] = table.shape;
    if (columns === undefined || table.shape.length !== 2)
      throw shapeError(NAME, 'a table of shape [V,n]', inputs);
    const [count] = rows.shape;
    if (rows.dtype !== 'int32' || count === undefined || rows.shape.length !== 1) {
      throw shapeError(NAME, 'rows of type i32[K]', inputs);
    }
    return [{ dtype: table.dtype, shape: [count, columns] }];
  },
  vjp(b, { inputs, dy, wanted }) {
    const [table, rows] = operands(NAME, NAMES, inputs);
    const count = table.type.shape[0] ?? 0;
    return [wanted[0] ? b.one('gatherGrad', [dy, rows], { rows: count }) : null, null];
  },
  toGraph: (g, { inputs, dtype }) => [
    g.node('GatherV2', [...inputs, g.ints([0], [])], {
      Tparams: { type: dtype },
      Tindices: { type: 'int32' },
      Taxis: { type: 'int32' },
      batch_dims: { int: 0 },
    }),
  ],
  toTfjs(tf, inputs) {
    const [table, rows] = operands(NAME, NAMES, inputs);
    return [tf.gather(table, rows, 0)];
  },
  macs: () => 0,
  samples: [
    {
      name: 'rows of a table, one of them twice',
      inputs: [float32(4, 3), int32(5)],
      attrs: {},
      exact: true,
      values: { 1: [3, 0, 2, 0, 1] },
      differentiable: [0],
    },
  ],
};
