import { z } from 'zod';
import { defined } from '../../base/assert.ts';
import { createBuilder, float32, sizeOf } from '../../engine/index.ts';
import type { EngineBuilder, Program, Var } from '../../engine/index.ts';
import { ALPHAS } from '../../nn/index.ts';
import { DERIVATION_RULES } from '../../spaces/index.ts';
import type { CellKind } from '../../spaces/index.ts';
import {
  clearedSums,
  finishStep,
  guardStep,
  momentumUpdate,
  readStatistics,
  scoreOf,
  statisticsUpdates,
  sumVariables,
} from '../../train/index.ts';
import { meanOf, ofAlphas, partOf, runWeightStep, summedOf, weightPasses } from '../accumulated.ts';
import { initialDeviation, mixtureForm, mixtureSettings, scoreSupernet } from '../learnt-alphas.ts';
import { overSupernet } from '../supernet-loop.ts';
import {
  alphaKinds,
  alphaType,
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
import type { Pass, PerKind, SupernetArguments, SupernetModel } from '../supernet-model.ts';

const config = z.strictObject({
  ...mixtureSettings,
  alphas: z
    .strictObject({
      /** Deviation of the alphas at the start. */
      initial: initialDeviation,
    })
    .prefault({}),
});
type SingleLevelConfig = z.output<typeof config>;

/**
 * Alphas as ordinary parameters: one SGD step of weights and alphas together on the weights' half, at the weights' rate, momentum and
 * decay; the norm that is clipped is that of both. There is no step of their own. The other half only scores.
 *
 * DARTS's paper tries it as an ablation (on all the data); sharpDARTS's option `no_architect` does it on the half.
 * @see Hundt, Jain, Hager 2019, arXiv:1903.09900; sharpDARTS, cnn/model_search.py (`weights_are_parameters`)
 * @see Liu, Simonyan, Yang 2019, arXiv:1806.09055, section 3.3
 */
export const singleLevel = overSupernet<SingleLevelConfig>({
  title: 'Single level',
  source: 'Hundt, Jain, Hager: sharpDARTS, arXiv:1903.09900, option no_architect of its code',
  config,
  learnsAlphas: true,
  needsCells: false,
  takesAlphaBatch: false,
  needsHeldOut: false,
  programs(task, settings) {
    const { weighting, derive, alphas } = settings;
    const model = supernetModel(task, weighting, mixtureForm(settings));
    const isWhole = task.config.accumulate === 1;
    const steps = isWhole
      ? task.weightBatches.map((batch) => wholeStep(model, batch))
      : [...weightPasses(model).map((size) => accumulateStep(model, size)), applyStep(model)];
    const velocities = alphaKinds(model).map((kind) => [velocityName(kind), alphaType(task.space)] as const);
    return {
      bundle: {
        variables: {
          ...supernetVariables(model),
          ...Object.fromEntries(velocities),
          ...(isWhole ? {} : sumVariables(summedOf(model, 'first'))),
        },
        programs: Object.fromEntries(
          [...steps, ...supernetEvaluations(model)].map((program) => [program.name, program]),
        ),
      },
      initial: (seed) => ({
        ...initialSupernet(model, seed),
        ...initialAlphas(task.space, seed, alphas.initial),
      }),
      parameters: model.layout.weights.size,
      skipZero: DERIVATION_RULES[derive].skipZero,
    };
  },
  async step(on) {
    const logits = await runWeightStep(on);
    return { train: scoreOf(logits, on.weightBatch.labels), valid: null };
  },
  closeEpoch: scoreSupernet,
});

const velocityName = (kind: CellKind): string => `optimizer.${ALPHAS[kind]}.velocity`;

/** What is trained: the packed weights, and the alphas [E,P] of each kind of cell. */
interface Trained<T> {
  readonly weights: T;
  readonly alphas: PerKind<T>;
}

const gradientsOf = (model: SupernetModel, pass: Pass): Trained<Var> => ({
  weights: pass.gradient('weights'),
  alphas: perKind(alphaKinds(model), (kind) => pass.gradient(kind)),
});

const listed = ({ weights, alphas }: Trained<Var>): readonly Var[] => [weights, ...Object.values(alphas)];

/** Updates weights and alphas as one vector. */
function update(
  b: EngineBuilder,
  model: SupernetModel,
  on: { readonly at: SupernetArguments; readonly gradient: Trained<Var> },
): { readonly gradientNorm: Var; readonly updates: Readonly<Record<string, Var>> } {
  const { at, gradient } = on;
  const kinds = alphaKinds(model);
  const velocity = (kind: CellKind) => b.read(velocityName(kind), alphaType(model.task.space));
  const next = momentumUpdate(
    b,
    {
      weights: packed(b, at),
      velocity: packed(b, {
        weights: b.read('optimizer.velocity', at.weights.type),
        alphas: perKind(kinds, velocity),
      }),
      gradient: packed(b, gradient),
      learningRate: b.feed('learningRate', float32()),
    },
    model.task.config.weights,
  );
  const values = unpacked(b, next.weights, gradient);
  const velocities = unpacked(b, next.velocity, gradient);
  return {
    gradientNorm: next.gradientNorm,
    updates: {
      weights: values.weights,
      'optimizer.velocity': velocities.weights,
      ...Object.fromEntries(kinds.map((kind) => [ALPHAS[kind], ofKind(values.alphas, kind)])),
      ...Object.fromEntries(kinds.map((kind) => [velocityName(kind), ofKind(velocities.alphas, kind)])),
    },
  };
}

function packed(b: EngineBuilder, { weights, alphas }: Trained<Var>): Var {
  const flat = Object.values(alphas).map((v) => b.one('reshape', [v], { shape: [sizeOf(v.type.shape)] }));
  return b.one('concat', [weights, ...flat], { axis: 0 });
}

/** The parts of a packed vector, each of the type of `like`. */
function unpacked(b: EngineBuilder, vector: Var, like: Trained<Var>): Trained<Var> {
  const types = listed(like).map(({ type }) => type);
  const parts = b.all('split', [vector], { axis: 0, sizes: types.map(({ shape }) => sizeOf(shape)) });
  const [weights, ...alphas] = types.map(({ shape }, i) =>
    b.one('reshape', [defined(parts[i], 'split gives as many parts as it has sizes')], { shape }),
  );
  const kinds = alphaKinds(like);
  return {
    weights: defined(weights, 'the first part'),
    alphas: perKind(kinds, (kind) => defined(alphas[kinds.indexOf(kind)], 'a part for each kind of cell')),
  };
}

function wholeStep(model: SupernetModel, size: number): Program {
  const b = createBuilder();
  const at = readSupernet(b, model);
  const batch = feedBatch(b, model, { size, prefix: '' });
  const pass = passesOf(model, { size, by: ['weights', ...alphaKinds(model)] })(b, { at, batch });
  const gradient = gradientsOf(model, pass);
  const next = update(b, model, { at, gradient });
  const updates = { ...next.updates, ...statisticsUpdates(pass.next(readStatistics(b, model.layout))) };
  return finishStep(b, `weightStep@${size}`, {
    fetches: { loss: pass.loss, logits: pass.logits, gradientNorm: next.gradientNorm },
    updates: guardStep(b, { gradients: listed(gradient), updates }, model.task.config.precision),
  });
}

/** The gradient of a part of a batch. */
function accumulateStep(model: SupernetModel, size: number): Program {
  const b = createBuilder();
  const batch = feedBatch(b, model, { size, prefix: '' });
  const kinds = alphaKinds(model);
  const pass = passesOf(model, { size, by: ['weights', ...kinds] })(b, {
    at: readSupernet(b, model),
    batch,
  });
  const alphas = kinds.map((kind) => [ofAlphas(kind), pass.gradient(kind)] as const);
  return finishStep(b, `accumulateWeights@${size}`, {
    fetches: { loss: pass.loss, logits: pass.logits },
    updates: partOf(b, model, {
      values: { weights: pass.gradient('weights'), ...Object.fromEntries(alphas) },
      statistics: pass.next(readStatistics(b, model.layout)),
    }),
  });
}

/** One update by the mean of the parts' gradients. */
function applyStep(model: SupernetModel): Program {
  const b = createBuilder();
  const gradient = {
    weights: meanOf(b, model, 'weights'),
    alphas: perKind(alphaKinds(model), (kind) => meanOf(b, model, ofAlphas(kind))),
  };
  const { gradientNorm, updates } = update(b, model, { at: readSupernet(b, model), gradient });
  const step = { gradients: listed(gradient), updates };
  return finishStep(b, 'applyWeights', {
    fetches: { gradientNorm },
    updates: {
      ...guardStep(b, step, model.task.config.precision),
      ...clearedSums(b, summedOf(model, 'first')),
    },
  });
}
