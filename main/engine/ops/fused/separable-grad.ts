import { engineError, float32, sameShape, shapeError } from '../../program/index.ts';
import type { OpDef } from '../../program/index.ts';
import { parameterCount, separableNode, separableOperands, separableResult } from './separable-geometry.ts';
import type { SeparableAttrs } from './separable-geometry.ts';
import { separableInTfjs } from './separable.ts';
import { tfjsGradient } from './tfjs-gradient.ts';

const NAME = 'separableGrad';

/** Attributes: those of the forward op, and what is asked for. */
interface SeparableGradAttrs extends SeparableAttrs {
  /** Whether dy is multiplied by a factor a channel beforehand. */
  readonly scaled: boolean;
  /** Whether the gradients by x and by the normalization are asked for; they are empty otherwise. */
  readonly image: boolean;
  /** Whether the gradients by the kernels are asked for; they are empty otherwise. */
  readonly weights: boolean;
}

/** The operands of the forward op, and those that follow: dy, [factor], y, mean, dMean, dVariance. */
function split<V>(attrs: SeparableGradAttrs, inputs: readonly V[]) {
  const own = 1 + parameterCount(attrs);
  const [dy, ...rest] = inputs.slice(own);
  const factor = attrs.scaled ? rest.shift() : null;
  const [y, mean, dMean, dVariance] = rest;
  if (
    dy === undefined ||
    factor === undefined ||
    y === undefined ||
    mean === undefined ||
    dMean === undefined ||
    dVariance === undefined
  ) {
    throw engineError('engine/shape-mismatch', `${NAME}: an operand is missing among ${inputs.length}.`);
  }
  return { forward: inputs.slice(0, own), dy, factor, y, mean, dMean, dVariance };
}

/**
 * The gradients of `separable` by each of its operands. What lay between x and y is computed again, not kept.
 *
 * The incoming gradient is `factor dy + (dMean + 2 dVariance (y - mean)) / count`, channel by channel: dy [N,H',W',K], and all else
 * [K]; y and mean as the forward op gave them, dMean and dVariance the gradients by the statistics that it gave.
 */
export const separableGrad: OpDef<SeparableGradAttrs> = {
  infer(inputs, attrs) {
    const { forward, dy, y } = split(attrs, inputs);
    const given = separableOperands(NAME, attrs, forward);
    const result = separableResult(NAME, attrs, given);
    if (!sameShape(dy.shape, result.shape) || !sameShape(y.shape, result.shape)) {
      throw shapeError(NAME, `dy and y of shape [${result.shape.join(',')}]`, [dy, y]);
    }
    const empty = { dtype: given.x.dtype, shape: [0] };
    const kernels = attrs.depthwise ? 2 : 1;
    return forward.map((type, i) => {
      if (i === 0) return attrs.image ? type : empty;
      return (i <= kernels ? attrs.weights : attrs.image) ? type : float32(0);
    });
  },
  vjp() {
    throw engineError(
      'engine/no-gradient',
      `${NAME} has no gradient of its own: second derivatives are taken by finite differences.`,
    );
  },
  toGraph(g, { inputs, inputTypes, attrs, outputTypes }) {
    const { forward } = split(attrs, inputTypes);
    const node = g.node('DartboardSeparableGrad', inputs, {
      ...separableNode(attrs, separableOperands(NAME, attrs, forward)),
      F: { int: attrs.scaled ? 1 : 0 },
      scaled: { bool: attrs.scaled },
      wants_image: { bool: attrs.image },
      wants_weights: { bool: attrs.weights },
    });
    return outputTypes.map((_, i) => (i === 0 ? node : `${node}:${i}`));
  },
  toTfjs(tf, inputs, attrs) {
    const { forward, dy, factor, dMean, dVariance } = split(attrs, inputs);
    const upstream = factor === null ? dy : tf.mul(dy, factor);
    const found = tfjsGradient(tf, (at) => separableInTfjs(tf, at, attrs), {
      inputs: forward,
      cotangents: [upstream, dMean, dVariance],
    });
    const kernels = attrs.depthwise ? 2 : 1;
    return found.map((gradient, i) =>
      (i === 0 || i > kernels ? attrs.image : attrs.weights) ? gradient : tf.zeros([0]),
    );
  },
  macs: () => 0,
  samples: [
    {
      name: 'a scaled gradient',
      inputs: [
        float32(2, 4, 4, 3),
        float32(1, 1, 3, 2),
        float32(2, 4, 4, 2),
        float32(2),
        float32(2, 4, 4, 2),
        float32(2),
        float32(2),
        float32(2),
      ],
      attrs: {
        depthwise: false,
        window: [1, 1],
        relu: true,
        normalized: false,
        epsilon: 1e-5,
        strides: [1, 1],
        padding: [0, 0, 0, 0],
        dilations: [1, 1],
        scaled: true,
        image: true,
        weights: false,
      },
      differentiable: [],
      // y and mean are taken as given by the kernel, and computed again by tfjs: they agree where the statistics have no gradient.
      values: { 6: [0, 0], 7: [0, 0] },
      compared: [0],
    },
  ],
};
