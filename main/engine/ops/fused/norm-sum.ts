import type { Tensor } from '@tensorflow/tfjs-core';
import {
  engineError,
  float32,
  inType,
  requireKind,
  sameType,
  shapeError,
  sizeOf,
  wholes,
} from '../../program/index.ts';
import type { Attrs, NodeAttr, OpDef, TensorType, Tfjs, Var } from '../../program/index.ts';

const NAME = 'normSum';

/** What becomes of one image of a sum. The numbers are the native kernel's. */
export const TERM = { plain: 0, scaled: 1, normalized: 2, factored: 3 } as const;

/** Vectors that a term of each kind has: none; the factor; mean, variance, scale, offset; factors. */
const VECTORS: readonly number[] = [0, 1, 4, 1];

/** Attributes of the sum. */
export interface NormSumAttrs extends Attrs {
  /** One of TERM for each image. */
  readonly kinds: readonly number[];
  /** Added to the variances. */
  readonly epsilon: number;
}

/** One image of a sum with its vectors. */
export interface Term<V> {
  readonly kind: number;
  readonly image: V;
  readonly vectors: readonly V[];
}

/** Reads the operands: all images, then all vectors. @throws engine/shape-mismatch, engine/bad-attribute */
export function termsOf<V>(op: string, attrs: NormSumAttrs, given: readonly V[]): readonly Term<V>[] {
  const kinds = wholes(op, attrs, { name: 'kinds', length: null });
  const counts = kinds.map((kind) => VECTORS[kind] ?? 0);
  const expected = counts.reduce((sum, count) => sum + count, kinds.length);
  if (given.length !== expected || kinds.length === 0) {
    throw engineError('engine/shape-mismatch', `${op}: expected ${expected} operands, got ${given.length}.`);
  }
  let next = kinds.length;
  return kinds.flatMap((kind, i) => {
    const image = given[i];
    const vectors = given.slice(next, (next += counts[i] ?? 0));
    return image === undefined ? [] : [{ kind, image, vectors }];
  });
}

/** The native kernel's attributes. */
export function normSumNode(attrs: NormSumAttrs, terms: readonly Term<unknown>[]): Record<string, NodeAttr> {
  return {
    N: { int: terms.length },
    V: { int: terms.reduce((sum, { vectors }) => sum + vectors.length, 0) },
    kinds: { ints: attrs.kinds },
    epsilon: { float: attrs.epsilon },
  };
}

/** The op by tfjs kernels. */
export function normSumInTfjs(tf: Tfjs, inputs: readonly Tensor[], attrs: NormSumAttrs): Tensor {
  const parts = termsOf(NAME, attrs, inputs).map(({ kind, image, vectors }) => {
    const [first, variance, scale, offset] = vectors;
    if ((kind === TERM.scaled || kind === TERM.factored) && first !== undefined) return tf.mul(image, first);
    if (first === undefined || variance === undefined || scale === undefined || offset === undefined)
      return image;
    const deviation = tf.sqrt(tf.add(variance, attrs.epsilon));
    return tf.add(tf.mul(tf.div(tf.sub(image, first), deviation), scale), offset);
  });
  return parts.reduce((sum, part) => tf.add(sum, part));
}

/**
 * The sum of images, each of them as it is, multiplied by one number or by one a channel, or normalized by statistics that are given: a
 * node of a cell, one normalization, or the gradients that meet in an image. One pass over memory instead of two for each image. Written
 * by the passes `fuse` and `foldFlow`, for the processor only.
 *
 * Operands: the images, all [N,H,W,C] and of one type; then for each image in turn its vectors in float32: a factor, factors [C], or
 * mean and variance [C], scale and offset ([C], or one number for all channels). Factors a channel have no gradient: only gradients are multiplied so.
 */
export const normSum: OpDef<NormSumAttrs> = {
  infer(inputs, attrs) {
    const terms = termsOf(NAME, attrs, inputs);
    const [first] = terms;
    if (first === undefined) throw shapeError(NAME, 'an image', inputs);
    requireKind(NAME, 'float', { image: first.image });
    for (const term of terms) checkTerm(term, first.image);
    return [first.image];
  },
  vjp(b, { inputs, attrs, dy, wanted }) {
    const terms = termsOf(NAME, attrs, inputs);
    if (terms.some(({ kind }) => kind === TERM.factored)) {
      throw engineError('engine/no-gradient', `${NAME}: factors a channel have no gradient.`);
    }
    const isNormal = terms.map(({ kind }) => kind === TERM.normalized);
    const needsKernel = terms.some(({ kind }) => kind !== TERM.plain);
    const found = needsKernel ? b.all('normSumGrad', [dy, ...inputs], attrs) : [];
    const vectors = terms.reduce((sum, term) => sum + term.vectors.length, 0);
    const factors = found.slice(vectors);
    const images = terms.map(({ kind, vectors: [factor] }, i): Var | null => {
      if (!wanted[i]) return null;
      if (kind === TERM.plain || factor === undefined) return dy;
      const by = isNormal[i] ? factors[isNormal.slice(0, i).filter(Boolean).length] : factor;
      return by === undefined ? null : b.one('mul', [dy, inType(b, by, dy.type.dtype)]);
    });
    return [...images, ...found.slice(0, vectors).map((v, i) => (wanted[terms.length + i] ? v : null))];
  },
  toGraph(g, { inputs, attrs, dtype }) {
    const node = normSumNode(attrs, termsOf(NAME, attrs, inputs));
    return [g.node('DartboardNormSum', inputs, { T: { type: dtype }, ...node })];
  },
  toTfjs: (tf, inputs, attrs) => [normSumInTfjs(tf, inputs, attrs)],
  macs: () => 0,
  samples: [
    {
      name: 'one of each kind',
      inputs: [
        float32(1, 2, 2, 3),
        float32(1, 2, 2, 3),
        float32(1, 2, 2, 3),
        float32(1),
        float32(3),
        float32(3),
        float32(1),
        float32(3),
      ],
      attrs: { kinds: [TERM.plain, TERM.scaled, TERM.normalized], epsilon: 1e-5 },
      range: [0.5, 1],
    },
    {
      name: 'factors a channel',
      inputs: [float32(2, 3, 3, 5), float32(2, 3, 3, 5), float32(5)],
      attrs: { kinds: [TERM.plain, TERM.factored], epsilon: 1e-5 },
      differentiable: [],
    },
    {
      name: 'one normalization of an odd image',
      inputs: [float32(1, 3, 5, 19), float32(19), float32(19), float32(19), float32(19)],
      attrs: { kinds: [TERM.normalized], epsilon: 1e-3 },
      range: [0.2, 1],
    },
  ],
};

function checkTerm({ kind, image, vectors }: Term<TensorType>, first: TensorType): void {
  if (!sameType(image, first)) throw shapeError(NAME, 'images of one type', [first, image]);
  const [, , , channels = 0] = image.shape;
  const sizesOf = (i: number): readonly number[] => {
    if (kind === TERM.scaled) return [1];
    return kind === TERM.normalized && i > 1 ? [1, channels] : [channels];
  };
  if (vectors.every((v, i) => v.dtype === 'float32' && sizesOf(i).includes(sizeOf(v.shape)))) return;
  throw shapeError(NAME, `vectors of ${channels} elements in float32, or factors of one`, vectors);
}
