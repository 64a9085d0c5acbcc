import { binary, int32, pairSamples } from '../program/index.ts';

/** Sum of two tensors, element by element, broadcasting. */
export const add = binary('add', {
  node: 'AddV2',
  takes: 'number',
  gradients: [(_, { dy }) => dy, (_, { dy }) => dy],
  tfjs: (tf, x, y) => tf.add(x, y),
  samples: [
    ...pairSamples(),
    { name: 'whole numbers', inputs: [int32(2, 3), int32(3)], attrs: {}, range: [-9, 9] },
  ],
});
