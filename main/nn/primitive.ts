import type { Var } from '../engine/index.ts';
import type { PrimitiveDefinition } from '../spaces/index.ts';
import type { Tracer } from './tracer.ts';

/** Where a primitive stands in its network. */
export interface Place {
  readonly stride: 1 | 2;
  /** Of the result; left out: as many as the image has. Not every block can give others. */
  readonly channels?: number;
  /** Whether its batch normalizations have parameters: in derived networks they do, in supernets they do not. */
  readonly affine: boolean;
  /**
   * Takes the place of a fixed number of mid channels in the definition; null: as many as the cell has. sharpDARTS passes it to its
   * derived networks only.
   */
  readonly midChannels?: number | null;
}

/** What a block of primitives computes. */
export interface PrimitiveDef<D extends PrimitiveDefinition = PrimitiveDefinition> {
  /**
   * Whether a supernet puts a batch normalization without parameters behind it: for pools, which have none of their own.
   * Derived networks put none.
   */
  readonly normalizedInSearch: boolean;
  /**
   * x [N,H,W,C] to [N,H/s,W/s,channels], sizes rounded up. Returns x itself for the identity, which drop path spares, and null for zeros,
   * which need not be computed.
   */
  trace(t: Tracer, x: Var, use: Place & { readonly definition: D }): Var | null;
}

/** The definitions of one block. */
export type DefinitionOf<B extends PrimitiveDefinition['block']> = Extract<
  PrimitiveDefinition,
  { readonly block: B }
>;
