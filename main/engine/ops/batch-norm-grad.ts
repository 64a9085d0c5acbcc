import { engineError, float32, operands, requireOneElementType } from '../program/index.ts';
import type { OpDef } from '../program/index.ts';

const NAME = 'batchNormGrad';
const OPERANDS = ['dy', 'x', 'scale', 'saved mean', 'saved variance', 'reserved'] as const;

/**
 * Gradient of `batchNorm` by x [N,H,W,C], scale [C] and offset [C], through the batch's statistics. dy and x are of one float type,
 * which is that of the gradient by x; all else is float32.
 */
export const batchNormGrad: OpDef<{ readonly epsilon: number }> = {
  infer(inputs) {
    const [dy, x, scale, ...saved] = operands(NAME, OPERANDS, inputs);
    requireOneElementType(NAME, [dy, x]);
    requireOneElementType(NAME, [float32(), scale, ...saved]);
    return [x, scale, scale];
  },
  vjp() {
    throw engineError(
      'engine/no-gradient',
      `${NAME} has no gradient of its own: second derivatives are taken by finite differences.`,
    );
  },
  toGraph(g, { inputs, attrs, dtype }) {
    const node = g.node('FusedBatchNormGradV3', inputs, {
      T: { type: dtype },
      U: { type: 'float32' },
      epsilon: { float: attrs.epsilon },
      data_format: { text: 'NHWC' },
      is_training: { bool: true },
    });
    return [node, `${node}:1`, `${node}:2`];
  },
  toTfjs(tf, inputs, attrs) {
    const [dy, x, scale, mean, variance] = operands(NAME, OPERANDS, inputs);
    const deviation = tf.sqrt(tf.add(variance, attrs.epsilon));
    const normal = tf.div(tf.sub(x, mean), deviation);
    const doffset = tf.sum(dy, [0, 1, 2]);
    const dscale = tf.sum(tf.mul(dy, normal), [0, 1, 2]);
    const count = x.size / mean.size;
    const centred = tf.sub(tf.sub(dy, tf.div(doffset, count)), tf.mul(normal, tf.div(dscale, count)));
    return [tf.mul(centred, tf.div(scale, deviation)), dscale, doffset];
  },
  macs: () => 0,
  samples: [
    {
      name: 'one channel, with its mean and biased variance',
      inputs: [float32(4, 1, 1, 1), float32(4, 1, 1, 1), float32(1), float32(1), float32(1), float32(0)],
      attrs: { epsilon: 1e-5 },
      values: { 0: [1, -2, 0.5, 3], 1: [1, 3, 5, 7], 2: [2], 3: [4], 4: [5], 5: [] },
      differentiable: [],
    },
  ],
};
