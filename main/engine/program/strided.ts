import { engineError } from './errors.ts';
import type { GraphWriter } from './op.ts';
import { wholes } from './operands.ts';
import type { DType, Shape } from './types.ts';

/** Attributes of a strided slice, one number an axis. */
export type StridedAttrs = Readonly<{
  /** The first place taken. */
  begin: readonly number[];
  /** The place to stop before. */
  end: readonly number[];
  /** Distance between the places taken. */
  strides: readonly number[];
}>;

/** The shape of what a strided slice takes. @throws engine/bad-attribute */
export function stridedShape(op: string, shape: Shape, attrs: StridedAttrs): Shape {
  const rank = shape.length;
  const begin = wholes(op, attrs, { name: 'begin', length: rank });
  const end = wholes(op, attrs, { name: 'end', length: rank, least: 1 });
  const strides = wholes(op, attrs, { name: 'strides', length: rank, least: 1 });
  return shape.map((extent, axis) => {
    const [from, to, step] = [begin[axis] ?? 0, end[axis] ?? 0, strides[axis] ?? 1];
    if (from >= to || to > extent) {
      throw engineError(
        'engine/bad-attribute',
        `${op}: along axis ${axis}, begin ${from} and end ${to} should lie in order inside [${shape.join(',')}].`,
      );
    }
    return Math.ceil((to - from) / step);
  });
}

/** The TensorFlow node of a strided slice or of its gradient: operands before and after the three index lists. */
export function stridedNode(
  g: GraphWriter,
  node: string,
  slice: {
    readonly before: readonly string[];
    readonly attrs: StridedAttrs;
    readonly after: readonly string[];
    readonly dtype: DType;
  },
): string {
  const { begin, end, strides } = slice.attrs;
  const inputs = [...slice.before, g.ints(begin), g.ints(end), g.ints(strides), ...slice.after];
  const none = { int: 0 };
  return g.node(node, inputs, {
    T: { type: slice.dtype },
    Index: { type: 'int32' },
    begin_mask: none,
    end_mask: none,
    ellipsis_mask: none,
    new_axis_mask: none,
    shrink_axis_mask: none,
  });
}
