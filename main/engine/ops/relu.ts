import { float32, unary } from '../program/index.ts';

/** max(x, 0); its gradient at 0 is 0. */
export const relu = unary('relu', {
  node: 'Relu',
  takes: 'float',
  gradient: (b, { x, dy }) => b.one('reluGrad', [dy, x]),
  tfjs: (tf, x) => tf.relu(x),
  samples: [
    { name: 'an image', inputs: [float32(2, 4, 4, 3)], attrs: {}, exact: true },
    { name: 'a scalar', inputs: [float32()], attrs: {}, exact: true },
  ],
});
