import { binary, pairSamples } from '../program/index.ts';

/** Quotient of two float tensors, element by element, broadcasting. */
export const div = binary('div', {
  node: 'RealDiv',
  takes: 'float',
  gradients: [
    (b, { y, dy }) => b.one('div', [dy, y]),
    (b, { y, z, dy }) => b.one('neg', [b.one('mul', [dy, b.one('div', [z, y])])]),
  ],
  tfjs: (tf, x, y) => tf.div(x, y),
  samples: pairSamples([0.5, 2]),
});
