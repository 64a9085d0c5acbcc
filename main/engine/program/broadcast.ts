import { inType } from './casts.ts';
import { shapeError } from './errors.ts';
import { isFloat } from './kinds.ts';
import type { Emitter } from './op.ts';
import type { Var } from './program.ts';
import { sameShape } from './types.ts';
import type { Shape, TensorType } from './types.ts';

/**
 * The common shape of two operands by the usual rule: aligned at the last axis, an extent of 1 stretches.
 * @throws engine/shape-mismatch
 */
export function broadcastTypes(op: string, a: TensorType, b: TensorType): TensorType {
  if (a.dtype !== b.dtype) throw shapeError(op, 'operands of one element type', [a, b]);
  const rank = Math.max(a.shape.length, b.shape.length);
  const extent = (shape: Shape, axis: number) => shape[axis - (rank - shape.length)] ?? 1;
  const shape = Array.from({ length: rank }, (_, axis) => {
    const [m, n] = [extent(a.shape, axis), extent(b.shape, axis)];
    if (m !== n && m !== 1 && n !== 1) throw shapeError(op, 'shapes that broadcast', [a, b]);
    return m === 1 ? n : m;
  });
  return { dtype: a.dtype, shape };
}

/** The gradient of a broadcast: sums `v` over the axes that were stretched, so that it has the given shape again. */
export function sumToShape(b: Emitter, v: Var, shape: Shape): Var {
  if (sameShape(v.type.shape, shape)) return v;
  const added = v.type.shape.length - shape.length;
  const axes = v.type.shape.flatMap((extent, axis) =>
    axis < added || (shape[axis - added] === 1 && extent !== 1) ? [axis] : [],
  );
  const summed = axes.length === 0 ? v : wideSum(b, v, axes);
  return sameShape(summed.type.shape, shape) ? summed : b.one('reshape', [summed], { shape });
}

/** The sum; that of reduced-precision floats in float32, since the values would soon be too small beside it to change it. */
function wideSum(b: Emitter, v: Var, axes: readonly number[]): Var {
  const { dtype } = v.type;
  const wide = isFloat(dtype) ? inType(b, v, 'float32') : v;
  return inType(b, b.one('sum', [wide], { axes }), dtype);
}
