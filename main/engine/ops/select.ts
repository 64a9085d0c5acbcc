import { float32, int32, operands, sameShape, sameType, shapeError } from '../program/index.ts';
import type { NoAttrs, OpDef } from '../program/index.ts';

const NAMES = ['condition', 'a', 'b'] as const;
const CONDITION = { dtype: 'bool', shape: [3, 4] } as const;

/** a where the condition holds, else b; all three of one shape, or the condition a scalar that decides for all elements. */
export const select: OpDef<NoAttrs> = {
  infer(inputs) {
    const [condition, a, b] = operands('select', NAMES, inputs);
    if (condition.dtype !== 'bool') throw shapeError('select', 'a condition of truth values', inputs);
    if (!sameType(a, b)) throw shapeError('select', 'a and b of one type', inputs);
    if (condition.shape.length > 0 && !sameShape(condition.shape, a.shape)) {
      throw shapeError('select', 'a condition of the shape of a and b, or a scalar', inputs);
    }
    return [a];
  },
  vjp(b, { inputs, dy, wanted }) {
    const [condition] = operands('select', NAMES, inputs);
    const zeros = b.fill(0, dy.type);
    return [
      null,
      wanted[1] ? b.one('select', [condition, dy, zeros]) : null,
      wanted[2] ? b.one('select', [condition, zeros, dy]) : null,
    ];
  },
  toGraph: (g, { inputs, dtype }) => [g.node('SelectV2', inputs, { T: { type: dtype } })],
  toTfjs: (tf, inputs) => [tf.where(...operands('select', NAMES, inputs))],
  macs: () => 0,
  samples: [
    { name: 'floats', inputs: [CONDITION, float32(3, 4), float32(3, 4)], attrs: {}, exact: true },
    {
      name: 'all or nothing',
      inputs: [{ dtype: 'bool', shape: [] }, float32(3, 4), float32(3, 4)],
      attrs: {},
      exact: true,
    },
    {
      name: 'whole numbers',
      inputs: [CONDITION, int32(3, 4), int32(3, 4)],
      attrs: {},
      exact: true,
      range: [-5, 5],
    },
  ],
};
