import {
  constantNode,
  engineError,
  hostType,
  literalType,
  operands,
  requireValues,
  sizeOf,
} from '../program/index.ts';
import type { DType, OpDef, Shape } from '../program/index.ts';

type ConstantAttrs = Readonly<{ values: readonly number[]; shape: Shape; dtype: DType }>;

/** Given values, the last axis running fastest; truth values are 0 and 1. */
export const constant: OpDef<ConstantAttrs> = {
  infer(inputs, { values, shape, dtype }) {
    operands('constant', [], inputs);
    requireValues('constant', dtype, values);
    const type = literalType('constant', shape, dtype);
    if (values.length !== sizeOf(shape)) {
      throw engineError(
        'engine/bad-attribute',
        `constant: shape ${shape.join(',')} holds ${sizeOf(shape)} values, got ${values.length}.`,
      );
    }
    return [type];
  },
  vjp: () => [],
  toGraph: (g, { attrs: { values, shape, dtype } }) => [constantNode(g, { dtype, shape }, values)],
  toTfjs: (tf, _, { values, shape, dtype }) => [tf.tensor([...values], [...shape], hostType(dtype))],
  macs: () => 0,
  samples: [
    {
      name: 'floats',
      inputs: [],
      attrs: { values: [0.1, -2, 3e-5, 4], shape: [2, 2], dtype: 'float32' },
      exact: true,
    },
    { name: 'a scalar', inputs: [], attrs: { values: [0.3], shape: [], dtype: 'float32' }, exact: true },
    {
      name: 'one float in a list',
      inputs: [],
      attrs: { values: [0.3], shape: [1], dtype: 'float32' },
      exact: true,
    },
    {
      name: 'whole numbers',
      inputs: [],
      attrs: { values: [1, -2, 3], shape: [3], dtype: 'int32' },
      exact: true,
    },
    { name: 'truth values', inputs: [], attrs: { values: [1, 0], shape: [2], dtype: 'bool' }, exact: true },
  ],
};
