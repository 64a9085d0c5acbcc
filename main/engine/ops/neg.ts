import { float32, int32, unary } from '../program/index.ts';

/** -x. */
export const neg = unary('neg', {
  node: 'Neg',
  takes: 'number',
  gradient: (b, { dy }) => b.one('neg', [dy]),
  tfjs: (tf, x) => tf.neg(x),
  samples: [
    { name: 'an image', inputs: [float32(2, 4, 4, 3)], attrs: {}, exact: true },
    { name: 'a scalar', inputs: [float32()], attrs: {}, exact: true },
    { name: 'whole numbers', inputs: [int32(2, 5)], attrs: {}, exact: true, range: [-5, 5] },
  ],
});
