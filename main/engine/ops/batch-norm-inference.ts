import { float32, inType, operands, rank4, requireKind, sameType, shapeError } from '../program/index.ts';
import type { OpDef } from '../program/index.ts';

const NAME = 'batchNormInference';
const OPERANDS = ['x', 'scale', 'offset', 'mean', 'variance'] as const;

/**
 * Batch normalization by given statistics: x [N,H,W,C], of any float type, which is the result's too; all else [C] in float32.
 * Differentiable by x, scale and offset.
 */
export const batchNormInference: OpDef<{ readonly epsilon: number }> = {
  infer(inputs) {
    const [x, ...rest] = operands(NAME, OPERANDS, inputs);
    const [, , , channels] = rank4(NAME, 'x', x);
    requireKind(NAME, 'float', { x });
    if (!rest.every((type) => sameType(type, float32(channels)))) {
      throw shapeError(NAME, `scale, offset, mean and variance of shape [${channels}] in float32`, inputs);
    }
    return [x];
  },
  vjp(b, { inputs, attrs, dy, wanted }) {
    const [x, scale, , mean, variance] = operands(NAME, OPERANDS, inputs);
    const deviation = b.one('sqrt', [b.one('add', [variance, b.fill(attrs.epsilon, float32())])]);
    const [image, upstream] = [inType(b, x, 'float32'), inType(b, dy, 'float32')];
    const normal = () => b.one('div', [b.one('sub', [image, mean]), deviation]);
    const overImages = { axes: [0, 1, 2], keepDims: false };
    const byImage = () => b.one('mul', [upstream, b.one('div', [scale, deviation])]);
    return [
      wanted[0] ? inType(b, byImage(), x.type.dtype) : null,
      wanted[1] ? b.one('sum', [b.one('mul', [upstream, normal()])], overImages) : null,
      wanted[2] ? b.one('sum', [upstream], overImages) : null,
      null,
      null,
    ];
  },
  toGraph: (g, { inputs, attrs, dtype }) => [
    g.node('FusedBatchNormV3', inputs, {
      T: { type: dtype },
      U: { type: 'float32' },
      epsilon: { float: attrs.epsilon },
      exponential_avg_factor: { float: 1 },
      data_format: { text: 'NHWC' },
      is_training: { bool: false },
    }),
  ],
  toTfjs(tf, inputs, attrs) {
    const [x, scale, offset, mean, variance] = operands(NAME, OPERANDS, inputs);
    const deviation = tf.sqrt(tf.add(variance, attrs.epsilon));
    return [tf.add(tf.mul(tf.div(tf.sub(x, mean), deviation), scale), offset)];
  },
  macs: () => 0,
  samples: [
    {
      name: 'a small image',
      inputs: [float32(2, 3, 3, 4), float32(4), float32(4), float32(4), float32(4)],
      attrs: { epsilon: 1e-5 },
      range: [0.2, 1],
      differentiable: [0, 1, 2],
    },
  ],
};
