/**
 * A program is a list of equations over typed variables, in the manner of a jaxpr:
 *
 * ```
 * step(feed images %0: f32[64,32,32,3], read weights %1: f32[1930618]) {
 *   %2 = conv2d[strides=(1,1)] %0 %1 : f32[64,32,32,48]
 *   ...
 * } fetch loss = %907, update weights = %931
 * ```
 *
 * It is a pure function of what is fed and of the bundle's variables as they were when the step began. Its updates are the
 * variables' values for the next step. Nothing in it has an effect, so every rewrite is a rewrite of values.
 */
import type { TensorType } from './types.ts';

/** One value of a program, named by its number. */
export interface Var {
  readonly id: number;
  readonly type: TensorType;
}

/** An attribute: plain data that an op is specialised on. */
export type Attr = string | number | boolean | readonly number[];
/** The attributes of one equation. */
export type Attrs = Readonly<Record<string, Attr>>;

/**
 * Where an equation runs: on an accelerator by its number, from 0, or on the host's processor. A number means a device of the executor
 * that the program is loaded into; results do not depend on it.
 */
export type Device = number | 'host';

/** `outputs = op[attrs] inputs`. */
export interface Equation {
  readonly op: string;
  readonly inputs: readonly Var[];
  readonly attrs: Attrs;
  readonly outputs: readonly Var[];
  /** Left out: where the executor sees fit. */
  readonly device?: Device;
}

/** One entry point of a run: what a step computes. */
export interface Program {
  readonly name: string;
  /** Values handed in at every call: batches, learning rates, seeds. */
  readonly feeds: Readonly<Record<string, Var>>;
  /** The bundle's variables that this program reads, as they are when the call begins. */
  readonly reads: Readonly<Record<string, Var>>;
  /** In an order in which every value is made before it is used. */
  readonly equations: readonly Equation[];
  /** Values handed back to the caller. */
  readonly fetches: Readonly<Record<string, Var>>;
  /** New values of the bundle's variables, in force when the call ends. */
  readonly updates: Readonly<Record<string, Var>>;
}

/** The entry points of a run over its shared variables. */
export interface Bundle {
  readonly variables: Readonly<Record<string, TensorType>>;
  readonly programs: Readonly<Record<string, Program>>;
}

/** The values that leave a program: its fetches, then its updates. */
export const resultsOf = (program: Program): readonly Var[] => [
  ...Object.values(program.fetches),
  ...Object.values(program.updates),
];

/** The values that enter a program: its feeds, then its reads. */
export const argumentsOf = (program: Program): readonly Var[] => [
  ...Object.values(program.feeds),
  ...Object.values(program.reads),
];
