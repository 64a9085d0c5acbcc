import { float32, scalarLike, unary } from '../program/index.ts';

/** 1 / (1 + exp(-x)). */
export const sigmoid = unary('sigmoid', {
  node: 'Sigmoid',
  takes: 'float',
  gradient: (b, { y, dy }) => b.one('mul', [b.one('mul', [dy, y]), b.one('sub', [scalarLike(b, 1, y), y])]),
  tfjs: (tf, x) => tf.sigmoid(x),
  samples: [
    { name: 'an image', inputs: [float32(2, 4, 4, 3)], attrs: {}, range: [-4, 4] },
    { name: 'a scalar', inputs: [float32()], attrs: {}, range: [-4, 4] },
  ],
});
