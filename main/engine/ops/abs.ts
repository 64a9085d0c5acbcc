import { float32, greaterShare, int32, scalarLike, unary } from '../program/index.ts';

/** Distance from 0; its gradient at 0 is 0. */
export const abs = unary('abs', {
  node: 'Abs',
  takes: 'number',
  gradient: (b, { x, dy }) => {
    const zero = scalarLike(b, 0, x);
    const sign = b.one('sub', [greaterShare(b, x, zero), greaterShare(b, zero, x)]);
    return b.one('mul', [dy, sign]);
  },
  tfjs: (tf, x) => tf.abs(x),
  samples: [
    { name: 'an image', inputs: [float32(2, 4, 4, 3)], attrs: {}, exact: true },
    { name: 'a scalar', inputs: [float32()], attrs: {}, exact: true },
    { name: 'whole numbers', inputs: [int32(2, 5)], attrs: {}, exact: true, range: [-5, 5] },
  ],
});
