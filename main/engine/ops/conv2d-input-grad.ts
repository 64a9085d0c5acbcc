import {
  convNodeAttrs,
  float32,
  operands,
  rank4,
  requireOneElementType,
  tapsOf,
  sizeOf,
  tfjsWindows,
  wholes,
} from '../program/index.ts';
import type { ConvAttrs, OpDef } from '../program/index.ts';

const NAME = 'conv2dInputGrad';
const OPERANDS = ['dy', 'kernel'] as const;

/** Gradient of `conv2d` by its image: dy [N,H',W',out] and kernel [kh,kw,C,out] to dx [N,H,W,C]. */
export const conv2dInputGrad: OpDef<ConvAttrs & { readonly inputShape: readonly number[] }> = {
  infer(inputs, attrs) {
    const [dy] = operands(NAME, OPERANDS, inputs);
    requireOneElementType(NAME, inputs);
    return [{ dtype: dy.dtype, shape: wholes(NAME, attrs, { name: 'inputShape', length: 4, least: 1 }) }];
  },
  vjp(b, { inputs, attrs, dy: upstream, wanted }) {
    const [dy, kernel] = operands(NAME, OPERANDS, inputs);
    const { strides, padding, dilations } = attrs;
    const geometry = { strides, padding, dilations };
    return [
      wanted[0] ? b.one('conv2d', [upstream, kernel], geometry) : null,
      wanted[1]
        ? b.one('conv2dFilterGrad', [upstream, dy], { ...geometry, kernelShape: kernel.type.shape })
        : null,
    ];
  },
  toGraph(g, { inputs, inputTypes, attrs, dtype }) {
    const [dy, kernel] = operands(NAME, OPERANDS, inputs);
    return [
      g.node('Conv2DBackpropInput', [g.ints(attrs.inputShape), kernel, dy], {
        T: { type: dtype },
        ...convNodeAttrs(attrs, tapsOf(inputTypes[1]?.shape)),
      }),
    ];
  },
  toTfjs(tf, inputs, attrs) {
    const [dy, kernel] = operands(NAME, OPERANDS, inputs);
    const filter = tfjsWindows.dilateKernel(tf, kernel, attrs.dilations);
    const inputShape = tfjsWindows.paddedShape(attrs.inputShape, attrs.padding);
    const dx = tfjsWindows.runKernel(tf, 'Conv2DBackpropInput', {
      inputs: { dy, filter },
      attrs: { ...tfjsWindows.validConv(attrs), inputShape },
    });
    return [tfjsWindows.cropImage(tf, dx, { padding: attrs.padding, shape: attrs.inputShape })];
  },
  macs(inputs) {
    const [dy, kernel] = operands(NAME, OPERANDS, inputs);
    const [kh, kw, depth] = rank4(NAME, 'kernel', kernel);
    return sizeOf(dy.shape) * kh * kw * depth;
  },
  samples: [
    {
      name: '3x3, padding 1',
      inputs: [float32(2, 5, 5, 4), float32(3, 3, 3, 4)],
      attrs: { strides: [1, 1], padding: [1, 1, 1, 1], dilations: [1, 1], inputShape: [2, 5, 5, 3] },
    },
    {
      name: '3x3, stride 2, padding 1, even size',
      inputs: [float32(2, 3, 3, 2), float32(3, 3, 3, 2)],
      attrs: { strides: [2, 2], padding: [1, 1, 1, 1], dilations: [1, 1], inputShape: [2, 6, 6, 3] },
    },
    {
      name: '1x1',
      inputs: [float32(2, 4, 4, 5), float32(1, 1, 3, 5)],
      attrs: { strides: [1, 1], padding: [0, 0, 0, 0], dilations: [1, 1], inputShape: [2, 4, 4, 3] },
    },
    {
      name: '1x1, stride 2',
      inputs: [float32(2, 2, 2, 5), float32(1, 1, 3, 5)],
      attrs: { strides: [2, 2], padding: [0, 0, 0, 0], dilations: [1, 1], inputShape: [2, 4, 4, 3] },
    },
    {
      name: '1x7, stride along the width',
      inputs: [float32(1, 8, 4, 2), float32(1, 7, 2, 2)],
      attrs: { strides: [1, 2], padding: [0, 0, 3, 3], dilations: [1, 1], inputShape: [1, 8, 8, 2] },
    },
    {
      name: '2x2 on 2x2',
      inputs: [float32(2, 1, 1, 4), float32(2, 2, 3, 4)],
      attrs: { strides: [1, 1], padding: [0, 0, 0, 0], dilations: [1, 1], inputShape: [2, 2, 2, 3] },
    },
  ],
};
