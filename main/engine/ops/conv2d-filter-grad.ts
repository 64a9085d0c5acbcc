import {
  convNodeAttrs,
  float32,
  operands,
  rank4,
  requireOneElementType,
  stridedNode,
  tapsOf,
  sizeOf,
  tfjsWindows,
  wholes,
} from '../program/index.ts';
import type { ConvAttrs, GraphWriter, OpDef, TensorType } from '../program/index.ts';

const NAME = 'conv2dFilterGrad';
const OPERANDS = ['x', 'dy'] as const;

/** Gradient of `conv2d` by its kernel: x [N,H,W,C] and dy [N,H',W',out] to [kh,kw,C,out]. */
export const conv2dFilterGrad: OpDef<ConvAttrs & { readonly kernelShape: readonly number[] }> = {
  infer(inputs, attrs) {
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
      wanted[0] ? b.one('conv2dInputGrad', [dy, upstream], { ...geometry, inputShape: x.type.shape }) : null,
      wanted[1] ? b.one('conv2d', [x, upstream], geometry) : null,
    ];
  },
  toGraph(g, { inputs, inputTypes, attrs, dtype }) {
    const [x, dy] = operands(NAME, OPERANDS, inputs);
    const [image] = operands(NAME, OPERANDS, inputTypes);
    const isSampling = samplesPixels(attrs);
    const seen = isSampling ? sampled(g, x, { image, strides: attrs.strides }) : x;
    const geometry = isSampling ? { ...attrs, strides: [1, 1] } : attrs;
    return [
      g.node('Conv2DBackpropFilter', [seen, g.ints(attrs.kernelShape), dy], {
        T: { type: dtype },
        ...convNodeAttrs(geometry, tapsOf(attrs.kernelShape)),
      }),
    ];
  },
  toTfjs(tf, inputs, attrs) {
    const [x, dy] = operands(NAME, OPERANDS, inputs);
    const [height, width] = tfjsWindows.dilatedSize(attrs.kernelShape, attrs.dilations);
    const filterShape = [height, width, ...attrs.kernelShape.slice(2)];
    const padded = tfjsWindows.padImage(tf, x, { padding: attrs.padding });
    const dkernel = tfjsWindows.runKernel(tf, 'Conv2DBackpropFilter', {
      inputs: { x: padded, dy },
      attrs: { ...tfjsWindows.validConv(attrs), filterShape },
    });
    return [tfjsWindows.undilateKernel(tf, dkernel, attrs.dilations)];
  },
  macs(inputs, attrs) {
    const [, dy] = operands(NAME, OPERANDS, inputs);
    const [kh = 1, kw = 1, depth = 1] = attrs.kernelShape;
    return sizeOf(dy.shape) * kh * kw * depth;
  },
  samples: [
    {
      name: '3x3, padding 1',
      inputs: [float32(2, 5, 5, 3), float32(2, 5, 5, 4)],
      attrs: { strides: [1, 1], padding: [1, 1, 1, 1], dilations: [1, 1], kernelShape: [3, 3, 3, 4] },
    },
    {
      name: '3x3, stride 2, padding 1, even size',
      inputs: [float32(2, 6, 6, 3), float32(2, 3, 3, 2)],
      attrs: { strides: [2, 2], padding: [1, 1, 1, 1], dilations: [1, 1], kernelShape: [3, 3, 3, 2] },
    },
    {
      name: '1x1',
      inputs: [float32(2, 4, 4, 3), float32(2, 4, 4, 5)],
      attrs: { strides: [1, 1], padding: [0, 0, 0, 0], dilations: [1, 1], kernelShape: [1, 1, 3, 5] },
    },
    {
      name: '1x1, stride 2',
      inputs: [float32(2, 4, 4, 3), float32(2, 2, 2, 5)],
      attrs: { strides: [2, 2], padding: [0, 0, 0, 0], dilations: [1, 1], kernelShape: [1, 1, 3, 5] },
    },
    {
      name: '1x1, stride 2, odd size',
      inputs: [float32(2, 5, 3, 3), float32(2, 3, 2, 5)],
      attrs: { strides: [2, 2], padding: [0, 0, 0, 0], dilations: [1, 1], kernelShape: [1, 1, 3, 5] },
    },
    {
      name: '1x7, stride along the width',
      inputs: [float32(1, 8, 8, 2), float32(1, 8, 4, 2)],
      attrs: { strides: [1, 2], padding: [0, 0, 3, 3], dilations: [1, 1], kernelShape: [1, 7, 2, 2] },
    },
    {
      name: '2x2 on 2x2',
      inputs: [float32(2, 2, 2, 3), float32(2, 1, 1, 4)],
      attrs: { strides: [1, 1], padding: [0, 0, 0, 0], dilations: [1, 1], kernelShape: [2, 2, 3, 4] },
    },
  ],
};

/**
 * Whether the convolution is one of single pixels, some of them left out. oneDNN's kernel for this gradient (TensorFlow 2.21) writes
 * beyond its memory where an image has fewer than 16 channels: what it sees is picked out beforehand.
 */
function samplesPixels({ kernelShape, strides, padding }: ConvAttrs & { kernelShape: readonly number[] }) {
  const [height, width] = kernelShape;
  return (
    height === 1 && width === 1 && strides.some((step) => step > 1) && padding.every((side) => side === 0)
  );
}

/** The pixels [N,H',W',C] of an image that windows of one pixel see. */
function sampled(
  g: GraphWriter,
  x: string,
  {
    image,
    strides: [down = 1, right = 1],
  }: { readonly image: TensorType; readonly strides: readonly number[] },
): string {
  const attrs = { begin: [0, 0, 0, 0], end: image.shape, strides: [1, down, right, 1] };
  return stridedNode(g, 'StridedSlice', { before: [x], attrs, after: [], dtype: image.dtype });
}
