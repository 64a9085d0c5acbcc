/** Families of ops that work element by element: an op's file states what is its own, the rest stands here. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { broadcastTypes, sumToShape } from './broadcast.ts';
import { requireKind } from './kinds.ts';
import type { Kind } from './kinds.ts';
import type { Emitter, OpDef, Sample, Tfjs } from './op.ts';
import { operands } from './operands.ts';
import type { Var } from './program.ts';

/** An op without attributes. */
export type NoAttrs = Record<string, never>;

/** What an op y = f(x) declares. */
export interface UnarySpec {
  /** TensorFlow's name of it. */
  readonly node: string;
  readonly takes: Kind;
  /** dx; null where the op has no gradient. */
  readonly gradient:
    ((b: Emitter, values: { readonly x: Var; readonly y: Var; readonly dy: Var }) => Var) | null;
  readonly tfjs: (tf: Tfjs, x: Tensor) => Tensor;
  readonly samples: readonly Sample[];
}

/** An op of one operand that gives its type. */
export function unary(name: string, spec: UnarySpec): OpDef<NoAttrs> {
  const { gradient } = spec;
  return {
    infer(inputs) {
      const [x] = operands(name, ['x'], inputs);
      requireKind(name, spec.takes, { x });
      return [x];
    },
    vjp(b, { inputs, outputs, dy }) {
      const [x] = operands(name, ['x'], inputs);
      const [y] = operands(name, ['y'], outputs);
      return [gradient === null ? null : gradient(b, { x, y, dy })];
    },
    toGraph: (g, { inputs, dtype }) => [g.node(spec.node, inputs, { T: { type: dtype } })],
    toTfjs: (tf, inputs) => [spec.tfjs(tf, ...operands(name, ['x'], inputs))],
    macs: () => 0,
    memory: 'in-place',
    samples: spec.samples,
  };
}

const PAIR = ['a', 'b'] as const;

/** Gradient by one operand, of the result's shape: the family sums it to the operand's. */
export type BinaryRule = (
  b: Emitter,
  values: { readonly x: Var; readonly y: Var; readonly z: Var; readonly dy: Var },
) => Var;

/** What an op z = f(x, y) declares. */
export interface BinarySpec {
  /** TensorFlow's name of it. */
  readonly node: string;
  readonly takes: Kind;
  /** dx and dy. */
  readonly gradients: readonly [BinaryRule, BinaryRule];
  readonly tfjs: (tf: Tfjs, x: Tensor, y: Tensor) => Tensor;
  readonly samples: readonly Sample[];
}

/** An op of two operands that broadcast. */
export function binary(name: string, spec: BinarySpec): OpDef<NoAttrs> {
  return {
    infer(inputs) {
      const [x, y] = operands(name, PAIR, inputs);
      requireKind(name, spec.takes, { a: x, b: y });
      return [broadcastTypes(name, x, y)];
    },
    vjp(b, { inputs, outputs, dy, wanted }) {
      const [x, y] = operands(name, PAIR, inputs);
      const [z] = operands(name, ['result'], outputs);
      return spec.gradients.map((rule, i) => {
        const operand = i === 0 ? x : y;
        return wanted[i] ? sumToShape(b, rule(b, { x, y, z, dy }), operand.type.shape) : null;
      });
    },
    toGraph: (g, { inputs, dtype }) => [g.node(spec.node, inputs, { T: { type: dtype } })],
    toTfjs: (tf, inputs) => [spec.tfjs(tf, ...operands(name, PAIR, inputs))],
    macs: () => 0,
    memory: 'in-place',
    samples: spec.samples,
  };
}

/** What a comparison declares. */
export type ComparisonSpec = Omit<BinarySpec, 'gradients' | 'takes'> & {
  readonly takes: Kind | 'anything';
};

/** An op of two operands that broadcast, whose result is a truth value; it has no gradient. */
export function comparison(name: string, spec: ComparisonSpec): OpDef<NoAttrs> {
  return {
    infer(inputs) {
      const [x, y] = operands(name, PAIR, inputs);
      if (spec.takes !== 'anything') requireKind(name, spec.takes, { a: x });
      return [{ dtype: 'bool', shape: broadcastTypes(name, x, y).shape }];
    },
    vjp: () => [null, null],
    toGraph(g, { inputs, inputTypes }) {
      const [x] = operands(name, PAIR, inputTypes);
      return [g.node(spec.node, inputs, { T: { type: x.dtype } })];
    },
    toTfjs: (tf, inputs) => [spec.tfjs(tf, ...operands(name, PAIR, inputs))],
    macs: () => 0,
    samples: spec.samples,
  };
}

/** Samples of a pair that broadcasts in the three ways that occur: not at all, along a row, and from a scalar. */
export function pairSamples(range: readonly [number, number] = [-1, 1]): readonly Sample[] {
  const sample = (name: string, a: readonly number[], b: readonly number[]): Sample => ({
    name,
    inputs: [
      { dtype: 'float32', shape: a },
      { dtype: 'float32', shape: b },
    ],
    attrs: {},
    range,
  });
  return [
    sample('same shapes', [2, 3], [2, 3]),
    sample('a row', [2, 3, 4], [4]),
    sample('a scalar', [], [2, 3]),
    sample('both stretched', [2, 1, 3], [4, 1]),
  ];
}

/** A scalar constant of that value's element type. */
export function scalarLike(b: Emitter, value: number, like: Var): Var {
  return b.fill(value, { dtype: like.type.dtype, shape: [] });
}

/** 1 where x is greater, 0 where y is, and a half where they are equal; of their common shape. */
export function greaterShare(b: Emitter, x: Var, y: Var): Var {
  const { dtype } = x.type;
  const atLeast = b.one('cast', [b.one('greaterEqual', [x, y])], { dtype });
  const tie = b.one('cast', [b.one('equal', [x, y])], { dtype });
  return b.one('sub', [atLeast, b.one('mul', [tie, scalarLike(b, 0.5, x)])]);
}
