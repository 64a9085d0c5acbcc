import { binary, pairSamples, int32 } from '../program/index.ts';

/** Difference of two tensors, element by element, broadcasting. */
export const sub = binary('sub', {
  node: 'Sub',
  takes: 'number',
  gradients: [(_, { dy }) => dy, (b, { dy }) => b.one('neg', [dy])],
  tfjs: (tf, x, y) => tf.sub(x, y),
  samples: [
    ...pairSamples(),
    { name: 'whole numbers', inputs: [int32(2, 3), int32(3)], attrs: {}, range: [-9, 9] },
  ],
});
