import { factorizedReduce } from '../blocks/factorized-reduce.ts';
import type { DefinitionOf, PrimitiveDef } from '../primitive.ts';
import { imageOf } from '../tracer.ts';

/** Stride 1: the identity. Stride 2: factorized reduction. */
export const skip: PrimitiveDef<DefinitionOf<'skip'>> = {
  normalizedInSearch: false,
  trace(t, x, { stride, affine, channels = imageOf(x).channels, definition: { oddSizes } }) {
    if (stride === 1) return x;
    return factorizedReduce(t, x, { channels, affine, oddSizes });
  },
};
