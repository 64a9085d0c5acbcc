import { resized } from '../blocks/resized.ts';
import { maxPool as pool } from '../layers/pooling.ts';
import type { DefinitionOf, PrimitiveDef } from '../primitive.ts';
import { imageOf } from '../tracer.ts';

/** Max pool. */
export const maxPool: PrimitiveDef<DefinitionOf<'max-pool'>> = {
  normalizedInSearch: true,
  trace(t, x, { stride, affine, channels = imageOf(x).channels, definition: { kernel } }) {
    return resized(t, pool(t, x, { kernel, stride }), { channels, affine });
  },
};
