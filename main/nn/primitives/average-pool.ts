import { averagePool as pool } from '../layers/pooling.ts';
import type { DefinitionOf, PrimitiveDef } from '../primitive.ts';

/** Average pool. The padding counts in sharpDARTS and does not in DARTS: the definition says. */
export const averagePool: PrimitiveDef<DefinitionOf<'average-pool'>> = {
  normalizedInSearch: true,
  trace: (t, x, { stride, definition: { kernel, countPadding } }) =>
    pool(t, x, { kernel, stride, countPadding }),
};
