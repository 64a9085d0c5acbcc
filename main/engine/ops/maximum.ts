import { binary, pairSamples, greaterShare, int32 } from '../program/index.ts';

/** The greater of two values, element by element, broadcasting. Where they are equal, each gets half of the gradient. */
export const maximum = binary('maximum', {
  node: 'Maximum',
  takes: 'number',
  gradients: [
    (b, { x, y, dy }) => b.one('mul', [dy, greaterShare(b, x, y)]),
    (b, { x, y, dy }) => b.one('mul', [dy, greaterShare(b, y, x)]),
  ],
  tfjs: (tf, x, y) => tf.maximum(x, y),
  samples: [
    ...pairSamples(),
    { name: 'whole numbers', inputs: [int32(2, 3), int32(3)], attrs: {}, range: [-9, 9] },
  ],
});
