import { engineError, float32, hostType, int32, isFloat, operands } from '../program/index.ts';
import type { DType, OpDef } from '../program/index.ts';

type CastAttrs = Readonly<{ dtype: DType }>;

const DTYPES: readonly string[] = ['float32', 'bfloat16', 'float16', 'int32', 'bool'] satisfies DType[];

/**
 * The values as another element type: floats lose their fraction on the way to whole numbers, anything but 0 is true. Gradients
 * flow between float types only.
 */
export const cast: OpDef<CastAttrs> = {
  infer(inputs, { dtype }) {
    const [x] = operands('cast', ['x'], inputs);
    if (!DTYPES.includes(dtype)) {
      throw engineError(
        'engine/bad-attribute',
        `cast: dtype should be one of ${DTYPES.join(', ')}, got ${dtype}.`,
      );
    }
    return [{ dtype, shape: x.shape }];
  },
  vjp(b, { inputs, dy }) {
    const [x] = operands('cast', ['x'], inputs);
    if (!isFloat(x.type.dtype) || !isFloat(dy.type.dtype)) return [null];
    return [b.one('cast', [dy], { dtype: x.type.dtype })];
  },
  toGraph(g, { inputs, inputTypes, dtype }) {
    const [x] = operands('cast', ['x'], inputTypes);
    return [g.node('Cast', inputs, { SrcT: { type: x.dtype }, DstT: { type: dtype } })];
  },
  toTfjs: (tf, inputs, { dtype }) => [tf.cast(...operands('cast', ['x'], inputs), hostType(dtype))],
  macs: () => 0,
  samples: [
    {
      name: 'whole numbers to floats',
      inputs: [int32(3, 4)],
      attrs: { dtype: 'float32' },
      exact: true,
      range: [-9, 9],
    },
    {
      name: 'floats to whole numbers',
      inputs: [float32(3, 4)],
      attrs: { dtype: 'int32' },
      exact: true,
      range: [-9, 9],
    },
    {
      name: 'truth values to floats',
      inputs: [{ dtype: 'bool', shape: [6] }],
      attrs: { dtype: 'float32' },
      exact: true,
    },
    {
      name: 'whole numbers to truth values',
      inputs: [int32(9)],
      attrs: { dtype: 'bool' },
      exact: true,
      range: [-1, 2],
    },
    { name: 'floats to floats', inputs: [float32(3)], attrs: { dtype: 'float32' }, exact: true },
  ],
};
