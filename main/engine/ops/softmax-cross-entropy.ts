import { engineError, float32, operands, requireKind, sameType, shapeError } from '../program/index.ts';
import type { NoAttrs, OpDef } from '../program/index.ts';

const NAME = 'softmaxCrossEntropy';
const NAMES = ['logits', 'targets'] as const;

/**
 * Logits [N,K] and targets [N,K], rows of which sum to 1: the losses [N], `-sum(targets * log(softmax(logits)))`, and their gradients
 * by the logits [N,K], `softmax(logits) - targets`. Targets are data: they get no gradient, nor is there one of the second result.
 */
export const softmaxCrossEntropy: OpDef<NoAttrs> = {
  infer(inputs) {
    const [logits, targets] = operands(NAME, NAMES, inputs);
    requireKind(NAME, 'float', { logits });
    if (logits.shape.length !== 2) throw shapeError(NAME, 'logits of shape [N,K]', [logits]);
    if (!sameType(logits, targets)) throw shapeError(NAME, 'targets of the type of the logits', inputs);
    return [{ dtype: logits.dtype, shape: logits.shape.slice(0, 1) }, logits];
  },
  vjp(b, { outputs, dy, cotangents, wanted }) {
    const [losses, gradient] = operands(NAME, ['losses', 'gradient'], outputs);
    if (cotangents[1] !== undefined && cotangents[1] !== null) {
      throw engineError(
        'engine/no-gradient',
        `${NAME}: its second result is a gradient itself and cannot be differentiated; use only the losses.`,
      );
    }
    if (!wanted[0]) return [null, null];
    const column = b.one('reshape', [dy], { shape: [...losses.type.shape, 1] });
    return [b.one('mul', [gradient, column]), null];
  },
  toGraph(g, { inputs, dtype }) {
    const node = g.node('SoftmaxCrossEntropyWithLogits', inputs, { T: { type: dtype } });
    return [node, `${node}:1`];
  },
  toTfjs(tf, inputs) {
    const [logits, targets] = operands(NAME, NAMES, inputs);
    const logProbabilities = tf.logSoftmax(logits);
    const losses = tf.neg(tf.sum(tf.mul(targets, logProbabilities), 1));
    return [losses, tf.sub(tf.exp(logProbabilities), targets)];
  },
  macs: () => 0,
  samples: [
    {
      name: 'a batch',
      inputs: [float32(4, 5), float32(4, 5)],
      attrs: {},
      range: [-2, 2],
      values: {
        1: [0, 1, 0, 0, 0, 0.02, 0.02, 0.02, 0.92, 0.02, 0.2, 0.2, 0.2, 0.2, 0.2, 0, 0, 0.3, 0, 0.7],
      },
      differentiable: [0],
      outputs: [0],
    },
  ],
};
