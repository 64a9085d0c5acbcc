import { z } from 'zod';
import { assert, defined } from '../../base/assert.ts';
import { createBuilder, float32 } from '../../engine/index.ts';
import type { EngineBuilder, Program, TensorData, TensorType, Var } from '../../engine/index.ts';
import { ALPHAS } from '../../nn/index.ts';
import { DERIVATION_RULES } from '../../spaces/index.ts';
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
  accumulatingAlphaPrograms,
  runWeightStep,
  summedAlphaGradient,
  summedOf,
  weightPrograms,
} from '../accumulated.ts';
import { overSupernet } from '../supernet-loop.ts';
import { initialDeviation, mixtureForm, mixtureSettings, scoreSupernet } from '../learnt-alphas.ts';
import { differenceStep, passesBeside, virtualStep } from '../second-order.ts';
import type { VirtualStep } from '../second-order.ts';
import type { LabelledBatch, SearchStep } from '../supernet-method.ts';
import {
  alphaKinds,
  feedBatch,
  initialAlphas,
  initialSupernet,
  ofKind,
  passesOf,
  perKind,
  readSupernet,
  supernetEvaluations,
  supernetModel,
  supernetVariables,
} from '../supernet-model.ts';
import type { FedBatch, PerKind, SupernetArguments, SupernetModel } from '../supernet-model.ts';

const settingsSchema = z.strictObject({
  /** `first`: the alphas' gradient at the weights as they are. `second`: at the weights after one more step. */
  order: z.enum(['first', 'second']).default('first'),
  /** Of the second order, the step to those weights: the optimizer's (the code), or along the gradient alone (the paper). */
  virtualStep: z.enum(['optimizer', 'plain'] satisfies VirtualStep[]).default('optimizer'),
  ...mixtureSettings,
  /** Adam on the alphas. */
  alphas: z
    .strictObject({
      /** Deviation of the alphas at the start; the paper says 0. */
      initial: initialDeviation,
      learningRate: z.number().positive().default(3e-4),
      betas: z.tuple([z.number().min(0).lt(1), z.number().min(0).lt(1)]).default([0.5, 0.999]),
      epsilon: z.number().positive().default(1e-8),
      weightDecay: z.number().min(0).default(1e-3),
    })
    .prefault({}),
});

const config = settingsSchema.superRefine(({ order, virtualStep: form }, context) => {
  if (order === 'second' || form === 'optimizer') return;
  const message = `"${form}" is a virtual step, which the first order does not take: leave it out, or set "order" to "second"`;
  context.addIssue({ code: 'custom', path: ['virtualStep'], message });
});
type DartsConfig = z.output<typeof config>;

/** The alphas' gradient of a step, and what the step leaves behind. */
interface AlphaGradient {
  readonly gradient: PerKind<Var>;
  readonly fetches: Readonly<Record<string, Var>>;
  readonly statistics: Readonly<Record<string, Var>>;
}

