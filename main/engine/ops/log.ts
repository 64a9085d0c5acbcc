import { float32, unary } from '../program/index.ts';

/** Natural logarithm. */
export const log = unary('log', {
  node: 'Log',
  takes: 'float',
  gradient: (b, { x, dy }) => b.one('div', [dy, x]),
  tfjs: (tf, x) => tf.log(x),
  samples: [
    { name: 'an image', inputs: [float32(2, 4, 4, 3)], attrs: {}, range: [0.5, 2] },
    { name: 'a scalar', inputs: [float32()], attrs: {}, range: [0.5, 2] },
  ],
});
