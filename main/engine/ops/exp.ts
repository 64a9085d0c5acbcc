import { float32, unary } from '../program/index.ts';

/** e to the power of x. */
export const exp = unary('exp', {
  node: 'Exp',
  takes: 'float',
  gradient: (b, { y, dy }) => b.one('mul', [dy, y]),
  tfjs: (tf, x) => tf.exp(x),
  samples: [
    { name: 'an image', inputs: [float32(2, 4, 4, 3)], attrs: {} },
    { name: 'a scalar', inputs: [float32()], attrs: {} },
  ],
});
