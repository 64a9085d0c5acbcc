import { engineError, float32, int32, operands, shapeError, wholes } from '../program/index.ts';
import type { OpDef, Shape, TensorType } from '../program/index.ts';

type SliceAttrs = Readonly<{ begin: readonly number[]; size: Shape }>;

function resultOf(x: TensorType, attrs: SliceAttrs): TensorType {
  const rank = x.shape.length;
  if (rank === 0) throw shapeError('slice', 'x of rank 1 or more', [x]);
  const begin = wholes('slice', attrs, { name: 'begin', length: rank });
  const size = wholes('slice', attrs, { name: 'size', length: rank, least: 1 });
  const fits = x.shape.every((extent, i) => (begin[i] ?? 0) + (size[i] ?? 0) <= extent);
  if (!fits) {
    throw engineError(
      'engine/bad-attribute',
      `slice: size ${size.join(',')} from begin ${begin.join(',')} should lie inside x [${x.shape.join(',')}].`,
    );
  }
  return { dtype: x.dtype, shape: size };
}

/** The box of extents `size` whose first corner is `begin`. */
export const slice: OpDef<SliceAttrs> = {
  infer: (inputs, attrs) => [resultOf(...operands('slice', ['x'], inputs), attrs)],
  vjp(b, { inputs, attrs: { begin, size }, dy }) {
    const [x] = operands('slice', ['x'], inputs);
    const after = x.type.shape.map((extent, i) => extent - (begin[i] ?? 0) - (size[i] ?? 0));
    return [b.one('pad', [dy], { before: begin, after })];
  },
  toGraph: (g, { inputs, attrs, dtype }) => [
    g.node('Slice', [...inputs, g.ints(attrs.begin), g.ints(attrs.size)], {
      T: { type: dtype },
      Index: { type: 'int32' },
    }),
  ],
  toTfjs: (tf, inputs, { begin, size }) => [
    tf.slice(...operands('slice', ['x'], inputs), [...begin], [...size]),
  ],
  macs: () => 0,
  samples: [
    {
      name: 'an image',
      inputs: [float32(2, 4, 4, 3)],
      attrs: { begin: [0, 1, 1, 0], size: [2, 3, 3, 3] },
      exact: true,
    },
    { name: 'a part of a vector', inputs: [float32(9)], attrs: { begin: [4], size: [3] }, exact: true },
    {
      name: 'whole numbers',
      inputs: [int32(4, 3)],
      attrs: { begin: [1, 0], size: [2, 2] },
      exact: true,
      range: [-9, 9],
    },
  ],
};
