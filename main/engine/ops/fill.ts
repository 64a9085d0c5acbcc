import { constantNode, hostType, literalType, operands, requireValues } from '../program/index.ts';
import type { DType, OpDef, Shape } from '../program/index.ts';

type FillAttrs = Readonly<{ value: number; shape: Shape; dtype: DType }>;

/** One value throughout; truth values are 0 and 1. */
export const fill: OpDef<FillAttrs> = {
  infer(inputs, { value, shape, dtype }) {
    operands('fill', [], inputs);
    requireValues('fill', dtype, [value]);
    return [literalType('fill', shape, dtype)];
  },
  vjp: () => [],
  toGraph(g, { attrs: { value, shape, dtype } }) {
    const scalar = constantNode(g, { dtype, shape: [] }, [value]);
    if (shape.length === 0) return [scalar];
    return [g.node('Fill', [g.ints(shape), scalar], { T: { type: dtype }, index_type: { type: 'int32' } })];
  },
  toTfjs: (tf, _, { value, shape, dtype }) => [tf.fill([...shape], value, hostType(dtype))],
  macs: () => 0,
  samples: [
    { name: 'floats', inputs: [], attrs: { value: 0.1, shape: [2, 3], dtype: 'float32' }, exact: true },
    { name: 'a scalar', inputs: [], attrs: { value: -3, shape: [], dtype: 'float32' }, exact: true },
    { name: 'whole numbers', inputs: [], attrs: { value: 7, shape: [4], dtype: 'int32' }, exact: true },
    { name: 'truth values', inputs: [], attrs: { value: 1, shape: [3], dtype: 'bool' }, exact: true },
  ],
};
