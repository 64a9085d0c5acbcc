import { comparison, int32 } from '../program/index.ts';

/** Whether two values are equal, element by element, broadcasting. */
export const equal = comparison('equal', {
  node: 'Equal',
  takes: 'anything',
  tfjs: (tf, x, y) => tf.equal(x, y),
  samples: [
    { name: 'whole numbers', inputs: [int32(4, 5), int32(4, 5)], attrs: {}, range: [0, 3] },
    { name: 'a row', inputs: [int32(4, 5), int32(5)], attrs: {}, range: [0, 3] },
    {
      name: 'truth values',
      inputs: [
        { dtype: 'bool', shape: [8] },
        { dtype: 'bool', shape: [8] },
      ],
      attrs: {},
    },
  ],
});
