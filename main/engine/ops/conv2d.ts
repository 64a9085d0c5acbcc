import {
  convNodeAttrs,
  convSize,
  float32,
  operands,
  rank4,
  requireOneElementType,
  tapsOf,
  shapeError,
  sizeOf,
  tfjsWindows,
} from '../program/index.ts';
import type { ConvAttrs, OpDef, TensorType } from '../program/index.ts';

const NAME = 'conv2d';
const OPERANDS = ['x', 'kernel'] as const;

function resultOf(inputs: readonly TensorType[], attrs: ConvAttrs): TensorType {
  const [x, kernel] = operands(NAME, OPERANDS, inputs);
  const [n, , , channels] = rank4(NAME, 'x', x);
  requireOneElementType(NAME, inputs);
  const [kh, kw, depth, out] = rank4(NAME, 'kernel', kernel);
  if (depth !== channels) throw shapeError(NAME, `a kernel of input depth ${channels}`, inputs);
  const [height, width] = convSize(NAME, x, { window: [kh, kw], attrs });
  return { dtype: x.dtype, shape: [n, height, width, out] };
}

/** Convolution (cross-correlation, as everywhere in the field): x [N,H,W,C] with kernel [kh,kw,C,out]. */
export const conv2d: OpDef<ConvAttrs> = {
  infer: (inputs, attrs) => [resultOf(inputs, attrs)],
  vjp(b, { inputs, attrs, dy, wanted }) {
    const [x, kernel] = operands(NAME, OPERANDS, inputs);
    return [
      wanted[0] ? b.one('conv2dInputGrad', [dy, kernel], { ...attrs, inputShape: x.type.shape }) : null,
      wanted[1] ? b.one('conv2dFilterGrad', [x, dy], { ...attrs, kernelShape: kernel.type.shape }) : null,
    ];
  },
  toGraph: (g, { inputs, inputTypes, attrs, dtype }) => [
    g.node('Conv2D', inputs, { T: { type: dtype }, ...convNodeAttrs(attrs, tapsOf(inputTypes[1]?.shape)) }),
  ],
  toTfjs(tf, inputs, attrs) {
    const [x, kernel] = operands(NAME, OPERANDS, inputs);
    const [sh = 1, sw = 1] = attrs.strides;
    const taps = tfjsWindows.dilateKernel(tf, kernel, attrs.dilations);
    return [tf.conv2d(tfjsWindows.padImage(tf, x, { padding: attrs.padding }), taps, [sh, sw], 'valid')];
  },
  macs(inputs, attrs) {
    const [, kernel] = operands(NAME, OPERANDS, inputs);
    const [kh, kw, depth] = rank4(NAME, 'kernel', kernel);
    const y = resultOf(inputs, attrs);
    return sizeOf(y.shape) * kh * kw * depth;
  },
  samples: [
    {
      name: '3x3, padding 1',
      inputs: [float32(2, 5, 5, 3), float32(3, 3, 3, 4)],
      attrs: { strides: [1, 1], padding: [1, 1, 1, 1], dilations: [1, 1] },
    },
    {
      name: '3x3, stride 2, padding 1, even size',
      inputs: [float32(2, 6, 6, 3), float32(3, 3, 3, 2)],
      attrs: { strides: [2, 2], padding: [1, 1, 1, 1], dilations: [1, 1] },
    },
    {
      name: '3x3, dilation 2',
      inputs: [float32(2, 6, 6, 3), float32(3, 3, 3, 2)],
      attrs: { strides: [1, 1], padding: [2, 2, 2, 2], dilations: [2, 2] },
    },
    {
      name: '1x1',
      inputs: [float32(2, 4, 4, 3), float32(1, 1, 3, 5)],
      attrs: { strides: [1, 1], padding: [0, 0, 0, 0], dilations: [1, 1] },
    },
    {
      name: '1x1, stride 2',
      inputs: [float32(2, 4, 4, 3), float32(1, 1, 3, 5)],
      attrs: { strides: [2, 2], padding: [0, 0, 0, 0], dilations: [1, 1] },
    },
    {
      name: '1x7, stride along the width',
      inputs: [float32(1, 8, 8, 2), float32(1, 7, 2, 2)],
      attrs: { strides: [1, 2], padding: [0, 0, 3, 3], dilations: [1, 1] },
    },
    {
      name: '2x2 on 2x2',
      inputs: [float32(2, 2, 2, 3), float32(2, 2, 3, 4)],
      attrs: { strides: [1, 1], padding: [0, 0, 0, 0], dilations: [1, 1] },
    },
  ],
};
