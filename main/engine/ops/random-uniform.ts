import { statelessUniform } from '../../base/rng.ts';
import { float32, int32, operands, shapeError, sizeOf, wholes } from '../program/index.ts';
import type { OpDef, Shape } from '../program/index.ts';

type RandomUniformAttrs = Readonly<{ shape: Shape }>;

/**
 * Values drawn uniformly from [0, 1) as a function of the seed, two int32 numbers, alone: the same seed gives the same bits, here
 * and in TensorFlow.
 */
export const randomUniform: OpDef<RandomUniformAttrs> = {
  infer(inputs, attrs) {
    const [seed] = operands('randomUniform', ['seed'], inputs);
    if (seed.dtype !== 'int32' || seed.shape.length !== 1 || seed.shape[0] !== 2) {
      throw shapeError('randomUniform', 'a seed of type i32[2]', inputs);
    }
    return [float32(...wholes('randomUniform', attrs, { name: 'shape', length: null, least: 1 }))];
  },
  vjp: () => [null],
  toGraph(g, { inputs, attrs, dtype }) {
    const [seed] = operands('randomUniform', ['seed'], inputs);
    return [
      g.node('StatelessRandomUniform', [g.ints(attrs.shape), seed], {
        dtype: { type: dtype },
        T: { type: 'int32' },
        Tseed: { type: 'int32' },
      }),
    ];
  },
  toTfjs(tf, inputs, { shape }) {
    const [seed] = operands('randomUniform', ['seed'], inputs);
    const [low = 0, high = 0] = seed.dataSync<'int32'>();
    return [tf.tensor(statelessUniform([low, high], sizeOf(shape)), [...shape])];
  },
  macs: () => 0,
  samples: [
    { name: 'a mask', inputs: [int32(2)], attrs: { shape: [4, 1, 1, 1] }, exact: true, range: [-1e9, 1e9] },
    {
      name: 'not a multiple of four',
      inputs: [int32(2)],
      attrs: { shape: [7, 3] },
      exact: true,
      range: [0, 100],
    },
  ],
};
