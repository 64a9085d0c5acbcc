import { batchNorm } from '../layers/batch-norm.ts';
import { convolution } from '../layers/convolution.ts';
import type { DefinitionOf, PrimitiveDef } from '../primitive.ts';
import { imageOf } from '../tracer.ts';

/** Convolution; BN; ReLU: the only primitive that ends in a ReLU. */
export const plain: PrimitiveDef<DefinitionOf<'plain'>> = {
  normalizedInSearch: false,
  trace(t, x, { stride, affine, channels = imageOf(x).channels, definition: { kernel } }) {
    const op = t.at('op');
    const side = (kernel - 1) / 2;
    const image = convolution(op.at(0), x, {
      channels,
      kernel: [kernel, kernel],
      strides: [stride, stride],
      padding: [side, side],
    });
    return t.b.one('relu', [batchNorm(op.at(1), image, { affine })]);
  },
};
