import { binary, pairSamples, int32 } from '../program/index.ts';

/** Product of two tensors, element by element, broadcasting. */
export const mul = binary('mul', {
  node: 'Mul',
  takes: 'number',
  gradients: [(b, { y, dy }) => b.one('mul', [dy, y]), (b, { x, dy }) => b.one('mul', [dy, x])],
  tfjs: (tf, x, y) => tf.mul(x, y),
  samples: [
    ...pairSamples(),
    { name: 'whole numbers', inputs: [int32(2, 3), int32(3)], attrs: {}, range: [-9, 9] },
  ],
});
