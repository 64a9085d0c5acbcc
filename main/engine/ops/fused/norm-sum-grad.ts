import { engineError, float32, sameType, shapeError } from '../../program/index.ts';
import type { OpDef } from '../../program/index.ts';
import { TERM, normSumInTfjs, normSumNode, termsOf } from './norm-sum.ts';
import type { NormSumAttrs } from './norm-sum.ts';
import { tfjsGradient } from './tfjs-gradient.ts';

const NAME = 'normSumGrad';

/**
 * What `normSum` leaves to be computed of its gradient. Operands: dy, then those of `normSum`.
 * Results: the gradient by each vector, in their order; then, for each normalized image, the factor [C] that dy has to be multiplied by
 * to be the gradient by it (scale / sqrt(variance + epsilon)): what reads it can do that on the way.
 */
export const normSumGrad: OpDef<NormSumAttrs> = {
  infer(inputs, attrs) {
    const [dy, ...given] = inputs;
    const terms = termsOf(NAME, attrs, given);
    const [first] = terms;
    if (dy === undefined || first === undefined || !sameType(dy, first.image)) {
      throw shapeError(NAME, 'dy of the type of the images', inputs.slice(0, 2));
    }
    const [, , , channels = 1] = dy.shape;
    const normalized = terms.filter(({ kind }) => kind === TERM.normalized);
    return [...terms.flatMap(({ vectors }) => vectors), ...normalized.map(() => float32(channels))];
  },
  vjp() {
    throw engineError(
      'engine/no-gradient',
      `${NAME} has no gradient of its own: second derivatives are taken by finite differences.`,
    );
  },
  toGraph(g, { inputs, inputTypes, attrs, outputTypes }) {
    const terms = termsOf(NAME, attrs, inputs.slice(1));
    const node = g.node('DartboardNormSumGrad', inputs, {
      T: { type: inputTypes[0]?.dtype ?? 'float32' },
      K: { int: terms.filter(({ kind }) => kind === TERM.normalized).length },
      ...normSumNode(attrs, terms),
    });
    return outputTypes.map((_, i) => (i === 0 ? node : `${node}:${i}`));
  },
  toTfjs(tf, inputs, attrs) {
    const [dy, ...given] = inputs;
    if (dy === undefined) throw shapeError(NAME, 'dy', []);
    const terms = termsOf(NAME, attrs, given);
    const found = tfjsGradient(tf, (at) => [normSumInTfjs(tf, at, attrs)], {
      inputs: given,
      cotangents: [dy],
    });
    const factors = terms.flatMap(({ kind, vectors: [, variance, scale] }) =>
      kind === TERM.normalized && variance !== undefined && scale !== undefined
        ? [tf.div(scale, tf.sqrt(tf.add(variance, attrs.epsilon)))]
        : [],
    );
    return [...found.slice(terms.length), ...factors];
  },
  macs: () => 0,
  samples: [
    {
      name: 'one of each kind',
      inputs: [
        float32(2, 3, 3, 2),
        float32(2, 3, 3, 2),
        float32(2, 3, 3, 2),
        float32(2, 3, 3, 2),
        float32(),
        float32(2),
        float32(2),
        float32(2),
        float32(2),
      ],
      attrs: { kinds: [TERM.plain, TERM.scaled, TERM.normalized], epsilon: 1e-5 },
      range: [0.2, 1],
      differentiable: [],
    },
  ],
};
