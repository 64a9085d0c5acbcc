import { assert, defined } from '../base/assert.ts';
import { createBuilder, float32, int32 } from '../engine/index.ts';
import type { Bundle, EngineBuilder, Precision, Program, Var } from '../engine/index.ts';
import { countNetwork } from '../nn/index.ts';
import type { Network } from '../nn/index.ts';
import { traceTraining } from './cell-network.ts';
import type { DerivedCellSpec } from './cell-network.ts';
import { dropPathOf } from './config.ts';
import type { TrainConfig } from './config.ts';
import { addToSums, clearedSums, meanOfSum, sumVariables } from './accumulation.ts';
import { passSize, towerSize } from './division.ts';
import { emaUpdates, emaVariables, evaluatedCopy, initialEma } from './ema.ts';
import {
  guardStep,
  guardUpdates,
  initialLossScale,
  lossScaleArgument,
  lossScaleVariables,
  scaledGradients,
} from './loss-scaling.ts';
import { crossEntropy } from './losses.ts';
import {
  evaluationProgram,
  feedImages,
  feedLabels,
  finishStep,
  initialModel,
  logitsOf,
  modelLayout,
  modelVariables,
  nextStatistics,
  readStatistics,
  readWeights,
  statisticsUpdates,
  writeForward,
} from './model.ts';
import type { ImageTask, ModelLayout, RunningStatistics } from './model.ts';
import { momentumUpdate } from './optimizers/momentum.ts';
import { towerSeed, writeTowers } from './towers.ts';

/**
 * A final training as programs: `trainStep@N` and `evaluate@N` for each batch size N that occurs. Where batches are accumulated,
 * `accumulate@M` for each size M of their parts, and `applyStep`, stand for `trainStep@N`.
 */
export interface TrainingBundle {
  readonly bundle: Bundle;
  /** Values that the variables begin with; all others are zero. */
  initial(seed: number): Readonly<Record<string, Float32Array>>;
  /** Trainable parameters without the auxiliary head. */
  readonly parameters: number;
  /** Multiply-accumulates (convolutions and linear layers) of one image, without the auxiliary head. */
  readonly macs: number;
}

/** What a bundle is traced for. */
export interface TrainingPlan {
  readonly cell: DerivedCellSpec;
  readonly task: ImageTask;
  readonly config: TrainConfig;
  /** None: the network is only evaluated. The variables are the same. */
  readonly trainBatches: readonly number[];
  readonly evaluationBatches: readonly number[];
  /** Of the evaluation programs; left out: that of the settings. */
  readonly evaluationPrecision?: Precision;
  /** Whether the executor has the engine's own kernels (`Executor.fuses`); left out: no. */
  readonly fused?: boolean;
  /** Whether evaluation programs also give what each cell gives, as `cells.N` [N,H,W,C]; left out: no. */
  readonly cellOutputs?: boolean;
}

/** Traces a final training. @throws spaces/..., nn/... when the cell or the images do not fit the network */
export function trainingBundle(plan: TrainingPlan): TrainingBundle {
  const { config } = plan;
  const largest = Math.max(config.devices * config.accumulate, ...plan.trainBatches);
  const network = traceTraining(plan, towerSize(largest, config), 'train');
  const layout = modelLayout(network);
  const isWhole = config.accumulate === 1;
  const variables = {
    ...modelVariables(layout),
    'optimizer.velocity': float32(layout.weights.size),
    ...emaVariables(config.ema, layout),
    ...(isWhole ? {} : sumVariables(sumsOf(layout))),
    ...lossScaleVariables(config.precision),
  };
  const steps = plan.trainBatches.length === 0 ? [] : stepsOf(plan, layout);
  const evaluations = plan.evaluationBatches.map((batch) =>
    evaluationProgram(traceTraining(plan, batch, 'eval'), layout, {
      batch,
      task: plan.task,
      given: () => ({}),
      precision: plan.evaluationPrecision ?? config.precision,
      fused: plan.fused,
      copy: evaluatedCopy(config.ema),
    }),
  );
  const programs = Object.fromEntries([...steps, ...evaluations].map((program) => [program.name, program]));
  const counts = countNetwork(traceTraining(plan, 1, 'eval'));
  return {
    bundle: { variables, programs },
    initial: (seed) => initialState(network, config, seed),
    parameters: counts.params,
    macs: counts.macs,
  };
}

function initialState(network: Network, config: TrainConfig, seed: number) {
  const model = initialModel(network, seed);
  return { ...model, ...initialEma(config.ema, model), ...initialLossScale(config.precision) };
}

function stepsOf(plan: TrainingPlan, layout: ModelLayout): readonly Program[] {
  const { trainBatches, config } = plan;
  if (config.accumulate === 1) return trainBatches.map((batch) => trainStep(plan, layout, batch));
  const parts = trainBatches.map((batch) => accumulateStep(plan, layout, passSize(batch, config)));
  return [...parts, applyStep(plan, layout)];
}

/** Forward, loss, backward, clip, SGD: one update on a batch. */
function trainStep(plan: TrainingPlan, layout: ModelLayout, batch: number): Program {
  const b = createBuilder();
  const pass = writePass(b, plan, { layout, size: batch });
  const next = weightsUpdate(b, plan, { ...pass, layout });
  const updates = { ...next.updates, ...statisticsUpdates(pass.statistics) };
  const step = { gradients: [pass.gradient], updates };
  return finishStep(b, `trainStep@${batch}`, {
    fetches: { loss: pass.loss, logits: pass.logits, gradientNorm: next.gradientNorm },
    updates: guardStep(b, step, plan.config.precision),
  });
}

