import { float32, scalarLike, unary } from '../program/index.ts';

/** Square root. */
export const sqrt = unary('sqrt', {
  node: 'Sqrt',
  takes: 'float',
  gradient: (b, { y, dy }) => b.one('div', [b.one('mul', [dy, scalarLike(b, 0.5, dy)]), y]),
  tfjs: (tf, x) => tf.sqrt(x),
  samples: [
    { name: 'an image', inputs: [float32(2, 4, 4, 3)], attrs: {}, range: [0.5, 2] },
    { name: 'a scalar', inputs: [float32()], attrs: {}, range: [0.5, 2] },
  ],
});
