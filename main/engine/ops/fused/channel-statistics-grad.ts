import { engineError, float32, sameShape, sameType, shapeError } from '../../program/index.ts';
import type { Attrs, OpDef } from '../../program/index.ts';

const NAME = 'channelStatisticsGrad';

/** Attributes: what else flows into the image. */
interface ChannelStatisticsGradAttrs extends Attrs {
  /** Whether a gradient dy of the image itself is added. */
  readonly flows: boolean;
  /** Whether dy is multiplied by a factor a channel beforehand. */
  readonly scaled: boolean;
}

/**
 * The gradient by the image whose statistics were taken: (dMean + 2 dVariance (x - mean)) / count, to which `factor dy` is added.
 * Operands: x [N,H,W,C]; mean, dMean, dVariance [C]; dy [N,H,W,C] if it flows; factor [C] if it is scaled.
 */
export const channelStatisticsGrad: OpDef<ChannelStatisticsGradAttrs> = {
  infer(inputs, { flows, scaled }) {
    const [x, mean, dMean, dVariance, ...rest] = inputs;
    const expected = 4 + (flows ? 1 : 0) + (scaled ? 1 : 0);
    if (
      x === undefined ||
      mean === undefined ||
      dMean === undefined ||
      dVariance === undefined ||
      inputs.length !== expected ||
      (scaled && !flows)
    ) {
      throw engineError(
        'engine/shape-mismatch',
        `${NAME}: expected ${expected} operands, got ${inputs.length}.`,
      );
    }
    const [, , , channels = 1] = x.shape;
    const [dy, factor] = rest;
    const vectors = [mean, dMean, dVariance, ...(factor === undefined ? [] : [factor])];
    const fits = dy === undefined || sameType(dy, x);
    if (!fits || !vectors.every((v) => v.dtype === 'float32' && sameShape(v.shape, [channels]))) {
      throw shapeError(NAME, `dy of the type of x and vectors of shape [${channels}] in float32`, inputs);
    }
    return [x];
  },
  vjp() {
    throw engineError(
      'engine/no-gradient',
      `${NAME} has no gradient of its own: second derivatives are taken by finite differences.`,
    );
  },
  toGraph: (g, { inputs, attrs, dtype }) => [
    g.node('DartboardChannelStatisticsGrad', inputs, {
      T: { type: dtype },
      D: { int: attrs.flows ? 1 : 0 },
      F: { int: attrs.scaled ? 1 : 0 },
      flows: { bool: attrs.flows },
      scaled: { bool: attrs.scaled },
    }),
  ],
  toTfjs(tf, inputs) {
    const [x, mean, dMean, dVariance, dy, factor] = inputs;
    if (x === undefined || mean === undefined || dMean === undefined || dVariance === undefined) {
      throw shapeError(NAME, 'four operands', []);
    }
    const count = x.size / mean.size;
    const centred = tf.mul(tf.sub(x, mean), tf.mul(dVariance, 2));
    const found = tf.div(tf.add(centred, dMean), count);
    if (dy === undefined) return [found];
    return [tf.add(found, factor === undefined ? dy : tf.mul(dy, factor))];
  },
  macs: () => 0,
  samples: [
    {
      name: 'statistics alone',
      inputs: [float32(2, 3, 3, 5), float32(5), float32(5), float32(5)],
      attrs: { flows: false, scaled: false },
      differentiable: [],
    },
    {
      name: 'with a scaled gradient',
      inputs: [float32(2, 3, 3, 5), float32(5), float32(5), float32(5), float32(2, 3, 3, 5), float32(5)],
      attrs: { flows: true, scaled: true },
      differentiable: [],
    },
  ],
};
