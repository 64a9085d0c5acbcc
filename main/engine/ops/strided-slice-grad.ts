import type { Tensor } from '@tensorflow/tfjs-core';
import {
  float32,
  operands,
  sameShape,
  shapeError,
  sizeOf,
  stridedNode,
  stridedShape,
} from '../program/index.ts';
import type { OpDef, Shape, StridedAttrs, Tfjs } from '../program/index.ts';

type StridedSliceGradAttrs = StridedAttrs &
  Readonly<{
    /** Shape of the tensor that was sliced. */
    shape: Shape;
  }>;

/** Spreads one axis: value i goes to `begin + i * stride` of `extent` places, the others are 0. */
function spread(
  tf: Tfjs,
  x: Tensor,
  place: {
    readonly axis: number;
    readonly begin: number;
    readonly stride: number;
    readonly extent: number;
  },
): Tensor {
  const { axis, begin, stride, extent } = place;
  const [outer, inner] = [sizeOf(x.shape.slice(0, axis)), sizeOf(x.shape.slice(axis + 1))];
  const count = x.shape[axis] ?? 1;
  const apart = tf.pad3d(tf.reshape(x, [outer * count, 1, inner]), [
    [0, 0],
    [0, stride - 1],
    [0, 0],
  ]);
  // The zeros after the last value are no part of the result's grid: without them, it ends at the last value.
  const span = (count - 1) * stride + 1;
  const grid = tf.slice3d(tf.reshape(apart, [outer, count * stride, inner]), [0, 0, 0], [outer, span, inner]);
  const placed = tf.pad3d(grid, [
    [0, 0],
    [begin, extent - begin - span],
    [0, 0],
  ]);
  return tf.reshape(placed, [...x.shape.slice(0, axis), extent, ...x.shape.slice(axis + 1)]);
}

/** dy at the places that stridedSlice took, zeros elsewhere: the gradient of stridedSlice. */
export const stridedSliceGrad: OpDef<StridedSliceGradAttrs> = {
  infer(inputs, attrs) {
    const [dy] = operands('stridedSliceGrad', ['dy'], inputs);
    const taken = stridedShape('stridedSliceGrad', attrs.shape, attrs);
    if (!sameShape(taken, dy.shape)) {
      throw shapeError('stridedSliceGrad', `dy of shape [${taken.join(',')}]`, [dy]);
    }
    return [{ dtype: dy.dtype, shape: attrs.shape }];
  },
  vjp(b, { attrs: { begin, end, strides }, dy }) {
    return [b.one('stridedSlice', [dy], { begin, end, strides })];
  },
  toGraph(g, { inputs, attrs, dtype }) {
    const [dy] = operands('stridedSliceGrad', ['dy'], inputs);
    return [stridedNode(g, 'StridedSliceGrad', { before: [g.ints(attrs.shape)], attrs, after: [dy], dtype })];
  },
  toTfjs(tf, inputs, { begin, strides, shape }) {
    const [dy] = operands('stridedSliceGrad', ['dy'], inputs);
    const place = (x: Tensor, extent: number, axis: number): Tensor =>
      spread(tf, x, { axis, begin: begin[axis] ?? 0, stride: strides[axis] ?? 1, extent });
    return [shape.reduce(place, dy)];
  },
  macs: () => 0,
  samples: [
    {
      name: 'every second pixel from the second',
      inputs: [float32(2, 2, 2, 3)],
      attrs: { begin: [0, 1, 1, 0], end: [2, 5, 4, 3], strides: [1, 2, 2, 1], shape: [2, 5, 4, 3] },
      exact: true,
    },
    {
      name: 'every third',
      inputs: [float32(3)],
      attrs: { begin: [1], end: [9], strides: [3], shape: [11] },
      exact: true,
    },
  ],
};
