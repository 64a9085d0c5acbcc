import { binary, operands, orderedAdd, pairSamples, int32 } from '../program/index.ts';
import type { NoAttrs, OpDef } from '../program/index.ts';

/** Sum of two tensors, element by element, broadcasting. */
export const add: OpDef<NoAttrs> = {
  ...binary('add', {
    node: 'AddV2',
    takes: 'number',
    gradients: [(_, { dy }) => dy, (_, { dy }) => dy],
    tfjs: (tf, x, y) => tf.add(x, y),
    samples: [
      ...pairSamples(),
      { name: 'whole numbers', inputs: [int32(2, 3), int32(3)], attrs: {}, range: [-9, 9] },
    ],
  }),
  toGraph: (g, { inputs, dtype }) => [orderedAdd(g, operands('add', ['a', 'b'], inputs), dtype)],
};
