import { engineError, float32, int32, operands, sizeOf, wholes } from '../program/index.ts';
import type { OpDef, Shape } from '../program/index.ts';

type ReshapeAttrs = Readonly<{ shape: Shape }>;

/** The same values, the last axis running fastest, in another shape of as many. */
export const reshape: OpDef<ReshapeAttrs> = {
  infer(inputs, attrs) {
    const [x] = operands('reshape', ['x'], inputs);
    const shape = wholes('reshape', attrs, { name: 'shape', length: null, least: 1 });
    if (sizeOf(shape) !== sizeOf(x.shape)) {
      throw engineError(
        'engine/bad-attribute',
        `reshape: shape should hold the ${sizeOf(x.shape)} values of x [${x.shape.join(',')}], got [${shape.join(',')}].`,
      );
    }
    return [{ dtype: x.dtype, shape }];
  },
  vjp(b, { inputs, dy }) {
    const [x] = operands('reshape', ['x'], inputs);
    return [b.one('reshape', [dy], { shape: x.type.shape })];
  },
  toGraph: (g, { inputs, attrs, dtype }) => [
    g.node('Reshape', [...inputs, g.ints(attrs.shape)], { T: { type: dtype }, Tshape: { type: 'int32' } }),
  ],
  toTfjs: (tf, inputs, { shape }) => [tf.reshape(...operands('reshape', ['x'], inputs), [...shape])],
  macs: () => 0,
  memory: 'view',
  samples: [
    { name: 'flat', inputs: [float32(2, 3, 4)], attrs: { shape: [24] }, exact: true },
    { name: 'to a scalar', inputs: [float32(1, 1)], attrs: { shape: [] }, exact: true },
    { name: 'whole numbers', inputs: [int32(6)], attrs: { shape: [2, 3] }, exact: true, range: [-9, 9] },
  ],
};
