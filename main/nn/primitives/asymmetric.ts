import { batchNorm } from '../layers/batch-norm.ts';
import { convolution } from '../layers/convolution.ts';
import type { DefinitionOf, PrimitiveDef } from '../primitive.ts';
import { imageOf } from '../tracer.ts';

/** ReLU; convolution 1 x k, strided along the width; k x 1, strided along the height; BN. */
export const asymmetric: PrimitiveDef<DefinitionOf<'asymmetric'>> = {
  normalizedInSearch: false,
  trace(t, x, { stride, affine, channels = imageOf(x).channels, definition: { kernel, epsilon } }) {
    const side = (kernel - 1) / 2;
    const rows = convolution(t.at(1), t.b.one('relu', [x]), {
      channels,
      kernel: [1, kernel],
      strides: [1, stride],
      padding: [0, side],
    });
    const both = convolution(t.at(2), rows, {
      channels,
      kernel: [kernel, 1],
      strides: [stride, 1],
      padding: [side, 0],
    });
    return batchNorm(t.at(3), both, { affine, epsilon });
  },
};
