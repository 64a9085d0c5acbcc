import { engineError, float32, int32, operands, requireKind, shapeError } from '../program/index.ts';
import type { NoAttrs, OpDef } from '../program/index.ts';

const NAME = 'sparseCrossEntropy';
const NAMES = ['logits', 'labels'] as const;

/**
 * Logits [N,K] and labels i32[N] from 0 and below K: the losses [N], `-log(softmax(logits)[label])`, their gradients by the logits [N,K], and 1
 * where no other class scores higher than the label, else 0, [N]. As
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
    const rows = { dtype: logits.dtype, shape: [count] };
    return [rows, logits, rows];
  },
  vjp(b, { outputs, dy, cotangents, wanted }) {
    const [losses, gradient] = operands(NAME, ['losses', 'gradient', 'right'], outputs);
    if (cotangents.slice(1).some((cotangent) => cotangent !== null)) {
      throw engineError(
        'engine/no-gradient',
        `${NAME}: only its losses have a gradient; its other results cannot be differentiated.`,
      );
    }
    if (!wanted[0]) return [null, null];
    const column = b.one('reshape', [dy], { shape: [...losses.type.shape, 1] });
    return [b.one('mul', [gradient, column]), null];
  },
  toGraph(g, { inputs, dtype, inputTypes }) {
    const T = { T: { type: dtype } } as const;
    if (g.ownKernels && dtype === 'float32') {
      const own = g.node('DartboardCrossEntropy', inputs, T);
      return [own, `${own}:1`, `${own}:2`];
    }
    const [logits = '', labels = ''] = inputs;
    const [, classes = 1] = inputTypes[0]?.shape ?? [];
    const node = g.node('SparseSoftmaxCrossEntropyWithLogits', inputs, {
      T: { type: dtype },
      Tlabels: { type: 'int32' },
    });
    const marks = g.node('OneHot', [labels, g.ints([classes], []), g.floats([1], []), g.floats([0], [])], {
      T: { type: 'float32' },
      TI: { type: 'int32' },
      axis: { int: -1 },
    });
    const over = (op: string, x: string): string =>
      g.node(op, [x, g.ints([1])], { ...T, Tidx: { type: 'int32' }, keep_dims: { bool: false } });
    const scored = g.node(
      'Mul',
      [logits, g.node('Cast', [marks], { SrcT: { type: 'float32' }, DstT: { type: dtype } })],
      T,
    );
    const isRight = g.node('GreaterEqual', [over('Sum', scored), over('Max', logits)], T);
    const right = g.node('Cast', [isRight], { SrcT: { type: 'bool' }, DstT: { type: dtype } });
    return [node, `${node}:1`, right];
  },
  toTfjs(tf, inputs) {
    const [logits, labels] = operands(NAME, NAMES, inputs);
    const targets = tf.oneHot(tf.cast(labels, 'int32'), logits.shape[1] ?? 0, 1, 0, 'float32');
    const logProbabilities = tf.logSoftmax(logits);
    const losses = tf.neg(tf.sum(tf.mul(targets, logProbabilities), 1));
    const own = tf.sum(tf.mul(targets, logits), 1);
    const right = tf.cast(tf.greaterEqual(own, tf.max(logits, 1)), 'float32');
    return [losses, tf.sub(tf.exp(logProbabilities), targets), right];
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
      compared: [0, 1, 2],
    },
    {
      name: 'more classes than a vector has',
      inputs: [float32(9, 37), int32(9)],
      attrs: {},
      range: [-4, 4],
      values: { 1: [0, 36, 35, 16, 15, 31, 32, 7, 20] },
      differentiable: [0],
      outputs: [0],
      compared: [0, 1, 2],
    },
  ],
};
