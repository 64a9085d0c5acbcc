import { defined } from '../base/assert.ts';
import { createBuilder, float32, gradients, int32 } from '../engine/index.ts';
import type { Bundle, EngineBuilder, Program, Var } from '../engine/index.ts';
import { countNetwork, traceDerivedNetwork } from '../nn/index.ts';
import type { Network } from '../nn/index.ts';
import type { Genotype, Primitive } from '../spaces/index.ts';
import type { TrainConfig } from './config.ts';
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
import type { ImageTask, ModelLayout } from './model.ts';
import { momentumUpdate } from './optimizers/momentum.ts';

/** A final training as programs: `trainStep@N` and `evaluate@N` for each batch size N that occurs. */
export interface TrainingBundle {
  readonly bundle: Bundle;
  /** Values that the variables begin with; all others are zero. */
  initial(seed: number): Readonly<Record<string, Float32Array>>;
  /** Trainable parameters without the auxiliary head. */
  readonly parameters: number;
  /** Multiply-accumulates (convolutions and linear layers) of one image, without the auxiliary head. */
  readonly macs: number;
}

/** The cell that a network is made of. */
export interface DerivedCellSpec {
  readonly genotype: Genotype;
  /** What its primitives' names stand for; null: what they do in the op table of the settings. */
  readonly primitives: readonly Primitive[] | null;
}

/** What a bundle is traced for. */
export interface TrainingPlan {
  readonly cell: DerivedCellSpec;
  readonly task: ImageTask;
  readonly config: TrainConfig;
  readonly trainBatches: readonly number[];
  readonly evaluationBatches: readonly number[];
}

/** Traces a final training. @throws spaces/..., nn/... when the cell or the images do not fit the network */
export function trainingBundle(plan: TrainingPlan): TrainingBundle {
  const largest = Math.max(...plan.trainBatches);
  const network = traceFor(plan, largest, 'train');
  const layout = modelLayout(network);
  const variables = { ...modelVariables(layout), 'optimizer.velocity': float32(layout.weights.size) };
  const steps = plan.trainBatches.map((batch) => trainStep(plan, layout, batch));
  const evaluations = plan.evaluationBatches.map((batch) =>
    evaluationProgram(traceFor(plan, batch, 'eval'), layout, { batch, task: plan.task, given: () => ({}) }),
  );
  const programs = Object.fromEntries([...steps, ...evaluations].map((program) => [program.name, program]));
  const counts = countNetwork(traceFor(plan, 1, 'eval'));
  return {
    bundle: { variables, programs },
    initial: (seed) => initialModel(network, seed),
    parameters: counts.params,
    macs: counts.macs,
  };
}

function traceFor({ cell, task, config }: TrainingPlan, batch: number, mode: 'train' | 'eval'): Network {
  const { network } = config;
  const { genotype, primitives } = cell;
  return traceDerivedNetwork(genotype, {
    batch,
    height: task.height,
    width: task.width,
    inputChannels: task.channels,
    classes: task.classes,
    initChannels: network.initChannels,
    cells: network.cells,
    network: network.kind,
    opTable: network.opTable,
    ...(primitives === null ? {} : { primitives }),
    auxiliary: network.auxiliary,
    dropPath: network.dropPath > 0,
    mode,
  });
}

/** Forward, loss, backward, clip, SGD: one update on a batch. */
function trainStep(plan: TrainingPlan, layout: ModelLayout, batch: number): Program {
  const { config } = plan;
  const b = createBuilder();
  const weights = readWeights(b, layout);
  const network = traceFor(plan, batch, 'train');
  const given = { images: feedImages(b, { ...plan.task, batch }), ...dropPathFeeds(b, config) };
  const outputs = writeForward(b, { network, layout, weights, given });
  const labels = feedLabels(b, batch);
  const lossOf = (logits: Var) => crossEntropy(b, logits, { labels, smoothing: config.labelSmoothing });
  const main = lossOf(logitsOf(outputs));
  const side = outputs['auxiliaryLogits'];
  const share = b.fill(config.network.auxiliaryWeight, float32());
  const loss = side === undefined ? main : b.one('add', [main, b.one('mul', [lossOf(side), share])]);
  const [gradient] = gradients(b, loss, [weights]);
  const next = momentumUpdate(
    b,
    {
      weights,
      velocity: b.read('optimizer.velocity', weights.type),
      gradient: defined(gradient, 'one gradient was asked for'),
      learningRate: b.feed('learningRate', float32()),
    },
    config.weights,
  );
  const statistics = nextStatistics(b, readStatistics(b, layout), { layout, outputs });
  return finishStep(b, `trainStep@${batch}`, {
    fetches: { loss: main, logits: logitsOf(outputs), gradientNorm: next.gradientNorm },
    updates: { weights: next.weights, 'optimizer.velocity': next.velocity, ...statisticsUpdates(statistics) },
  });
}

/** The probability of keeping a path, and the seed of the step's masks. */
function dropPathFeeds(b: EngineBuilder, config: TrainConfig): Readonly<Record<string, Var>> {
  if (config.network.dropPath === 0) return {};
  return { dropPathKeep: b.feed('dropPathKeep', float32()), seed: b.feed('seed', int32(2)) };
}
