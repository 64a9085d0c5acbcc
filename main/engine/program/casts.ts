import type { Emitter } from './op.ts';
import type { Var } from './program.ts';
import type { DType } from './types.ts';

/** The value in an element type: itself, or cast to it. */
export const inType = (b: Emitter, v: Var, dtype: DType): Var =>
  v.type.dtype === dtype ? v : b.one('cast', [v], { dtype });