/** What is summed over the parts of a batch. */
const sumsOf = (layout: ModelLayout) => ({ weights: float32(layout.weights.size) });

/** The gradient of a part of a batch, added to the sum. */
function accumulateStep(plan: TrainingPlan, layout: ModelLayout, size: number): Program {
  const b = createBuilder();
  const { loss, logits, gradient, statistics } = writePass(b, plan, { layout, size });
  // A gradient that is not finite is summed, so that the whole step is skipped; only the statistics of this part are kept from it.
  const part = { gradients: [gradient], updates: statisticsUpdates(statistics) };
  const kept = guardUpdates(b, part, plan.config.precision);
  const updates = { ...addToSums(b, { weights: gradient }), ...kept };
  return finishStep(b, `accumulate@${size}`, { fetches: { loss, logits }, updates });
}

/** One update by the mean of the parts' gradients. */
function applyStep(plan: TrainingPlan, layout: ModelLayout): Program {
  const b = createBuilder();
  const { weights: type } = sumsOf(layout);
  const gradient = meanOfSum(b, { of: 'weights', type, passes: plan.config.accumulate });
  const next = weightsUpdate(b, plan, {
    layout,
    weights: readWeights(b, layout),
    gradient,
    statistics: readStatistics(b, layout),
  });
  const step = { gradients: [gradient], updates: next.updates };
  return finishStep(b, 'applyStep', {
    fetches: { gradientNorm: next.gradientNorm },
    updates: { ...guardStep(b, step, plan.config.precision), ...clearedSums(b, sumsOf(layout)) },
  });
}

/** One update of the weights, and of the average that follows them and the running statistics. */
function weightsUpdate(
  b: EngineBuilder,
  { config }: TrainingPlan,
  { layout, weights, gradient, statistics }: UpdateOperands,
): { readonly gradientNorm: Var; readonly updates: Readonly<Record<string, Var>> } {
  const velocity = b.read('optimizer.velocity', weights.type);
  const operands = { weights, gradient, velocity, learningRate: b.feed('learningRate', float32()) };
  const next = momentumUpdate(b, operands, config.weights);
  const average = emaUpdates(b, config.ema, { layout, weights: next.weights, statistics });
  const updates = { weights: next.weights, 'optimizer.velocity': next.velocity, ...average };
  return { gradientNorm: next.gradientNorm, updates };
}

interface UpdateOperands {
  readonly layout: ModelLayout;
  readonly weights: Var;
  readonly gradient: Var;
  /** As they are after the pass. */
  readonly statistics: RunningStatistics;
}

/** A pass on fed images, on all devices. */
function writePass(
  b: EngineBuilder,
  plan: TrainingPlan,
  { layout, size }: { readonly layout: ModelLayout; readonly size: number },
) {
  const { devices, precision } = plan.config;
  const scale = lossScaleArgument(b, precision);
  const weights = readWeights(b, layout);
  const { seed, ...others } = dropPathFeeds(b, plan.config);
  const fetches = writeTowers(b, passProgram(plan, layout, size / devices), {
    devices,
    sliced: { images: feedImages(b, { ...plan.task, batch: size }), labels: feedLabels(b, size) },
    given: (tower) => ({
      weights,
      ...scale,
      ...others,
      ...(seed === undefined ? {} : { seed: towerSeed(b, seed, tower) }),
    }),
    averaged: ['loss', 'gradient'],
    joined: ['logits'],
  });
  return {
    weights,
    loss: defined(fetches['loss'], 'a pass has a loss'),
    logits: logitsOf(fetches),
    gradient: defined(fetches['gradient'], 'a pass has a gradient'),
    statistics: nextStatistics(b, readStatistics(b, layout), { layout, outputs: fetches }),
  };
}

/** Forward, loss and backward of one device: a program that is written into the step for each. */
function passProgram(plan: TrainingPlan, layout: ModelLayout, size: number): Program {
  const { config } = plan;
  const b = createBuilder();
  const weights = b.feed('weights', float32(layout.weights.size));
  const network = traceTraining(plan, size, 'train');
  const given = { images: feedImages(b, { ...plan.task, batch: size }), ...dropPathFeeds(b, config) };
  const { precision } = config;
  const outputs = writeForward(b, { network, layout, weights, given, precision, fused: plan.fused });
  const labels = feedLabels(b, size);
  const lossOf = (logits: Var) => crossEntropy(b, logits, { labels, smoothing: config.labelSmoothing });
  const main = lossOf(logitsOf(outputs));
  const side = outputs['auxiliaryLogits'];
  const { network: settings } = config;
  const weighed = (loss: Var): Var => {
    assert(settings.kind !== 'path', 'the network of a path has no auxiliary head');
    return b.one('mul', [lossOf(loss), b.fill(settings.auxiliaryWeight, float32())]);
  };
  const loss = side === undefined ? main : b.one('add', [main, weighed(side)]);
  const [found] = scaledGradients(b, { loss, by: [weights] }, precision);
  const gradient = defined(found, 'one gradient was asked for');
  return b.build('pass', { fetches: { ...outputs, loss: main, gradient } });
}

/** The probability of keeping a path, and the seed of the step's masks. */
function dropPathFeeds(b: EngineBuilder, config: TrainConfig): Readonly<Record<string, Var>> {
  if (dropPathOf(config).max === 0) return {};
  return { dropPathKeep: b.feed('dropPathKeep', float32()), seed: b.feed('seed', int32(2)) };
}
