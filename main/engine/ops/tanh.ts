import { float32, scalarLike, unary } from '../program/index.ts';

/** Hyperbolic tangent. */
export const tanh = unary('tanh', {
  node: 'Tanh',
  takes: 'float',
  gradient: (b, { y, dy }) => b.one('mul', [dy, b.one('sub', [scalarLike(b, 1, y), b.one('square', [y])])]),
  tfjs: (tf, x) => tf.tanh(x),
  samples: [
    { name: 'an image', inputs: [float32(2, 4, 4, 3)], attrs: {}, range: [-3, 3] },
    { name: 'a scalar', inputs: [float32()], attrs: {}, range: [-3, 3] },
  ],
});
