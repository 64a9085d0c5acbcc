/** The engine: programs, their ops, gradients and rewrites, and what executes them. */
import { estimateMemory as estimateMemoryOf } from './estimate/index.ts';
import type { EstimateOptions, MemoryEstimate } from './estimate/index.ts';
import type { Executor } from './executors/executor.ts';
import { createTensorflowExecutor as tensorflowExecutorOf } from './executors/tensorflow/executor.ts';
import type { Parallelism } from './executors/tensorflow/native.ts';
import { OPS } from './ops/registry.ts';
import { Builder } from './program/index.ts';
import type { Bundle } from './program/index.ts';

export { gradients } from './autodiff/index.ts';
export { largestBatch, restrictedTo } from './estimate/index.ts';
export type { BatchRequest, EstimateOptions, MemoryEstimate, ProgramMemory } from './estimate/index.ts';
export type { DeviceReport, Executable, Executor, OpTime, TensorData } from './executors/executor.ts';
export { createTfjsExecutor } from './executors/tfjs/index.ts';
export type { TfjsEnvironment } from './executors/tfjs/index.ts';
export { lowerBundle } from './executors/tensorflow/graph.ts';
export type { Graph } from './executors/tensorflow/graph.ts';
export type { Parallelism } from './executors/tensorflow/native.ts';
export type { NodeData } from './executors/tensorflow/nodes.ts';
export { placementFor } from './executors/tensorflow/placement.ts';
export type { Placement } from './executors/tensorflow/placement.ts';
export { GATE_FUNCTIONS } from './ops/fused/gate-functions.ts';
export { OPS } from './ops/registry.ts';
export type { OpName } from './ops/registry.ts';
export { FORWARD, PASSES, forwardPasses, runPasses, stepPasses } from './passes/pipeline.ts';
export type { Pass, PassName, Precision } from './passes/pipeline.ts';
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
  Device,
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

/** The most memory that a process takes which loads a bundle and runs its programs on the processor. */
export function estimateMemory(bundle: Bundle, options: EstimateOptions): MemoryEstimate {
  return estimateMemoryOf(bundle, OPS, options);
}

/**
 * The executor that runs bundles as TensorFlow graphs, in this process.
 * @param parallelism - how the cores share the work; the first executor of a process decides
 * @param processors - devices that the processor stands for where there is no GPU: programs of several devices run on them as placed,
 * though not faster
 * @throws engine/no-tensorflow with the remedy
 */
export function createTensorflowExecutor(parallelism: Parallelism = 'together', processors = 1): Executor {
  return tensorflowExecutorOf(OPS, parallelism, processors);
}
