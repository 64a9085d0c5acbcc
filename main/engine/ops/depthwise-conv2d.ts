import {
  checkDilation,
  convNodeAttrs,
  convSize,
  dilatedFilterGrad,
  dilatedInputGrad,
  float32,
  isDilated,
  operands,
  rank4,
  requireOneElementType,
  tapsOf,
  shapeError,
  sizeOf,
  tfjsWindows,
} from '../program/index.ts';
import type { ConvAttrs, OpDef, TensorType } from '../program/index.ts';

const NAME = 'depthwiseConv2d';
const OPERANDS = ['x', 'kernel'] as const;

function resultOf(inputs: readonly TensorType[], attrs: ConvAttrs): TensorType {
  const [x, kernel] = operands(NAME, OPERANDS, inputs);
  const [n, , , channels] = rank4(NAME, 'x', x);
  requireOneElementType(NAME, inputs);
  const [kh, kw, depth, out] = rank4(NAME, 'kernel', kernel);
  if (depth !== channels || out !== 1)
    throw shapeError(NAME, `a kernel of shape [kh,kw,${channels},1]`, inputs);
  checkDilation(NAME, attrs);
  const [height, width] = convSize(NAME, x, { window: [kh, kw], attrs });
  return { dtype: x.dtype, shape: [n, height, width, channels] };
}

/** Depthwise convolution: every channel with a kernel of its own: x [N,H,W,C] with kernel [kh,kw,C,1]. */
export const depthwiseConv2d: OpDef<ConvAttrs> = {
  infer: (inputs, attrs) => [resultOf(inputs, attrs)],
  vjp(b, { inputs, attrs, dy, wanted }) {
    const [x, kernel] = operands(NAME, OPERANDS, inputs);
    if (isDilated(attrs)) {
      return [
        wanted[0] ? dilatedInputGrad(b, { dy, kernel }, attrs) : null,
        wanted[1] ? dilatedFilterGrad(b, { x, dy, kernel }, attrs) : null,
      ];
    }
    return [
      wanted[0] ? b.one('depthwiseInputGrad', [dy, kernel], { ...attrs, inputShape: x.type.shape }) : null,
      wanted[1] ? b.one('depthwiseFilterGrad', [x, dy], { ...attrs, kernelShape: kernel.type.shape }) : null,
    ];
  },
  toGraph: (g, { inputs, inputTypes, attrs, dtype }) => [
    g.node('DepthwiseConv2dNative', inputs, {
      T: { type: dtype },
      ...convNodeAttrs(attrs, tapsOf(inputTypes[1]?.shape)),
    }),
  ],
  toTfjs(tf, inputs, attrs) {
    const [x, kernel] = operands(NAME, OPERANDS, inputs);
    const [sh = 1, sw = 1] = attrs.strides;
    const taps = tfjsWindows.dilateKernel(tf, kernel, attrs.dilations);
    return [
      tf.depthwiseConv2d(tfjsWindows.padImage(tf, x, { padding: attrs.padding }), taps, [sh, sw], 'valid'),
    ];
  },
  macs(inputs, attrs) {
    const [, kernel] = operands(NAME, OPERANDS, inputs);
    const [kh, kw] = rank4(NAME, 'kernel', kernel);
    const y = resultOf(inputs, attrs);
    return sizeOf(y.shape) * kh * kw;
  },
  samples: [
    {
      name: '3x3, padding 1',
      inputs: [float32(2, 5, 5, 3), float32(3, 3, 3, 1)],
      attrs: { strides: [1, 1], padding: [1, 1, 1, 1], dilations: [1, 1] },
    },
    {
      name: '5x5, stride 2, padding 2',
      inputs: [float32(2, 6, 6, 2), float32(5, 5, 2, 1)],
      attrs: { strides: [2, 2], padding: [2, 2, 2, 2], dilations: [1, 1] },
    },
    {
      name: '3x3, stride 2, padding 1, even size',
      inputs: [float32(2, 6, 6, 3), float32(3, 3, 3, 1)],
      attrs: { strides: [2, 2], padding: [1, 1, 1, 1], dilations: [1, 1] },
    },
    {
      name: '3x3, dilation 2, padding 2',
      inputs: [float32(1, 6, 6, 2), float32(3, 3, 2, 1)],
      attrs: { strides: [1, 1], padding: [2, 2, 2, 2], dilations: [2, 2] },
    },
    {
      name: '5x5, dilation 2, padding 4',
      inputs: [float32(1, 9, 9, 2), float32(5, 5, 2, 1)],
      attrs: { strides: [1, 1], padding: [4, 4, 4, 4], dilations: [2, 2] },
    },
    {
      name: '5x5, dilation 2, padding 2, which shrinks the image',
      inputs: [float32(2, 8, 8, 2), float32(5, 5, 2, 1)],
      attrs: { strides: [1, 1], padding: [2, 2, 2, 2], dilations: [2, 2] },
    },
    {
      name: '3x3, dilation 2, odd padding',
      inputs: [float32(2, 7, 6, 2), float32(3, 3, 2, 1)],
      attrs: { strides: [1, 1], padding: [1, 1, 1, 1], dilations: [2, 2] },
    },
  ],
};
