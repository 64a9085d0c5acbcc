import { engineError, float32, int32, operands, requireKind, shapeError } from '../program/index.ts';
import type { OpDef } from '../program/index.ts';

type GatherGradAttrs = Readonly<{
  /** Rows of the table that was read. */
  rows: number;
}>;

const NAME = 'gatherGrad';
const NAMES = ['dy', 'numbers'] as const;

/**
 * dy [K,n] added up by the rows i32[K] that it belongs to: [rows,n], zeros where none does. The gradient of `gather`. What belongs to one row is added
 * in its order, so the result is always the same to the bit.
 */
export const gatherGrad: OpDef<GatherGradAttrs> = {
  infer(inputs, { rows }) {
    const [dy, numbers] = operands(NAME, NAMES, inputs);
    requireKind(NAME, 'float', { dy });
    const [count, columns] = dy.shape;
    if (columns === undefined || dy.shape.length !== 2) throw shapeError(NAME, 'dy of shape [K,n]', inputs);
    if (numbers.dtype !== 'int32' || numbers.shape.length !== 1 || numbers.shape[0] !== count) {
      throw shapeError(NAME, `numbers of type i32[${count ?? 0}]`, inputs);
    }
    if (!Number.isInteger(rows) || rows < 1) {
      throw engineError(
        'engine/bad-attribute',
        `${NAME}: rows should be a whole number above 0, got ${rows}.`,
      );
    }
    return [{ dtype: dy.dtype, shape: [rows, columns] }];
  },
  vjp(b, { inputs, dy, wanted }) {
    const [, numbers] = operands(NAME, NAMES, inputs);
    return [wanted[0] ? b.one('gather', [dy, numbers]) : null, null];
  },
  toGraph: (g, { inputs, attrs, dtype }) => [
    g.node('UnsortedSegmentSum', [...inputs, g.ints([attrs.rows], [])], {
      T: { type: dtype },
      Tindices: { type: 'int32' },
      Tnumsegments: { type: 'int32' },
    }),
  ],
  toTfjs(tf, inputs, { rows }) {
    const [dy, numbers] = operands(NAME, NAMES, inputs);
    return [tf.unsortedSegmentSum(dy, tf.reshape(tf.cast(numbers, 'int32'), [numbers.size]), rows)];
  },
  macs: () => 0,
  samples: [
    {
      name: 'rows that are hit once, twice and not at all',
      inputs: [float32(5, 3), int32(5)],
      attrs: { rows: 4 },
      values: { 1: [3, 0, 2, 0, 3] },
      differentiable: [0],
    },
  ],
};
