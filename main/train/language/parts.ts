/** Texts that lie side by side and go through the network in several passes, before one update takes the mean of their gradients. */
import { float32, int32 } from '../../engine/index.ts';
import type { EngineBuilder, TensorData, Var } from '../../engine/index.ts';

/** The texts of one pass. */
export interface TextPart {
  /** The first of them. */
  readonly from: number;
  readonly size: number;
}

/** The parts of a batch, in its order. */
export const textParts = (batch: number, passes: number): readonly TextPart[] =>
  Array.from({ length: passes }, (_, i) => ({ from: (i * batch) / passes, size: batch / passes }));

/** States inside the program of a pass. */
export interface PartStates {
  /** Of the texts of this pass [b,n]. */
  readonly hidden: Var;
  /** Those of all texts [B,n] after the pass, by those of its own. */
  whole(after: Var): Var;
}

/** The states [B,n] of a batch where only some of its texts go through: `columns` i32[b] says which, and is fed under a name that begins with `prefix`. */
export function partStates(
  b: EngineBuilder,
  all: Var,
  { size, prefix = '' }: { readonly size: number; readonly prefix?: string },
): PartStates {
  const [batch = 0] = all.type.shape;
  const columns = b.feed(`${prefix}columns`, int32(size));
  const placed = (rows: Var): Var => b.one('gatherGrad', [rows, columns], { rows: batch });
  return {
    hidden: b.one('gather', [all, columns]),
    whole(after) {
      const own = placed(b.fill(1, float32(size, 1)));
      const others = b.one('sub', [b.fill(1, float32(batch, 1)), own]);
      return b.one('add', [b.one('mul', [all, others]), placed(after)]);
    },
  };
}

/** What such a program is fed with beside its words. */
export const partFeeds = ({ from, size }: TextPart, prefix = ''): Readonly<Record<string, TensorData>> => ({
  [`${prefix}columns`]: Int32Array.from({ length: size }, (_, i) => from + i),
});
