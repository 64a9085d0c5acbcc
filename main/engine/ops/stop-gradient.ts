import { float32, unary } from '../program/index.ts';

/** x itself, as a constant in the eyes of differentiation: no gradient flows through it. */
export const stopGradient = unary('stopGradient', {
  node: 'StopGradient',
  takes: 'float',
  gradient: null,
  tfjs: (tf, x) => tf.clone(x),
  // Its slope is 1 and its gradient none: nothing to compare with finite differences.
  samples: [
    { name: 'an image', inputs: [float32(2, 4, 4, 3)], attrs: {}, exact: true, differentiable: [] },
    { name: 'a scalar', inputs: [float32()], attrs: {}, exact: true, differentiable: [] },
  ],
});
