import { float32, int32, scalarLike, unary } from '../program/index.ts';

/** x times x. */
export const square = unary('square', {
  node: 'Square',
  takes: 'number',
  gradient: (b, { x, dy }) => b.one('mul', [b.one('mul', [dy, scalarLike(b, 2, dy)]), x]),
  tfjs: (tf, x) => tf.square(x),
  samples: [
    { name: 'an image', inputs: [float32(2, 4, 4, 3)], attrs: {} },
    { name: 'a scalar', inputs: [float32()], attrs: {} },
    { name: 'whole numbers', inputs: [int32(2, 5)], attrs: {}, range: [-5, 5] },
  ],
});
