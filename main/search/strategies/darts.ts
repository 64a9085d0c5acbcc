import { z } from 'zod';
import { assert, defined } from '../../base/assert.ts';
import { createBuilder, float32 } from '../../engine/index.ts';
import type { EngineBuilder, Program, TensorData, TensorType, Var } from '../../engine/index.ts';
import { ALPHAS } from '../../nn/index.ts';
import type { Weighting } from '../../nn/index.ts';
import { CELL_KINDS } from '../../spaces/index.ts';
import type { CellKind } from '../../spaces/index.ts';
import {
  adamRates,
  adamUpdate,
  finishStep,
  guardStep,
  readStatistics,
  scoreOf,
  statisticsUpdates,
  sumVariables,
} from '../../train/index.ts';
import {
  accumulateAlphaGradient,
  accumulatedWeightStep,
  accumulatingPrograms,
  summedAlphaGradient,
  summedOf,
} from '../accumulated.ts';
import { differenceStep, passesBeside, virtualStep } from '../second-order.ts';
import type { SearchStep, StrategyDef } from '../strategy.ts';
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
    const isWhole = task.config.accumulate === 1;
    const programs = [
      ...(isWhole ? wholeSteps(model, settings) : accumulatedSteps(model, settings)),
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
        variables: {
          ...variables,
          ...Object.fromEntries(moments),
          ...(isWhole ? {} : sumVariables(summedOf(model, settings.order))),
        },
        programs: Object.fromEntries(programs.map((program) => [program.name, program])),
      },
      initial: (seed) => initialSupernet(model, seed),
      parameters: model.layout.weights.size,
    };
  },
  async step(on, settings) {
    const { learningRate: alphaRate, betas } = settings.alphas;
    const rates = adamRates(on.step + 1, alphaRate, betas);
    const adam = {
      stepSize: Float32Array.of(rates.stepSize),
      rootCorrection: Float32Array.of(rates.rootCorrection),
    };
    const run = on.accumulate === 1 ? stepWhole : stepAccumulated;
    const { train, valid } = await run(on, settings, adam);
    assert(valid instanceof Float32Array && train instanceof Float32Array, 'logits are floats');
    return { train: scoreOf(train, on.weightBatch.labels), valid: scoreOf(valid, on.alphaBatch.labels) };
  },
};

type Feeds = Readonly<Record<string, TensorData>>;

/** Logits of the weights' batch and of the alphas' batch. */
interface StepLogits {
  readonly train: TensorData | undefined;
  readonly valid: TensorData | undefined;
}

async function stepWhole(
  { executable, learningRate, weightBatch, alphaBatch }: SearchStep,
  settings: DartsConfig,
  adam: Feeds,
): Promise<StepLogits> {
  const { images, labels, size } = weightBatch;
  const rate = { learningRate: Float32Array.of(learningRate) };
  const alphas = await executable.run(alphaStepName(settings, size), {
    'valid.images': alphaBatch.images,
    'valid.labels': alphaBatch.labels,
    ...adam,
    ...(settings.order === 'second' ? { 'train.images': images, 'train.labels': labels, ...rate } : {}),
  });
  const weights = await executable.run(`weightStep@${size}`, { images, labels, ...rate });
  return { train: weights['logits'], valid: alphas['logits'] };
}

async function stepAccumulated(on: SearchStep, { order }: DartsConfig, adam: Feeds): Promise<StepLogits> {
  const valid = await accumulateAlphaGradient(on, order);
  const rate = order === 'second' ? { learningRate: Float32Array.of(on.learningRate) } : {};
  await on.executable.run('applyAlphas', { ...adam, ...rate });
  return { train: await accumulatedWeightStep(on), valid };
}

const momentName = (kind: CellKind, moment: string): string => `optimizer.${ALPHAS[kind]}.${moment}`;

/** The first order does not look at the weights' batch, so one program serves all its sizes. */
const alphaStepName = ({ order }: DartsConfig, trainBatch: number): string =>
  order === 'first' ? 'alphaStep' : `alphaStep@${trainBatch}`;

