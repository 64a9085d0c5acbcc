import { float32, int32, operands, shapeError, sumToShape, wholes } from '../program/index.ts';
import type { OpDef, Shape, TensorType } from '../program/index.ts';

type BroadcastToAttrs = Readonly<{ shape: Shape }>;

function resultOf(x: TensorType, attrs: BroadcastToAttrs): TensorType {
  const shape = wholes('broadcastTo', attrs, { name: 'shape', length: null, least: 1 });
  const added = shape.length - x.shape.length;
  const fits = added >= 0 && x.shape.every((extent, i) => extent === 1 || extent === shape[added + i]);
  if (!fits) throw shapeError('broadcastTo', `x of a shape that stretches to [${shape.join(',')}]`, [x]);
  return { dtype: x.dtype, shape };
}

/** x repeated along axes of extent 1 and along new leading axes. */
export const broadcastTo: OpDef<BroadcastToAttrs> = {
  infer: (inputs, attrs) => [resultOf(...operands('broadcastTo', ['x'], inputs), attrs)],
  vjp(b, { inputs, dy }) {
    const [x] = operands('broadcastTo', ['x'], inputs);
    return [sumToShape(b, dy, x.type.shape)];
  },
  toGraph: (g, { inputs, attrs, dtype }) => [
    g.node('BroadcastTo', [...inputs, g.ints(attrs.shape)], { T: { type: dtype }, Tidx: { type: 'int32' } }),
  ],
  toTfjs: (tf, inputs, { shape }) => [tf.broadcastTo(...operands('broadcastTo', ['x'], inputs), [...shape])],
  macs: () => 0,
  samples: [
    { name: 'a scalar', inputs: [float32()], attrs: { shape: [2, 3] }, exact: true },
    { name: 'a row', inputs: [float32(3)], attrs: { shape: [2, 3] }, exact: true },
    { name: 'a middle axis', inputs: [float32(2, 1, 3)], attrs: { shape: [2, 4, 3] }, exact: true },
    { name: 'whole numbers', inputs: [int32(3, 1)], attrs: { shape: [3, 2] }, exact: true, range: [-9, 9] },
  ],
};
