import { float32, imageOfPhases, operands, paddingPairs } from '../program/index.ts';
import type { BlockAttrs, OpDef } from '../program/index.ts';

const NAME = 'batchToSpace';

/** Puts the phases of `spaceToBatch` together again and takes the padding away. */
export const batchToSpace: OpDef<BlockAttrs> = {
  infer: (inputs, attrs) => [imageOfPhases(NAME, ...operands(NAME, ['x'], inputs), attrs)],
  vjp: (b, { attrs, dy }) => [b.one('spaceToBatch', [dy], attrs)],
  toGraph: (g, { inputs, attrs, dtype }) => [
    g.node('BatchToSpaceND', [...inputs, g.ints(attrs.block), g.ints(attrs.padding, [2, 2])], {
      T: { type: dtype },
      Tblock_shape: { type: 'int32' },
      Tcrops: { type: 'int32' },
    }),
  ],
  toTfjs: (tf, inputs, attrs) => [
    tf.batchToSpaceND(...operands(NAME, ['x'], inputs), [...attrs.block], paddingPairs(attrs)),
  ],
  macs: () => 0,
  samples: [
    {
      name: 'even',
      inputs: [float32(8, 2, 3, 2)],
      attrs: { block: [2, 2], padding: [0, 0, 0, 0] },
      exact: true,
    },
    {
      name: 'odd, cut',
      inputs: [float32(4, 3, 3, 2)],
      attrs: { block: [2, 2], padding: [0, 1, 0, 1] },
      exact: true,
    },
  ],
};
