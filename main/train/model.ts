/**
 * A network's state as variables of a bundle, and its forward pass inside a step.
 *
 * Three packed variables hold all that a network is: `weights`, and the running statistics of its batch normalizations,
 * `statistics.mean` and `statistics.variance`.
 */
import { defined } from '../base/assert.ts';
import { createRng } from '../base/rng.ts';
import { OPS, createBuilder, float32, forwardPasses, int32, runPasses, stepPasses } from '../engine/index.ts';
import type { EngineBuilder, Precision, Program, TensorType, Var } from '../engine/index.ts';
import type { Network, ParameterSpec } from '../nn/index.ts';
import { layoutOf, packVectors, unpack } from './layout.ts';
import type { Layout } from './layout.ts';

/** Share of a batch's statistics in the running ones (PyTorch's default momentum of batch normalization). */
const STATISTICS_RATE = 0.1;

/** The images that a network is made for. */
export interface ImageTask {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly classes: number;
}

/** Where a network's tensors lie in its packed variables. */
export interface ModelLayout {
  readonly weights: Layout;
  readonly statistics: Layout;
}

/**
 * The layout of a model, from its network traced for training. The form for evaluation may lack some of its parts (an auxiliary head)
 * and is laid out by this one too.
 */
export function modelLayout(network: Network): ModelLayout {
  return {
    weights: layoutOf(network.parameters),
    statistics: layoutOf(network.statistics.map(({ name, channels }) => ({ name, shape: [channels] }))),
  };
}

/** Whose values: of the model that steps change, or of its moving average (`ema.ts`). */
export type ModelCopy = 'current' | 'average';

const PREFIXES: Readonly<Record<ModelCopy, string>> = { current: '', average: 'ema.' };

/** The name of a model's variable, of that copy. */
export const variableOf = (name: string, copy: ModelCopy): string => `${PREFIXES[copy]}${name}`;

/** The variables that hold a model. */
export function modelVariables(
  layout: ModelLayout,
  copy: ModelCopy = 'current',
): Readonly<Record<string, TensorType>> {
  return {
    [variableOf('weights', copy)]: float32(layout.weights.size),
    [variableOf('statistics.mean', copy)]: float32(layout.statistics.size),
    [variableOf('statistics.variance', copy)]: float32(layout.statistics.size),
  };
}

/** The values that a model begins with: parameters as their specs say, running means 0, running variances 1. */
export function initialModel(network: Network, seed: number): Readonly<Record<string, Float32Array>> {
  const layout = modelLayout(network);
  return {
    weights: fillParameters(network.parameters, seed),
    'statistics.mean': new Float32Array(layout.statistics.size),
    'statistics.variance': new Float32Array(layout.statistics.size).fill(1),
  };
}

/** Parameters as their specs say, packed. */
export function fillParameters(parameters: readonly ParameterSpec[], seed: number): Float32Array {
  const layout = layoutOf(parameters);
  const weights = new Float32Array(layout.size);
  let offset = 0;
  parameters.forEach((parameter, i) => {
    const size = defined(layout.sizes[i], 'every parameter has a slot');
    fillInitial(weights.subarray(offset, offset + size), parameter, seed);
    offset += size;
  });
  return weights;
}

/** A parameter's own stream of random numbers, so that its values do not depend on what else the network has. */
function fillInitial(values: Float32Array, { name, init }: ParameterSpec, seed: number): void {
  if (init.kind === 'constant') {
    values.fill(init.value);
    return;
  }
  const rng = createRng(seed, 'weights', name);
  for (let i = 0; i < values.length; i += 1) values[i] = init.bound * (2 * rng.uniform() - 1);
}

/** The running statistics of a model, packed `[channels of all normalizations]`. */
export interface RunningStatistics {
  readonly mean: Var;
  readonly variance: Var;
}

/** A network and what its arguments are in a step. */
export interface ForwardPlan {
  /** Traced for training or for evaluation. */
  readonly network: Network;
  /** Of the model that it belongs to. */
  readonly layout: ModelLayout;
  /** Packed `[weights]`: as they are, or as a step has changed them. */
  readonly weights: Var;
  /** Values for its other arguments: a batch of `images`, alphas. */
  readonly given: Readonly<Record<string, Var>>;
  /** Of the images inside; what goes in and comes out is float32. */
  readonly precision: Precision;
  /** Whether the executor has the engine's own kernels; left out: no. */
  readonly fused?: boolean | undefined;
  /** Whose running statistics an evaluation uses; left out: the model's own. */
  readonly copy?: ModelCopy | undefined;
}

/** Reads the packed weights of a model. */
export const readWeights = (b: EngineBuilder, layout: ModelLayout, copy: ModelCopy = 'current'): Var =>
  b.read(variableOf('weights', copy), float32(layout.weights.size));

