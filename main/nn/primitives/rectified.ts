import { batchNorm } from '../layers/batch-norm.ts';
import { convolution } from '../layers/convolution.ts';
import type { DefinitionOf, PrimitiveDef } from '../primitive.ts';
import { imageOf } from '../tracer.ts';

/** ReLU; convolution; BN: `ReLUConvBN` of NAS-Bench-201. */
export const rectified: PrimitiveDef<DefinitionOf<'rectified'>> = {
  normalizedInSearch: false,
  trace(t, x, { stride, affine, channels = imageOf(x).channels, definition: { kernel } }) {
    const op = t.at('op');
    const side = (kernel - 1) / 2;
    const image = convolution(op.at(1), t.b.one('relu', [x]), {
      channels,
      kernel: [kernel, kernel],
      strides: [stride, stride],
      padding: [side, side],
    });
    return batchNorm(op.at(2), image, { affine });
  },
};
