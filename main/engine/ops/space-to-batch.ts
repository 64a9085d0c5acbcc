import { float32, operands, paddingPairs, phasesOf } from '../program/index.ts';
import type { BlockAttrs, OpDef } from '../program/index.ts';

const NAME = 'spaceToBatch';

/**
 * Cuts images into phases: every bh-th row and bw-th column becomes an image of its own, the phases of one place lying together along
 * the batch. A window dilated by the block is an ordinary window within a phase. x [N,H,W,C] to [bh bw N, H'/bh, W'/bw, C].
 */
export const spaceToBatch: OpDef<BlockAttrs> = {
  infer: (inputs, attrs) => [phasesOf(NAME, ...operands(NAME, ['x'], inputs), attrs)],
  vjp: (b, { attrs, dy }) => [b.one('batchToSpace', [dy], attrs)],
  toGraph: (g, { inputs, attrs, dtype }) => [
    g.node('SpaceToBatchND', [...inputs, g.ints(attrs.block), g.ints(attrs.padding, [2, 2])], {
      T: { type: dtype },
      Tblock_shape: { type: 'int32' },
      Tpaddings: { type: 'int32' },
    }),
  ],
  toTfjs: (tf, inputs, attrs) => [
    tf.spaceToBatchND(...operands(NAME, ['x'], inputs), [...attrs.block], paddingPairs(attrs)),
  ],
  macs: () => 0,
  samples: [
    {
      name: 'even',
      inputs: [float32(2, 4, 6, 3)],
      attrs: { block: [2, 2], padding: [0, 0, 0, 0] },
      exact: true,
    },
    {
      name: 'odd, filled up',
      inputs: [float32(2, 5, 7, 2)],
      attrs: { block: [2, 2], padding: [0, 1, 0, 1] },
      exact: true,
    },
  ],
};
