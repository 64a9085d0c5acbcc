import { axisOf, float32, int32, shapeError } from '../program/index.ts';
import type { OpDef, TensorType } from '../program/index.ts';

type ConcatAttrs = Readonly<{ axis: number }>;

/** The extent of each operand along the axis. */
const extentsOf = (inputs: readonly TensorType[], axis: number): readonly number[] =>
  inputs.flatMap((input) => input.shape.slice(axis, axis + 1));

function resultOf(inputs: readonly TensorType[], attrs: ConcatAttrs): TensorType {
  const [first] = inputs;
  if (first === undefined) throw shapeError('concat', '1 operand or more', inputs);
  const axis = axisOf('concat', attrs, first.shape.length);
  const fits = (input: TensorType): boolean =>
    input.dtype === first.dtype &&
    input.shape.length === first.shape.length &&
    input.shape.every((extent, i) => i === axis || extent === first.shape[i]);
  const odd = inputs.findIndex((input) => !fits(input));
  if (odd !== -1) {
    const pair = [first, ...inputs.slice(odd, odd + 1)];
    throw shapeError('concat', `operand ${odd} to differ from operand 0 along axis ${axis} only`, pair);
  }
  const total = extentsOf(inputs, axis).reduce((sum, extent) => sum + extent, 0);
  return { dtype: first.dtype, shape: first.shape.map((extent, i) => (i === axis ? total : extent)) };
}

/** Tensors joined along one axis. */
export const concat: OpDef<ConcatAttrs> = {
  infer: (inputs, attrs) => [resultOf(inputs, attrs)],
  vjp(b, { inputs, attrs: { axis }, dy, wanted }) {
    if (inputs.length === 1) return [dy];
    const sizes = extentsOf(
      inputs.map((input) => input.type),
      axis,
    );
    return b.all('split', [dy], { axis, sizes }).map((part, i) => (wanted[i] ? part : null));
  },
  toGraph(g, { inputs, attrs: { axis }, dtype }) {
    if (inputs.length === 1) return [g.node('Identity', inputs, { T: { type: dtype } })];
    const attrs = { N: { int: inputs.length }, T: { type: dtype }, Tidx: { type: 'int32' } } as const;
    return [g.node('ConcatV2', [...inputs, g.ints([axis], [])], attrs)];
  },
  toTfjs: (tf, inputs, { axis }) => [tf.concat([...inputs], axis)],
  macs: () => 0,
  samples: [
    {
      name: 'channels',
      inputs: [float32(2, 3, 1), float32(2, 3, 4), float32(2, 3, 2)],
      attrs: { axis: 2 },
      exact: true,
    },
    { name: 'flat', inputs: [float32(3), float32(5)], attrs: { axis: 0 }, exact: true },
    { name: 'one operand', inputs: [float32(2, 3)], attrs: { axis: 0 }, exact: true },
    {
      name: 'whole numbers',
      inputs: [int32(2, 2), int32(3, 2)],
      attrs: { axis: 0 },
      exact: true,
      range: [-9, 9],
    },
  ],
};
