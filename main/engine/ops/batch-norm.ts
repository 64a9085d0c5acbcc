import {
  engineError,
  float32,
  operands,
  rank4,
  requireKind,
  sameType,
  shapeError,
} from '../program/index.ts';
import type { OpDef, TensorType } from '../program/index.ts';

const NAME = 'batchNorm';
const OPERANDS = ['x', 'scale', 'offset'] as const;

/** The attribute of batch normalization. */
interface BatchNormAttrs extends Record<string, number> {
  /** Added to the variance. The reference networks use 1e-5. */
  readonly epsilon: number;
}

/**
 * Batch normalization in training: y = (x - mean) / sqrt(variance + epsilon) * scale + offset, by the batch's own statistics with
 * the biased variance. x [N,H,W,C], of any float type, which is y's too; scale, offset [C] and all else is float32.
 *
 * Results: y; the batch's mean [C]; its UNBIASED variance [C], which running statistics take (PyTorch and TensorFlow agree); then
 * three values that only `batchNormGrad` understands.
 */
export const batchNorm: OpDef<BatchNormAttrs> = {
  infer(inputs, attrs) {
    const [x, scale, offset] = operands(NAME, OPERANDS, inputs);
    const [, , , channels] = rank4(NAME, 'x', x);
    requireKind(NAME, 'float', { x });
    const perChannel: TensorType = float32(channels);
    if (!sameType(scale, perChannel) || !sameType(offset, perChannel)) {
      throw shapeError(NAME, `scale and offset of shape [${channels}] in float32`, inputs);
    }
    if (!(attrs.epsilon > 0))
      throw engineError('engine/bad-attribute', `${NAME}: epsilon should be above 0, got ${attrs.epsilon}.`);
    return [x, perChannel, perChannel, perChannel, perChannel, float32(0)];
  },
  vjp(b, { inputs, outputs, attrs, dy, cotangents, wanted }) {
    if (cotangents.slice(1).some((cotangent) => cotangent !== null)) {
      throw engineError(
        'engine/no-gradient',
        `${NAME}: only its first result has a gradient; the statistics have none.`,
      );
    }
    const [x, scale] = operands(NAME, OPERANDS, inputs);
    const gradients = b.all('batchNormGrad', [dy, x, scale, ...outputs.slice(3)], attrs);
    return gradients.map((gradient, i) => (wanted[i] ? gradient : null));
  },
  toGraph(g, { inputs, attrs, dtype }) {
    const node = g.node('FusedBatchNormV3', [...inputs, g.floats([]), g.floats([])], {
      T: { type: dtype },
      U: { type: 'float32' },
      epsilon: { float: attrs.epsilon },
      exponential_avg_factor: { float: 1 },
      data_format: { text: 'NHWC' },
      is_training: { bool: true },
    });
    return [node, `${node}:1`, `${node}:2`, `${node}:3`, `${node}:4`, `${node}:5`];
  },
  toTfjs(tf, inputs, attrs) {
    const [x, scale, offset] = operands(NAME, OPERANDS, inputs);
    const { mean, variance } = tf.moments(x, [0, 1, 2]);
    const count = x.size / mean.size;
    const deviation = tf.sqrt(tf.add(variance, attrs.epsilon));
    const y = tf.add(tf.mul(tf.div(tf.sub(x, mean), deviation), scale), offset);
    return [
      y,
      mean,
      tf.mul(variance, count / Math.max(1, count - 1)),
      tf.clone(mean),
      variance,
      tf.zeros([0]),
    ];
  },
  macs: () => 0,
  samples: [
    {
      name: 'a small image',
      inputs: [float32(3, 4, 4, 3), float32(3), float32(3)],
      attrs: { epsilon: 1e-5 },
      outputs: [0],
      compared: [0, 1, 2],
    },
    {
      name: 'one pixel an image',
      inputs: [float32(8, 1, 1, 2), float32(2), float32(2)],
      attrs: { epsilon: 1e-3 },
      outputs: [0],
      compared: [0, 1, 2],
    },
  ],
};
