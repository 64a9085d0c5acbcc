import { maxPool as pool } from '../layers/pooling.ts';
import type { DefinitionOf, PrimitiveDef } from '../primitive.ts';

/** Max pool. */
export const maxPool: PrimitiveDef<DefinitionOf<'max-pool'>> = {
  normalizedInSearch: true,
  trace: (t, x, { stride, definition: { kernel } }) => pool(t, x, { kernel, stride }),
};