/** Reads the running statistics of a model. */
export const readStatistics = (
  b: EngineBuilder,
  layout: ModelLayout,
  copy: ModelCopy = 'current',
): RunningStatistics => ({
  mean: b.read(variableOf('statistics.mean', copy), float32(layout.statistics.size)),
  variance: b.read(variableOf('statistics.variance', copy), float32(layout.statistics.size)),
});

/** The running statistics as updates of a step. */
export const statisticsUpdates = ({ mean, variance }: RunningStatistics): Readonly<Record<string, Var>> => ({
  'statistics.mean': mean,
  'statistics.variance': variance,
});

/**
 * Writes a network's forward pass, its parameters cut out of the packed weights.
 * @returns what the network gives: `logits` [N,K], `auxiliaryLogits` where it has an auxiliary head; in training also its batch's
 * statistics, for `nextStatistics`
 */
export function writeForward(b: EngineBuilder, plan: ForwardPlan): Readonly<Record<string, Var>> {
  const { network, layout, weights, given, precision, fused, copy } = plan;
  const program = runPasses(network.program, OPS, forwardPasses(precision, fused));
  const running = network.program.equations.some((equation) => equation.op === 'batchNormInference')
    ? runningArguments(b, layout, copy)
    : {};
  return b.inline(program, { ...unpack(b, weights, layout.weights), ...running, ...given }).fetches;
}

/** In evaluation a network reads running statistics: those of the model, cut out of the packed ones. */
function runningArguments(
  b: EngineBuilder,
  layout: ModelLayout,
  copy?: ModelCopy,
): Readonly<Record<string, Var>> {
  const { mean, variance } = readStatistics(b, layout, copy);
  const named = (packed: Var, suffix: string) =>
    Object.entries(unpack(b, packed, layout.statistics)).map(([name, v]): [string, Var] => [
      `${name}.${suffix}`,
      v,
    ]);
  return Object.fromEntries([...named(mean, 'running_mean'), ...named(variance, 'running_var')]);
}

/** The running statistics after a forward pass in training: a tenth of the way to those of its batch. */
export function nextStatistics(
  b: EngineBuilder,
  running: RunningStatistics,
  batch: { readonly layout: ModelLayout; readonly outputs: Readonly<Record<string, Var>> },
): RunningStatistics {
  const next = (old: Var, suffix: string): Var => {
    const vectors = batch.layout.statistics.slots.map(({ name }) =>
      defined(batch.outputs[`${name}.${suffix}`], `${name} gives its statistics`),
    );
    const kept = b.one('mul', [old, b.fill(1 - STATISTICS_RATE, float32())]);
    return b.one('add', [kept, b.one('mul', [packVectors(b, vectors), b.fill(STATISTICS_RATE, float32())])]);
  };
  return { mean: next(running.mean, 'batch_mean'), variance: next(running.variance, 'batch_var') };
}

/** The images of a batch, fed: [N,H,W,C]. */
export const feedImages = (
  b: EngineBuilder,
  of: ImageTask & { readonly batch: number },
  name = 'images',
): Var => b.feed(name, float32(of.batch, of.height, of.width, of.channels));

/** The labels of a batch, fed: [N]. */
export const feedLabels = (b: EngineBuilder, batch: number, name = 'labels'): Var =>
  b.feed(name, int32(batch));

/** Closes a step: what a caller sees of it, rewritten by the passes that come after differentiation (`stepPasses`). */
export function finishStep(
  b: EngineBuilder,
  name: string,
  results: {
    readonly fetches: Readonly<Record<string, Var>>;
    readonly updates: Readonly<Record<string, Var>>;
    /** Whether the executor has the engine's own kernels; default false. */
    readonly fused?: boolean;
  },
): Program {
  return runPasses(b.build(name, results), OPS, stepPasses(results.fused));
}

/** The program `evaluate@N` of a network traced for evaluation: feeds `images`, fetches `logits`, and what else it gives. */
export function evaluationProgram(
  network: Network,
  layout: ModelLayout,
  {
    batch,
    task,
    given,
    precision,
    fused,
    copy,
  }: {
    readonly batch: number;
    readonly task: ImageTask;
    readonly precision: Precision;
    readonly fused?: boolean | undefined;
    readonly copy?: ModelCopy;
    readonly given: (b: EngineBuilder) => Readonly<Record<string, Var>>;
  },
): Program {
  const b = createBuilder();
  const images = feedImages(b, { ...task, batch });
  const outputs = writeForward(b, {
    network,
    layout,
    weights: readWeights(b, layout, copy),
    given: { images, ...given(b) },
    precision,
    fused,
    copy,
  });
  return finishStep(b, `evaluate@${batch}`, {
    fetches: { ...outputs, logits: logitsOf(outputs) },
    updates: {},
  });
}

/** The logits [N,K] that every network gives. */
export const logitsOf = (outputs: Readonly<Record<string, Var>>): Var =>
  defined(outputs['logits'], 'every network gives logits');
