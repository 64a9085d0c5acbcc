import {
  checkUndilated,
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

const NAME = 'depthwiseInputGrad';
const OPERANDS = ['dy', 'kernel'] as const;

/** Gradient of `depthwiseConv2d` by its image: dy [N,H',W',C] and kernel [kh,kw,C,1] to dx [N,H,W,C]. */
export const depthwiseInputGrad: OpDef<ConvAttrs & { readonly inputShape: readonly number[] }> = {
  infer(inputs, attrs) {
    checkUndilated(NAME, attrs);
    const [dy] = operands(NAME, OPERANDS, inputs);
    requireOneElementType(NAME, inputs);
    return [{ dtype: dy.dtype, shape: wholes(NAME, attrs, { name: 'inputShape', length: 4, least: 1 }) }];
  },
  vjp(b, { inputs, attrs, dy: upstream, wanted }) {
    const [dy, kernel] = operands(NAME, OPERANDS, inputs);
    const { strides, padding, dilations } = attrs;
    const geometry = { strides, padding, dilations };
    return [
      wanted[0] ? b.one('depthwiseConv2d', [upstream, kernel], geometry) : null,
      wanted[1]
        ? b.one('depthwiseFilterGrad', [upstream, dy], { ...geometry, kernelShape: kernel.type.shape })
        : null,
    ];
  },
  toGraph(g, { inputs, inputTypes, attrs, dtype }) {
    const [dy, kernel] = operands(NAME, OPERANDS, inputs);
    return [
      g.node('DepthwiseConv2dNativeBackpropInput', [g.ints(attrs.inputShape), kernel, dy], {
        T: { type: dtype },
        ...convNodeAttrs(attrs, tapsOf(inputTypes[1]?.shape)),
      }),
    ];
  },
  toTfjs(tf, inputs, attrs) {
    const [dy, kernel] = operands(NAME, OPERANDS, inputs);
    const filter = tfjsWindows.dilateKernel(tf, kernel, attrs.dilations);
    const inputShape = tfjsWindows.paddedShape(attrs.inputShape, attrs.padding);
    const dx = tfjsWindows.runKernel(tf, 'DepthwiseConv2dNativeBackpropInput', {
      inputs: { dy, filter },
      attrs: { ...tfjsWindows.validConv(attrs), inputShape },
    });
    return [tfjsWindows.cropImage(tf, dx, { padding: attrs.padding, shape: attrs.inputShape })];
  },
  macs(inputs) {
    const [dy, kernel] = operands(NAME, OPERANDS, inputs);
    const [kh, kw] = rank4(NAME, 'kernel', kernel);
    return sizeOf(dy.shape) * kh * kw;
  },
  samples: [
    {
      name: '3x3, padding 1',
      inputs: [float32(2, 5, 5, 3), float32(3, 3, 3, 1)],
      attrs: { strides: [1, 1], padding: [1, 1, 1, 1], dilations: [1, 1], inputShape: [2, 5, 5, 3] },
    },
    {
      name: '5x5, stride 2, padding 2',
      inputs: [float32(2, 3, 3, 2), float32(5, 5, 2, 1)],
      attrs: { strides: [2, 2], padding: [2, 2, 2, 2], dilations: [1, 1], inputShape: [2, 6, 6, 2] },
    },
    {
      name: '3x3, stride 2, padding 1, even size',
      inputs: [float32(2, 3, 3, 3), float32(3, 3, 3, 1)],
      attrs: { strides: [2, 2], padding: [1, 1, 1, 1], dilations: [1, 1], inputShape: [2, 6, 6, 3] },
    },
  ],
};
