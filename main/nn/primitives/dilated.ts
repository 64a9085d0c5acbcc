import { dilatedConv } from '../blocks/separable.ts';
import type { DefinitionOf, PrimitiveDef } from '../primitive.ts';
import { imageOf } from '../tracer.ts';

/** The dilated separable convolution of DARTS, in one stage. */
export const dilated: PrimitiveDef<DefinitionOf<'dilated'>> = {
  normalizedInSearch: false,
  trace(t, x, { stride, affine, channels = imageOf(x).channels, definition: { kernel, dilation } }) {
    const padding = (dilation * (kernel - 1)) / 2;
    return dilatedConv(t, x, { channels, affine, kernel, stride, padding, dilation });
  },
};
