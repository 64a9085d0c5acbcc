/** The contract of an op: everything that the engine knows of it stands in one file of ops/. */
import type { Tensor } from '@tensorflow/tfjs-core';
import type * as TfjsCore from '@tensorflow/tfjs-core';
import type { Attrs, Var } from './program.ts';
import type { DType, TensorType } from './types.ts';

/** The tfjs-core module, handed in: no op imports TensorFlow. */
export type Tfjs = typeof TfjsCore;

/** Writes equations; what a gradient rule needs of a builder. */
export interface Emitter {
  /** Emits an op with one result. */
  one(op: string, inputs: readonly Var[], attrs?: Attrs): Var;
  /** Emits an op and returns all its results. */
  all(op: string, inputs: readonly Var[], attrs?: Attrs): readonly Var[];
  /** A constant of one value throughout. */
  fill(value: number, type: TensorType): Var;
}

/** An equation as a gradient rule sees it. */
export interface Forward<A> {
  readonly inputs: readonly Var[];
  readonly attrs: A;
  readonly outputs: readonly Var[];
  /** The gradient of the loss by the first output (zeros where the loss depends on another output only). */
  readonly dy: Var;
  /** The gradient of the loss by each output; null where the loss does not depend on it. */
  readonly cotangents: readonly (Var | null)[];
  /** Which inputs' gradients are asked for; a rule leaves the others out (null). */
  readonly wanted: readonly boolean[];
}

/** Attribute of a TensorFlow node, as plain data. */
export type NodeAttr =
  | { readonly type: DType | 'int64' | 'uint8' }
  | { readonly int: number }
  | { readonly float: number }
  | { readonly bool: boolean }
  | { readonly text: string }
  | { readonly ints: readonly number[] }
  | { readonly texts: readonly string[] }
  | { readonly shape: readonly number[] };

/** Writes TensorFlow nodes; implemented by the TensorFlow executor. */
export interface GraphWriter {
  /**
   * Adds a node.
   * @param op - TensorFlow's name of the op
   * @param inputs - names of values (`node` or `node:1`), control inputs as `^node`
   * @returns the node's name, which is also the name of its first value
   */
  node(op: string, inputs: readonly string[], attrs: Readonly<Record<string, NodeAttr>>): string;
  /** As `node`, but equal calls give one node. */
  shared(op: string, inputs: readonly string[], attrs: Readonly<Record<string, NodeAttr>>): string;
  /** A shared constant holding integers, for shapes, axes and the like. */
  ints(values: readonly number[], shape?: readonly number[]): string;
  /** A shared constant of floats (float32 unless stated; `shape` defaults to that of a list). */
  floats(values: readonly number[], shape?: readonly number[], dtype?: DType): string;
  /** Whether the graph runs on the processor, where the engine's own kernels are (main/engine/native). */
  readonly ownKernels: boolean;
}

/** An equation as the lowering sees it: its operands are values of the graph. */
export interface Lowered<A> {
  readonly inputs: readonly string[];
  readonly inputTypes: readonly TensorType[];
  readonly outputTypes: readonly TensorType[];
  /** Element type of the first output. */
  readonly dtype: DType;
  readonly attrs: A;
}

/** One use of an op that the parity suite turns into tests of its gradient and of both executors. */
export interface Sample {
  readonly name: string;
  readonly inputs: readonly TensorType[];
  readonly attrs: Attrs;
  /** Values are drawn uniformly from this interval; default [-1, 1]. Integers: [low, high). */
  readonly range?: readonly [number, number];
  /** Values of inputs, by their places, that an op takes only in some form and that cannot be drawn. */
  readonly values?: Readonly<Record<number, readonly number[]>>;
  /** Inputs that gradients are checked for; default: every float input. */
  readonly differentiable?: readonly number[];
  /** Outputs that gradients flow back from; default: every float output. */
  readonly outputs?: readonly number[];
  /** Outputs that every executor gives alike; default: all. The others are for the same executor's gradient kernel only. */
  readonly compared?: readonly number[];
  /** Whether every executor gives the same bits, as where values only move; whole numbers and truth values always are. */
  readonly exact?: boolean;
}

/**
 * An op: the types it gives, its gradient, its two executable forms, its cost, and samples that test all of these.
 * `A` is the shape of its attributes.
 */
export interface OpDef<A extends Attrs = Attrs> {
  /** @throws engine/shape-mismatch naming the operand, engine/bad-attribute */
  infer(inputs: readonly TensorType[], attrs: A): readonly TensorType[];
  /** Gradient by each input as equations of the same program; null where there is none. */
  vjp(b: Emitter, forward: Forward<A>): readonly (Var | null)[];
  /** TensorFlow nodes; returns the name of each output's value. */
  toGraph(g: GraphWriter, equation: Lowered<A>): readonly string[];
  /** The same by tfjs-core kernels on any of its backends. */
  toTfjs(tf: Tfjs, inputs: readonly Tensor[], attrs: A): readonly Tensor[];
  /** Multiply-accumulates of one execution: convolutions and matrix products only, 0 for all else. */
  macs(inputs: readonly TensorType[], attrs: A, outputs: readonly TensorType[]): number;
  /**
   * Where the first result lies in TensorFlow's memory: it is a `view` of the first operand; or it takes the place of an operand of its
   * size that nobody else reads (`in-place`). Left out: in memory of its own.
   */
  readonly memory?: 'view' | 'in-place';
  readonly samples: readonly Sample[];
}

/** Ops by name. An entry is checked against its own attributes where it is written. */
export type OpTable = Readonly<Record<string, OpDef>>;

/** An op's attributes as its table entry declares them. */
export type AttrsOf<D> = D extends OpDef<infer A> ? A : never;
