/** What each block of primitives computes. A new block is one file, one line here, and a test beside it. */
import { assert } from '../../base/assert.ts';
import type { PrimitiveDefinition } from '../../spaces/index.ts';
import type { DefinitionOf, PrimitiveDef } from '../primitive.ts';
import { asymmetric } from './asymmetric.ts';
import { averagePool } from './average-pool.ts';
import { dilated } from './dilated.ts';
import { maxPool } from './max-pool.ts';
import { plain } from './plain.ts';
import { rectified } from './rectified.ts';
import { separable } from './separable.ts';
import { skip } from './skip.ts';
import { zero } from './zero.ts';

/** The blocks by the name that definitions give; the published names (`sep_conv_3x3`) are data of the op tables. */
export const PRIMITIVES = {
  zero,
  skip,
  'max-pool': maxPool,
  'average-pool': averagePool,
  separable,
  dilated,
  plain,
  rectified,
  asymmetric,
} as const satisfies { readonly [B in ImageBlock]: PrimitiveDef<DefinitionOf<B>> };

/** The blocks that work on images: all but the activations of recurrent cells. */
type ImageBlock = Exclude<PrimitiveDefinition['block'], 'activation'>;

/** What the primitive of a definition computes. */
export function primitiveDef(definition: PrimitiveDefinition): PrimitiveDef {
  assert(definition.block !== 'activation', 'activations are of recurrent cells, which see no images');
  return PRIMITIVES[definition.block];
}
