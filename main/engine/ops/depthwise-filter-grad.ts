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

const NAME = 'depthwiseFilterGrad';
const OPERANDS = ['x', 'dy'] as const;

/** Gradient of `depthwiseConv2d` by its kernel: x [N,H,W,C] and dy [N,H',W',C] to [kh,kw,C,1]. */
export const depthwiseFilterGrad: OpDef<ConvAttrs & { readonly kernelShape: readonly number[] }> = {
  infer(inputs, attrs) {
    checkUndilated(NAME, attrs);
    const [x, dy] = operands(NAME, OPERANDS, inputs);
    requireOneElementType(NAME, inputs);
    rank4(NAME, 'dy', dy);
    return [{ dtype: x.dtype, shape: wholes(NAME, attrs, { name: 'kernelShape', length: 4, least: 1 }) }];
  },
  vjp(b, { inputs, attrs, dy: upstream, wanted }) {
    const [x, dy] = operands(NAME, OPERANDS, inputs);
    const { strides, padding, dilations } = attrs;
    const geometry = { strides, padding, dilations };
    return [
      wanted[0]
        ? b.one('depthwiseInputGrad', [dy, upstream], { ...geometry, inputShape: x.type.shape })
        : null,
      wanted[1] ? b.one('depthwiseConv2d', [x, upstream], geometry) : null,
    ];
  },
  toGraph(g, { inputs, attrs, dtype }) {
    const [x, dy] = operands(NAME, OPERANDS, inputs);
    return [
      g.node('DepthwiseConv2dNativeBackpropFilter', [x, g.ints(attrs.kernelShape), dy], {
        T: { type: dtype },
        ...convNodeAttrs(attrs, tapsOf(attrs.kernelShape)),
      }),
    ];
  },
  toTfjs(tf, inputs, attrs) {
    const [x, dy] = operands(NAME, OPERANDS, inputs);
    const [height, width] = tfjsWindows.dilatedSize(attrs.kernelShape, attrs.dilations);
    const filterShape = [height, width, ...attrs.kernelShape.slice(2)];
    const padded = tfjsWindows.padImage(tf, x, { padding: attrs.padding });
    const dkernel = tfjsWindows.runKernel(tf, 'DepthwiseConv2dNativeBackpropFilter', {
      inputs: { x: padded, dy },
      attrs: { ...tfjsWindows.validConv(attrs), filterShape },
    });
    return [tfjsWindows.undilateKernel(tf, dkernel, attrs.dilations)];
  },
  macs(inputs, attrs) {
    const [, dy] = operands(NAME, OPERANDS, inputs);
    const [kh = 1, kw = 1] = attrs.kernelShape;
    return sizeOf(dy.shape) * kh * kw;
  },
  samples: [
    {
      name: '3x3, padding 1',
      inputs: [float32(2, 5, 5, 3), float32(2, 5, 5, 3)],
      attrs: { strides: [1, 1], padding: [1, 1, 1, 1], dilations: [1, 1], kernelShape: [3, 3, 3, 1] },
    },
    {
      name: '5x5, stride 2, padding 2',
      inputs: [float32(2, 6, 6, 2), float32(2, 3, 3, 2)],
      attrs: { strides: [2, 2], padding: [2, 2, 2, 2], dilations: [1, 1], kernelShape: [5, 5, 2, 1] },
    },
    {
      name: '3x3, stride 2, padding 1, even size',
      inputs: [float32(2, 6, 6, 3), float32(2, 3, 3, 3)],
      attrs: { strides: [2, 2], padding: [1, 1, 1, 1], dilations: [1, 1], kernelShape: [3, 3, 3, 1] },
    },
  ],
};
