import { engineError } from './errors.ts';
import type { GraphWriter, Lowered } from './op.ts';
import { wholes } from './operands.ts';
import type { Attrs } from './program.ts';
import type { Shape, TensorType } from './types.ts';

/** Attributes of an op that takes axes away. */
export type ReduceAttrs = Readonly<{
  /** The axes that go; none leaves the operand as it is. */
  axes: readonly number[];
  /** Whether an extent of 1 stays in their places; default false. */
  keepDims?: boolean;
}>;

/** One axis of a tensor. @throws engine/bad-attribute */
export function axisOf(op: string, attrs: Attrs, rank: number): number {
  const { axis } = attrs;
  if (typeof axis !== 'number' || !Number.isInteger(axis) || axis < 0 || axis >= rank) {
    throw engineError(
      'engine/bad-attribute',
      `${op}: axis should be one of the ${rank} axes, from 0, got ${String(axis)}.`,
    );
  }
  return axis;
}

/** The axes that go. @throws engine/bad-attribute when one is missing from the operand or stands twice */
export function axesOf(op: string, x: TensorType, attrs: Attrs): readonly number[] {
  const axes = wholes(op, attrs, { name: 'axes', length: null });
  if (axes.some((axis) => axis >= x.shape.length) || new Set(axes).size !== axes.length) {
    throw engineError(
      'engine/bad-attribute',
      `${op}: axes should be different axes of x, which has ${x.shape.length}, got ${axes.join(',')}.`,
    );
  }
  return axes;
}

/** The shape with an extent of 1 where an axis goes. */
export const keptShape = (shape: Shape, axes: readonly number[]): Shape =>
  shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));

/** The type without its axes, or with extents of 1 in their places. @throws engine/bad-attribute */
export function reducedType(op: string, x: TensorType, attrs: Attrs): TensorType {
  const axes = axesOf(op, x, attrs);
  const { keepDims = false } = attrs;
  if (typeof keepDims !== 'boolean') {
    throw engineError(
      'engine/bad-attribute',
      `${op}: keepDims should be true or false, got ${String(keepDims)}.`,
    );
  }
  const shape = keepDims ? keptShape(x.shape, axes) : x.shape.filter((_, axis) => !axes.includes(axis));
  return { dtype: x.dtype, shape };
}

/** The TensorFlow node of a reduction. */
export function reduceNode(g: GraphWriter, node: string, equation: Lowered<Attrs>): string {
  const { inputs, attrs, dtype } = equation;
  return g.node(node, [...inputs, g.ints(wholes(node, attrs, { name: 'axes', length: null }))], {
    T: { type: dtype },
    Tidx: { type: 'int32' },
    keep_dims: { bool: attrs.keepDims === true },
  });
}