/** What the alphas' gradient is taken of. */
interface AlphaStep {
  readonly model: SupernetModel;
  readonly settings: DartsConfig;
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
export const darts = overSupernet<DartsConfig>({
  title: 'DARTS',
  source: 'Liu, Simonyan, Yang: DARTS, arXiv:1806.09055, algorithm 1',
  config,
  learnsAlphas: true,
  needsCells: false,
  takesAlphaBatch: true,
  needsHeldOut: true,
  programs(task, settings) {
    const model = supernetModel(task, settings.weighting, mixtureForm(settings));
    const { space } = task;
    const isWhole = task.config.accumulate === 1;
    const programs = [
      ...(isWhole ? wholeSteps(model, settings) : accumulatedSteps(model, settings)),
      ...weightPrograms(model),
      ...supernetEvaluations(model),
    ];
    const variables = supernetVariables(model);
    const moments = alphaKinds(model).flatMap((kind) =>
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
      initial: (seed) => ({
        ...initialSupernet(model, seed),
        ...initialAlphas(space, seed, settings.alphas.initial),
      }),
      parameters: model.layout.weights.size,
      skipZero: DERIVATION_RULES[settings.derive].skipZero,
    };
  },
  async step(on, settings) {
    const { learningRate: alphaRate, betas } = settings.alphas;
    const rates = adamRates(on.step + 1, alphaRate, betas);
    const adam = {
      stepSize: Float32Array.of(rates.stepSize),
      rootCorrection: Float32Array.of(rates.rootCorrection),
    };
    const alphaBatch = defined(on.alphaBatch, "a step takes a batch of the alphas' half");
    const update = on.accumulate === 1 ? alphaStep : accumulatedAlphaStep;
    const valid = await update(on, { settings, alphaBatch, adam });
    const train = await runWeightStep(on);
    return { train: scoreOf(train, on.weightBatch.labels), valid: scoreOf(valid, alphaBatch.labels) };
  },
  closeEpoch: scoreSupernet,
});

type Feeds = Readonly<Record<string, TensorData>>;

/** What an update of the alphas is fed with, besides the step. */
interface AlphaUpdate {
  readonly settings: DartsConfig;
  readonly alphaBatch: LabelledBatch;
  /** Adam's rates. */
  readonly adam: Feeds;
}

/** One update of the alphas. @returns the logits [N,K] of their batch */
async function alphaStep(
  { executable, learningRate, weightBatch }: SearchStep,
  { settings, alphaBatch, adam }: AlphaUpdate,
): Promise<Float32Array> {
  const { images, labels, size } = weightBatch;
  const train = {
    'train.images': images,
    'train.labels': labels,
    learningRate: Float32Array.of(learningRate),
  };
  const { logits } = await executable.run(alphaStepName(settings, size), {
    'valid.images': alphaBatch.images,
    'valid.labels': alphaBatch.labels,
    ...adam,
    ...(settings.order === 'second' ? train : {}),
  });
  assert(logits instanceof Float32Array, 'logits are floats');
  return logits;
}

/** The same by what several passes sum. */
async function accumulatedAlphaStep(
  on: SearchStep,
  { settings, alphaBatch, adam }: AlphaUpdate,
): Promise<Float32Array> {
  const logits = await accumulateAlphaGradient(on, alphaBatch, settings.order);
  const rate = settings.order === 'second' ? { learningRate: Float32Array.of(on.learningRate) } : {};
  await on.executable.run('applyAlphas', { ...adam, ...rate });
  return logits;
}

const momentName = (kind: CellKind, moment: string): string => `optimizer.${ALPHAS[kind]}.${moment}`;

/** The first order does not look at the weights' batch, so one program serves all its sizes. */
const alphaStepName = ({ order }: DartsConfig, trainBatch: number): string =>
  order === 'first' ? 'alphaStep' : `alphaStep@${trainBatch}`;

/** An update of the alphas on a whole batch. */
function wholeSteps(model: SupernetModel, settings: DartsConfig): readonly Program[] {
  const alphaSteps = model.task.weightBatches.map((batch) => alphaStepProgram(model, settings, batch));
  return settings.order === 'first' ? alphaSteps.slice(0, 1) : alphaSteps;
}

/** The same update by what several passes have summed. */
function accumulatedSteps(model: SupernetModel, settings: DartsConfig): readonly Program[] {
  const b = createBuilder();
  const { gradient, cleared } = summedAlphaGradient(b, model, settings.order);
  const updates = updateAlphas(b, settings, { at: readSupernet(b, model), gradient });
  const guarded = guardStep(b, { gradients: Object.values(gradient), updates }, model.task.config.precision);
  const applyAlphas = finishStep(b, 'applyAlphas', {
    fetches: gradientFetches(gradient),
    updates: { ...guarded, ...cleared },
  });
  return [...accumulatingAlphaPrograms(model, settings), applyAlphas];
}

/** One update of the alphas by Adam; the weights stay. */
function alphaStepProgram(model: SupernetModel, settings: DartsConfig, trainBatch: number): Program {
  const b = createBuilder();
  const at = readSupernet(b, model);
  const valid = feedBatch(b, model, { size: model.task.alphaBatch, prefix: 'valid' });
  const step = { model, settings, at, valid };
  const found = settings.order === 'first' ? firstOrder(b, step) : secondOrder(b, step, trainBatch);
  const { gradient } = found;
  const updates = { ...updateAlphas(b, settings, { at, gradient }), ...found.statistics };
  return finishStep(b, alphaStepName(settings, trainBatch), {
    fetches: { ...found.fetches, ...gradientFetches(gradient) },
    updates: guardStep(b, { gradients: Object.values(gradient), updates }, model.task.config.precision),
  });
}

const gradientFetches = (gradient: PerKind<Var>): Readonly<Record<string, Var>> =>
  Object.fromEntries(Object.entries(gradient).map(([kind, value]) => [`gradient.${kind}`, value]));

/** Adam on the alphas and their moments. */
function updateAlphas(
  b: EngineBuilder,
  settings: DartsConfig,
  { at, gradient }: { readonly at: SupernetArguments; readonly gradient: PerKind<Var> },
): Readonly<Record<string, Var>> {
  const rates = {
    stepSize: b.feed('stepSize', float32()),
    rootCorrection: b.feed('rootCorrection', float32()),
  };
  const updates = alphaKinds(at).flatMap((kind): [string, Var][] => {
    const value = ofKind(at.alphas, kind);
    const moment = (name: string) => b.read(momentName(kind, name), value.type);
    const state = {
      value,
      first: moment('first'),
      second: moment('second'),
      gradient: ofKind(gradient, kind),
    };
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
  const kinds = alphaKinds(model);
  const pass = passesOf(model, { size: valid.size, by: kinds })(b, { at, batch: valid });
  return {
    gradient: perKind(kinds, (kind) => pass.gradient(kind)),
    fetches: { loss: pass.loss, logits: pass.logits },
    statistics: statisticsUpdates(pass.next(readStatistics(b, model.layout))),
  };
}

/**
 * Equations 6 to 8, as cnn/architect.py computes them: w' = w - eta (mu v + g + d w); then the validation gradient at w', minus eta
 * times the finite difference (grad L_train(w + e u) - grad L_train(w - e u)) / 2e, where u is the validation gradient by the weights
 * and e = 0.01 / |u|. The three training passes, not the one at w', move the running statistics.
 */
function secondOrder(b: EngineBuilder, step: AlphaStep, trainBatch: number): AlphaGradient {
  const { model, settings, at, valid } = step;
  const train = feedBatch(b, model, { size: trainBatch, prefix: 'train' });
  const eta = b.feed('learningRate', float32());
  const { weights, alphas } = at;

  const first = passesOf(model, { size: trainBatch, by: ['weights'] })(b, { at, batch: train });
  const gradient = first.gradient('weights');
  const unrolled = virtualStep(b, model, { weights, gradient, eta, form: settings.virtualStep });
  const there = passesOf(model, { size: valid.size, by: ['weights', ...alphaKinds(model)] });
  const pass = there(b, { at: { weights: unrolled, alphas }, batch: valid });
  const u = pass.gradient('weights');
  const epsilon = differenceStep(b, u);
  const { plus, minus } = passesBeside(b, model, { at, u, epsilon, batch: train });
  const width = b.one('mul', [epsilon, b.fill(2, float32())]);
  const implicit = (kind: CellKind) =>
    b.one('div', [b.one('sub', [plus.gradient(kind), minus.gradient(kind)]), width]);
  const kinds = alphaKinds(model);
  const h = perKind(kinds, implicit);
  const total = (kind: CellKind) => b.one('sub', [pass.gradient(kind), b.one('mul', [ofKind(h, kind), eta])]);
  const statistics = minus.next(plus.next(first.next(readStatistics(b, model.layout))));
  return {
    gradient: perKind(kinds, total),
    fetches: {
      loss: pass.loss,
      logits: pass.logits,
      epsilon,
      ...Object.fromEntries(kinds.map((kind) => [`implicit.${kind}`, ofKind(h, kind)])),
    },
    statistics: statisticsUpdates(statistics),
  };
}
