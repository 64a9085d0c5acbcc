import { float32, unary } from '../program/index.ts';

/** The largest whole number that is not above x; it has no gradient. */
export const floor = unary('floor', {
  node: 'Floor',
  takes: 'float',
  gradient: null,
  tfjs: (tf, x) => tf.floor(x),
  samples: [
    { name: 'an image', inputs: [float32(2, 4, 4, 3)], attrs: {}, exact: true, range: [-3, 3] },
    { name: 'a scalar', inputs: [float32()], attrs: {}, exact: true, range: [-3, 3] },
  ],
});
