import { engineError, float32, int32, operands, wholes } from '../program/index.ts';
import type { OpDef, TensorType } from '../program/index.ts';

type TransposeAttrs = Readonly<{ permutation: readonly number[] }>;

function resultOf(x: TensorType, attrs: TransposeAttrs): TensorType {
  const permutation = wholes('transpose', attrs, { name: 'permutation', length: x.shape.length });
  const shape = permutation.flatMap((axis) => x.shape.slice(axis, axis + 1));
  if (shape.length !== x.shape.length || new Set(permutation).size !== permutation.length) {
    throw engineError(
      'engine/bad-attribute',
      `transpose: permutation should name each of the ${x.shape.length} axes of x once, got ${permutation.join(',')}.`,
    );
  }
  return { dtype: x.dtype, shape };
}

/** Axes in another order: axis i of the result is axis `permutation[i]` of x. */
export const transpose: OpDef<TransposeAttrs> = {
  infer: (inputs, attrs) => [resultOf(...operands('transpose', ['x'], inputs), attrs)],
  vjp(b, { attrs: { permutation }, dy }) {
    const inverse = permutation.map((_, axis) => permutation.indexOf(axis));
    return [b.one('transpose', [dy], { permutation: inverse })];
  },
  toGraph: (g, { inputs, attrs, dtype }) => [
    g.node('Transpose', [...inputs, g.ints(attrs.permutation)], {
      T: { type: dtype },
      Tperm: { type: 'int32' },
    }),
  ],
  toTfjs: (tf, inputs, { permutation }) => [
    tf.transpose(...operands('transpose', ['x'], inputs), [...permutation]),
  ],
  macs: () => 0,
  samples: [
    { name: 'a matrix', inputs: [float32(2, 3)], attrs: { permutation: [1, 0] }, exact: true },
    { name: 'a cycle', inputs: [float32(2, 3, 4)], attrs: { permutation: [2, 0, 1] }, exact: true },
    {
      name: 'whole numbers',
      inputs: [int32(2, 3)],
      attrs: { permutation: [1, 0] },
      exact: true,
      range: [-9, 9],
    },
  ],
};
