import { engineError, float32, int32, operands, requireKind, shapeError } from '../program/index.ts';
import type { NoAttrs, OpDef } from '../program/index.ts';

const NAME = 'sparseCrossEntropy';
const NAMES = ['logits', 'labels'] as const;

/**
 * Logits [N,K] and labels i32[N] from 0 and below K: the losses [N], `-log(softmax(logits)[label])`, and their gradients by the logits [N,K]. As
 * `softmaxCrossEntropy`, for classes so many that targets [N,K] would be in the way: the words of a vocabulary.
 */
export const sparseCrossEntropy: OpDef<NoAttrs> = {
  infer(inputs) {
    const [logits, labels] = operands(NAME, NAMES, inputs);
    requireKind(NAME, 'float', { logits });
    const [count] = logits.shape;
    if (count === undefined || logits.shape.length !== 2)
      throw shapeError(NAME, 'logits of shape [N,K]', [logits]);
    if (labels.dtype !== 'int32' || labels.shape.length !== 1 || labels.shape[0] !== count) {
      throw shapeError(NAME, `labels of type i32[${count}]`, inputs);
    }
    return [{ dtype: logits.dtype, shape: [count] }, logits];
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
    const node = g.node('SparseSoftmaxCrossEntropyWithLogits', inputs, {
      T: { type: dtype },
      Tlabels: { type: 'int32' },
    });
    return [node, `${node}:1`];
  },
  toTfjs(tf, inputs) {
    const [logits, labels] = operands(NAME, NAMES, inputs);
    const targets = tf.oneHot(tf.cast(labels, 'int32'), logits.shape[1] ?? 0, 1, 0, 'float32');
    const logProbabilities = tf.logSoftmax(logits);
    const losses = tf.neg(tf.sum(tf.mul(targets, logProbabilities), 1));
    return [losses, tf.sub(tf.exp(logProbabilities), targets)];
  },
  macs: () => 0,
  samples: [
    {
      name: 'a batch',
      inputs: [float32(4, 5), int32(4)],
      attrs: {},
      range: [-2, 2],
      values: { 1: [1, 0, 4, 4] },
      differentiable: [0],
      outputs: [0],
    },
  ],
};
