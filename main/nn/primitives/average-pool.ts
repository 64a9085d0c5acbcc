import { resized } from '../blocks/resized.ts';
import { averagePool as pool } from '../layers/pooling.ts';
import type { DefinitionOf, PrimitiveDef } from '../primitive.ts';
import { imageOf } from '../tracer.ts';

/** Average pool. The padding counts in sharpDARTS and does not in DARTS: the definition says. */
export const averagePool: PrimitiveDef<DefinitionOf<'average-pool'>> = {
  normalizedInSearch: true,
  trace(t, x, { stride, affine, channels = imageOf(x).channels, definition: { kernel, countPadding } }) {
    return resized(t, pool(t, x, { kernel, stride, countPadding }), { channels, affine });
  },
};
