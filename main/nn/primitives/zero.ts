import type { DefinitionOf, PrimitiveDef } from '../primitive.ts';

/** x * 0. */
export const zero: PrimitiveDef<DefinitionOf<'zero'>> = {
  normalizedInSearch: false,
  trace: () => null,
};
