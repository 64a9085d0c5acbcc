import { z } from 'zod';
import { assert, defined } from '../../base/assert.ts';
import { createBuilder, float32 } from '../../engine/index.ts';
import type { EngineBuilder, Program, TensorType, Var } from '../../engine/index.ts';
import { ALPHAS } from '../../nn/index.ts';
import type { Weighting } from '../../nn/index.ts';
import { CELL_KINDS } from '../../spaces/index.ts';
import type { CellKind } from '../../spaces/index.ts';
import {
  adamRates,
  adamUpdate,
  finishStep,
  readStatistics,
  scoreOf,
  statisticsUpdates,
} from '../../train/index.ts';
import type { StrategyDef } from '../strategy.ts';
import {
  feedBatch,
  initialSupernet,
  passesOf,
  readSupernet,
  supernetEvaluation,
  supernetModel,
  supernetVariables,
  weightStepProgram,
} from '../supernet-model.ts';
import type { FedBatch, Pass, SupernetArguments, SupernetModel } from '../supernet-model.ts';

const config = z.strictObject({
  /** `first`: the alphas' gradient at the weights as they are. `second`: at the weights after one more step. */
  order: z.enum(['first', 'second']).default('first'),
  /** How a mixture weighs its candidates: `scalar` by its softmax (DARTS), `maxW` as sharpDARTS does. */
  weighting: z.enum(['scalar', 'maxW'] satisfies Weighting[]).default('scalar'),
  /** Adam on the alphas. */
  alphas: z.strictObject({
    learningRate: z.number().positive().default(3e-4),
    betas: z.tuple([z.number().min(0).lt(1), z.number().min(0).lt(1)]).default([0.5, 0.999]),
    epsilon: z.number().positive().default(1e-8),
    weightDecay: z.number().min(0).default(1e-3),
  }),
});
type DartsConfig = z.output<typeof config>;

/** The alphas' gradient of a step, and what the step leaves behind. */
interface AlphaGradient {
  readonly gradient: Readonly<Record<CellKind, Var>>;
  readonly fetches: Readonly<Record<string, Var>>;
  readonly statistics: Readonly<Record<string, Var>>;
}

/** What the alphas' gradient is taken of. */
interface AlphaStep {
  readonly model: SupernetModel;
  readonly at: SupernetArguments;
  readonly valid: FedBatch;
}

/**
 * DARTS: alternates one Adam update of the alphas on held-out images with one SGD update of the weights.
 *
 * Follows the code (cnn/train_search.py, cnn/architect.py) where it differs from the paper: alphas start at 1e-3 times a normal, the
 * virtual step of the second order includes momentum and weight decay, and no clipping.
 * @see Liu, Simonyan, Yang 2019, arXiv:1806.09055, algorithm 1 and equations 5 to 8
 */
export const darts: StrategyDef<DartsConfig> = {
  title: 'DARTS',
  source: 'Liu, Simonyan, Yang: DARTS, arXiv:1806.09055, algorithm 1',
  config,
  programs(task, settings) {
    const model = supernetModel(task, settings.weighting);
    const alphaSteps = task.weightBatches.map((batch) => alphaStepProgram(model, settings, batch));
    const programs = [
      ...(settings.order === 'first' ? alphaSteps.slice(0, 1) : alphaSteps),
      ...task.weightBatches.map((batch) => weightStepProgram(model, batch)),
      ...task.evaluationBatches.map((batch) => supernetEvaluation(model, batch)),
    ];
    const variables = supernetVariables(model);
    const moments = CELL_KINDS.flatMap((kind) =>
      ['first', 'second'].map((moment): [string, TensorType] => [
        momentName(kind, moment),
        defined(variables[ALPHAS[kind]], 'a variable'),
      ]),
    );
    return {
      bundle: {
        variables: { ...variables, ...Object.fromEntries(moments) },
        programs: Object.fromEntries(programs.map((program) => [program.name, program])),
      },
      initial: (seed) => initialSupernet(model, seed),
      parameters: model.layout.weights.size,
    };
  },
  async step({ executable, step, learningRate, weightBatch, alphaBatch }, settings) {
    const { learningRate: alphaRate, betas } = settings.alphas;
    const rates = adamRates(step + 1, alphaRate, betas);
    const isSecond = settings.order === 'second';
    const alphas = await executable.run(alphaStepName(settings, weightBatch.size), {
      'valid.images': alphaBatch.images,
      'valid.labels': alphaBatch.labels,
      stepSize: Float32Array.of(rates.stepSize),
      rootCorrection: Float32Array.of(rates.rootCorrection),
      ...(isSecond
        ? {
            'train.images': weightBatch.images,
            'train.labels': weightBatch.labels,
            learningRate: Float32Array.of(learningRate),
          }
        : {}),
    });
    const weights = await executable.run(`weightStep@${weightBatch.size}`, {
      images: weightBatch.images,
      labels: weightBatch.labels,
      learningRate: Float32Array.of(learningRate),
    });
    const [valid, train] = [alphas['logits'], weights['logits']];
    assert(valid instanceof Float32Array && train instanceof Float32Array, 'logits are floats');
    return { train: scoreOf(train, weightBatch.labels), valid: scoreOf(valid, alphaBatch.labels) };
  },
};

const momentName = (kind: CellKind, moment: string): string => `optimizer.${ALPHAS[kind]}.${moment}`;

/** The first order does not look at the weights' batch, so one program serves all its sizes. */
const alphaStepName = ({ order }: DartsConfig, trainBatch: number): string =>
  order === 'first' ? 'alphaStep' : `alphaStep@${trainBatch}`;

