import { axisOf, engineError, float32, int32, operands, wholes } from '../program/index.ts';
import type { OpDef, TensorType } from '../program/index.ts';

type SplitAttrs = Readonly<{ axis: number; sizes: readonly number[] }>;

function partsOf(x: TensorType, attrs: SplitAttrs): readonly TensorType[] {
  const axis = axisOf('split', attrs, x.shape.length);
  const sizes = wholes('split', attrs, { name: 'sizes', length: null, least: 1 });
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total !== x.shape[axis]) {
    throw engineError(
      'engine/bad-attribute',
      `split: sizes should add up to axis ${axis} of x [${x.shape.join(',')}], they add up to ${total}.`,
    );
  }
  return sizes.map((size) => ({
    dtype: x.dtype,
    shape: x.shape.map((extent, i) => (i === axis ? size : extent)),
  }));
}

/** The parts of a tensor along one axis: undoes concat. */
export const split: OpDef<SplitAttrs> = {
  infer: (inputs, attrs) => partsOf(...operands('split', ['x'], inputs), attrs),
  vjp(b, { outputs, attrs: { axis }, cotangents }) {
    const parts = outputs.map((output, i) => cotangents[i] ?? b.fill(0, output.type));
    return [b.one('concat', parts, { axis })];
  },
  toGraph(g, { inputs, attrs: { axis, sizes }, dtype }) {
    const node = g.node('SplitV', [...inputs, g.ints(sizes), g.ints([axis], [])], {
      num_split: { int: sizes.length },
      T: { type: dtype },
      Tlen: { type: 'int32' },
    });
    return sizes.map((_, i) => (i === 0 ? node : `${node}:${i}`));
  },
  toTfjs: (tf, inputs, { axis, sizes }) => tf.split(...operands('split', ['x'], inputs), [...sizes], axis),
  macs: () => 0,
  samples: [
    { name: 'channels', inputs: [float32(2, 3, 7)], attrs: { axis: 2, sizes: [1, 4, 2] }, exact: true },
    { name: 'flat', inputs: [float32(8)], attrs: { axis: 0, sizes: [3, 5] }, exact: true },
    { name: 'one part', inputs: [float32(2, 3)], attrs: { axis: 1, sizes: [3] }, exact: true },
    {
      name: 'whole numbers',
      inputs: [int32(5, 2)],
      attrs: { axis: 0, sizes: [2, 3] },
      exact: true,
      range: [-9, 9],
    },
  ],
};
