/** The engine: programs, their ops, gradients and rewrites, and what executes them. */
import type { Executor } from './executors/executor.ts';
import { createTensorflowExecutor as tensorflowExecutorOf } from './executors/tensorflow/executor.ts';
import type { Parallelism } from './executors/tensorflow/native.ts';
import { OPS } from './ops/registry.ts';
import { Builder } from './program/index.ts';

export { gradients } from './autodiff/index.ts';
export type { DeviceReport, Executable, Executor, TensorData } from './executors/executor.ts';
export { createTfjsExecutor } from './executors/tfjs/index.ts';
export type { TfjsEnvironment } from './executors/tfjs/index.ts';
export type { Parallelism } from './executors/tensorflow/native.ts';
export { OPS } from './ops/registry.ts';
export type { OpName } from './ops/registry.ts';
export { FORWARD, PASSES, STEP, runPasses } from './passes/pipeline.ts';
export type { Pass, PassName } from './passes/pipeline.ts';
export {
  Builder,
  engineError,
  float32,
  int32,
  opOf,
  printEquation,
  printProgram,
  printType,
  resultsOf,
  sameShape,
  sameType,
  sizeOf,
  verifyBundle,
  verifyProgram,
} from './program/index.ts';
export type {
  Attr,
  Attrs,
  Bundle,
  DType,
  EngineErrorCode,
  Equation,
  GraphWriter,
  NodeAttr,
  OpDef,
  OpTable,
  Program,
  Results,
  Sample,
  Shape,
  TensorType,
  Var,
} from './program/index.ts';

/** A builder that knows the engine's ops: names and attributes are checked by the compiler. */
export type EngineBuilder = Builder<typeof OPS>;

/** An empty program to write. */
export function createBuilder(): EngineBuilder {
  return new Builder(OPS);
}

/**
 * The executor that runs bundles as TensorFlow graphs, in this process.
 * @param parallelism - how the cores share the work; the first executor of a process decides
 * @throws engine/no-tensorflow with the remedy
 */
export function createTensorflowExecutor(parallelism: Parallelism = 'together'): Executor {
  return tensorflowExecutorOf(OPS, parallelism);
}