/** One update of the alphas by Adam; the weights stay. */
function alphaStepProgram(model: SupernetModel, settings: DartsConfig, trainBatch: number): Program {
  const b = createBuilder();
  const at = readSupernet(b, model);
  const valid = feedBatch(b, model, { size: model.task.alphaBatch, prefix: 'valid' });
  const step = { model, at, valid };
  const found = settings.order === 'first' ? firstOrder(b, step) : secondOrder(b, step, trainBatch);
  const rates = {
    stepSize: b.feed('stepSize', float32()),
    rootCorrection: b.feed('rootCorrection', float32()),
  };
  const updates = CELL_KINDS.flatMap((kind): [string, Var][] => {
    const value = at.alphas[kind];
    const moment = (name: string) => b.read(momentName(kind, name), value.type);
    const state = { value, first: moment('first'), second: moment('second'), gradient: found.gradient[kind] };
    const next = adamUpdate(b, state, { settings: settings.alphas, rates });
    return [
      [ALPHAS[kind], next.value],
      [momentName(kind, 'first'), next.first],
      [momentName(kind, 'second'), next.second],
    ];
  });
  return finishStep(b, alphaStepName(settings, trainBatch), {
    fetches: {
      ...found.fetches,
      'gradient.normal': found.gradient.normal,
      'gradient.reduction': found.gradient.reduction,
    },
    updates: { ...Object.fromEntries(updates), ...found.statistics },
  });
}

/** The gradient of the validation loss by the alphas, at the weights as they are (equation 6 with xi = 0). */
function firstOrder(b: EngineBuilder, { model, at, valid }: AlphaStep): AlphaGradient {
  const pass = passesOf(model, { size: valid.size, by: CELL_KINDS })(b, { at, batch: valid });
  return {
    gradient: alphaGradient(pass),
    fetches: { loss: pass.loss, logits: pass.logits },
    statistics: statisticsUpdates(pass.next(readStatistics(b, model.layout))),
  };
}

const alphaGradient = (pass: Pass): Readonly<Record<CellKind, Var>> => ({
  normal: pass.gradient('normal'),
  reduction: pass.gradient('reduction'),
});

/**
 * Equations 6 to 8, as cnn/architect.py computes them: w' = w - eta (mu v + g + d w); then the validation gradient at w', minus eta
 * times the finite difference (grad L_train(w + e u) - grad L_train(w - e u)) / 2e, where u is the validation gradient by the weights
 * and e = 0.01 / |u|. The three training passes, not the one at w', move the running statistics.
 */
function secondOrder(b: EngineBuilder, { model, at, valid }: AlphaStep, trainBatch: number): AlphaGradient {
  const scalar = (value: number) => b.fill(value, float32());
  const train = feedBatch(b, model, { size: trainBatch, prefix: 'train' });
  const eta = b.feed('learningRate', float32());
  const { weights, alphas } = at;

  const first = passesOf(model, { size: trainBatch, by: ['weights'] })(b, { at, batch: train });
  const unrolled = virtualStep(b, model, { weights, gradient: first.gradient('weights'), eta });
  const there = passesOf(model, { size: valid.size, by: ['weights', ...CELL_KINDS] });
  const pass = there(b, { at: { weights: unrolled, alphas }, batch: valid });
  const u = pass.gradient('weights');
  const norm = b.one('sqrt', [b.one('sum', [b.one('square', [u])], { axes: [0], keepDims: false })]);
  const epsilon = b.one('div', [scalar(0.01), norm]);

  const beside = passesOf(model, { size: trainBatch, by: CELL_KINDS });
  const shift = b.one('mul', [u, epsilon]);
  const plus = beside(b, { at: { weights: b.one('add', [weights, shift]), alphas }, batch: train });
  const minus = beside(b, { at: { weights: b.one('sub', [weights, shift]), alphas }, batch: train });
  const width = b.one('mul', [epsilon, scalar(2)]);
  const implicit = (kind: CellKind) =>
    b.one('div', [b.one('sub', [plus.gradient(kind), minus.gradient(kind)]), width]);
  const h = { normal: implicit('normal'), reduction: implicit('reduction') };
  const total = (kind: CellKind) => b.one('sub', [pass.gradient(kind), b.one('mul', [h[kind], eta])]);
  const statistics = minus.next(plus.next(first.next(readStatistics(b, model.layout))));
  return {
    gradient: { normal: total('normal'), reduction: total('reduction') },
    fetches: {
      loss: pass.loss,
      logits: pass.logits,
      epsilon,
      'implicit.normal': h.normal,
      'implicit.reduction': h.reduction,
    },
    statistics: statisticsUpdates(statistics),
  };
}

/** The weights after one more step of SGD with momentum and decay, without clipping: w - eta (mu v + g + d w). */
function virtualStep(
  b: EngineBuilder,
  { task }: SupernetModel,
  { weights, gradient, eta }: { readonly weights: Var; readonly gradient: Var; readonly eta: Var },
): Var {
  const { momentum, weightDecay } = task.config.weights;
  const velocity = b.read('optimizer.velocity', weights.type);
  const carried = b.one('mul', [velocity, b.fill(momentum, float32())]);
  const decayed = b.one('add', [gradient, b.one('mul', [weights, b.fill(weightDecay, float32())])]);
  return b.one('sub', [weights, b.one('mul', [b.one('add', [carried, decayed]), eta])]);
}
