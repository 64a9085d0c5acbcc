import { float32, int32 } from '../../engine/index.ts';
import type { Var } from '../../engine/index.ts';
import type { Tracer } from '../tracer.ts';

/**
 * The masks of drop path, one [N,1,1,1] a site: 0 with probability 1 - keep, else 1/keep, drawn for each image. All come from one
 * draw that is a function of the fed `seed` i32[2] alone; `dropPathKeep` f32[] is fed too, so a schedule needs no new program.
 *
 * @see FractalNet, arXiv 1605.07648, as in `drop_path` of the DARTS code: x / keep * mask
 */
export function dropPathMasks(t: Tracer, sites: number, batch: number): readonly Var[] {
  const keep = t.b.feed('dropPathKeep', float32());
  const seed = t.b.feed('seed', int32(2));
  const drawn = t.b.one('randomUniform', [seed], { shape: [sites * batch, 1, 1, 1] });
  const sizes = Array.from({ length: sites }, () => batch);
  return t.b.all('split', [masksOf(t, drawn, keep)], { axis: 0, sizes });
}

/** Masks from numbers drawn uniformly from [0, 1): 1/keep for those below keep, 0 for the others. */
export function masksOf(t: Tracer, drawn: Var, keep: Var): Var {
  const dropped = t.b.one('cast', [t.b.one('greaterEqual', [drawn, keep])], { dtype: 'float32' });
  return t.b.one('div', [t.b.one('sub', [t.constant(1, float32()), dropped]), keep]);
}

/** x [N,H,W,C] with whole images dropped by a mask [N,1,1,1]. */
export function dropPath(t: Tracer, x: Var, mask: Var): Var {
  return t.b.one('mul', [x, mask]);
}
