import { comparison, float32, int32 } from '../program/index.ts';

/** Whether the first value is at least the second, element by element, broadcasting. */
export const greaterEqual = comparison('greaterEqual', {
  node: 'GreaterEqual',
  takes: 'number',
  tfjs: (tf, x, y) => tf.greaterEqual(x, y),
  samples: [
    { name: 'whole numbers', inputs: [int32(4, 5), int32(4, 5)], attrs: {}, range: [0, 3] },
    { name: 'a row', inputs: [int32(4, 5), int32(5)], attrs: {}, range: [0, 3] },
    { name: 'floats', inputs: [float32(3, 4), float32()], attrs: {} },
  ],
});