/** An update of the alphas and one of the weights, each on a whole batch. */
function wholeSteps(model: SupernetModel, settings: DartsConfig): readonly Program[] {
  const { weightBatches } = model.task;
  const alphaSteps = weightBatches.map((batch) => alphaStepProgram(model, settings, batch));
  return [
    ...(settings.order === 'first' ? alphaSteps.slice(0, 1) : alphaSteps),
    ...weightBatches.map((batch) => weightStepProgram(model, batch)),
  ];
}

/** The same updates by what several passes have summed. */
function accumulatedSteps(model: SupernetModel, settings: DartsConfig): readonly Program[] {
  const b = createBuilder();
  const { gradient, cleared } = summedAlphaGradient(b, model, settings.order);
  const updates = updateAlphas(b, settings, { at: readSupernet(b, model), gradient });
  const guarded = guardStep(b, { gradients: Object.values(gradient), updates }, model.task.config.precision);
  const applyAlphas = finishStep(b, 'applyAlphas', {
    fetches: gradientFetches(gradient),
    updates: { ...guarded, ...cleared },
  });
  return [...accumulatingPrograms(model, settings.order), applyAlphas];
}

/** One update of the alphas by Adam; the weights stay. */
function alphaStepProgram(model: SupernetModel, settings: DartsConfig, trainBatch: number): Program {
  const b = createBuilder();
  const at = readSupernet(b, model);
  const valid = feedBatch(b, model, { size: model.task.alphaBatch, prefix: 'valid' });
  const step = { model, at, valid };
  const found = settings.order === 'first' ? firstOrder(b, step) : secondOrder(b, step, trainBatch);
  const { gradient } = found;
  const updates = { ...updateAlphas(b, settings, { at, gradient }), ...found.statistics };
  return finishStep(b, alphaStepName(settings, trainBatch), {
    fetches: { ...found.fetches, ...gradientFetches(gradient) },
    updates: guardStep(b, { gradients: Object.values(gradient), updates }, model.task.config.precision),
  });
}

const gradientFetches = ({ normal, reduction }: Readonly<Record<CellKind, Var>>) => ({
  'gradient.normal': normal,
  'gradient.reduction': reduction,
});

/** Adam on the alphas and their moments. */
function updateAlphas(
  b: EngineBuilder,
  settings: DartsConfig,
  { at, gradient }: { readonly at: SupernetArguments; readonly gradient: Readonly<Record<CellKind, Var>> },
): Readonly<Record<string, Var>> {
  const rates = {
    stepSize: b.feed('stepSize', float32()),
    rootCorrection: b.feed('rootCorrection', float32()),
  };
  const updates = CELL_KINDS.flatMap((kind): [string, Var][] => {
    const value = at.alphas[kind];
    const moment = (name: string) => b.read(momentName(kind, name), value.type);
    const state = { value, first: moment('first'), second: moment('second'), gradient: gradient[kind] };
    const next = adamUpdate(b, state, { settings: settings.alphas, rates });
    return [
      [ALPHAS[kind], next.value],
      [momentName(kind, 'first'), next.first],
      [momentName(kind, 'second'), next.second],
    ];
  });
  return Object.fromEntries(updates);
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
  const train = feedBatch(b, model, { size: trainBatch, prefix: 'train' });
  const eta = b.feed('learningRate', float32());
  const { weights, alphas } = at;

  const first = passesOf(model, { size: trainBatch, by: ['weights'] })(b, { at, batch: train });
  const unrolled = virtualStep(b, model, { weights, gradient: first.gradient('weights'), eta });
  const there = passesOf(model, { size: valid.size, by: ['weights', ...CELL_KINDS] });
  const pass = there(b, { at: { weights: unrolled, alphas }, batch: valid });
  const u = pass.gradient('weights');
  const epsilon = differenceStep(b, u);
  const { plus, minus } = passesBeside(b, model, { at, u, epsilon, batch: train });
  const width = b.one('mul', [epsilon, b.fill(2, float32())]);
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
