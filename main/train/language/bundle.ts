/** A training of a language model as programs. */
import { defined } from '../../base/assert.ts';
import { createBuilder, float32, int32 } from '../../engine/index.ts';
import type { Bundle, EngineBuilder, Program, TensorType, Var } from '../../engine/index.ts';
import { fillParameters, finishStep } from '../model.ts';
import { asgdUpdate } from '../optimizers/asgd.ts';
import { clipFactor } from '../optimizers/momentum.ts';
import { partStates } from './parts.ts';
import { masksOf, passProgram, traced } from './pass.ts';
import type { LanguageModel } from './pass.ts';
import type { LanguageTraining } from './settings.ts';
import { feedText, textArguments } from './text-feeds.ts';

/** A batch of a program: T words of B texts. */
export interface TextShape {
  readonly length: number;
  readonly batch: number;
}

/** What is to be written. */
export interface LanguagePlan {
  readonly model: LanguageModel;
  readonly config: LanguageTraining;
  /** The lengths of the programs of training; none: the model is only evaluated. */
  readonly lengths: readonly number[];
  readonly evaluations: readonly TextShape[];
}

/** The size of a packed variable. */
const packed = ({ layout }: LanguageModel): TensorType => float32(layout.size);

/**
 * The programs: `pass@T` for each length T, which leaves the gradient of a batch, or where batches are accumulated adds that of a part; `descend` and
 * `descendAveraged`, the updates by it; `evaluate@TxB`, of the weights in `shown`; `forget`, which begins the text anew; and those that copy
 * weights: `show.weights`, `show.average`, `show.best`, `keepBest`.
 *
 * Variables: `weights`, `average` of them, `best` of those that were evaluated, `shown`, `gradient`, all packed, and `hidden` [B,n], the states at
 * the end of the batch before.
 */
export function languageBundle(plan: LanguagePlan): Bundle {
  const { model, config } = plan;
  const type = packed(model);
  const training = [
    ...plan.lengths.map((length) => pass(plan, length)),
    descend(plan),
    ...(config.averaging === null ? [] : [descendAveraged(plan)]),
    forget(plan),
    ...copies(type),
  ];
  const programs = [
    ...(plan.lengths.length === 0 ? [] : training),
    ...plan.evaluations.map((shape) => evaluation(model, shape)),
  ];
  return {
    variables: {
      ...{ weights: type, average: type, best: type, shown: type, gradient: type },
      hidden: hiddenType(config),
    },
    programs: Object.fromEntries(programs.map((program) => [program.name, program])),
  };
}

/** What the variables begin with; all others are zero. */
export function initialLanguage(model: LanguageModel, seed: number): Readonly<Record<string, Float32Array>> {
  return { weights: fillParameters(traced(model, { length: 1, batch: 1, mode: 'train' }).parameters, seed) };
}

/** The states of all texts. */
const hiddenType = ({ batch, network }: LanguageTraining): TensorType => float32(batch, network.units);

/** What the masks of a step are drawn by; nothing where nothing is dropped. */
export const seedArgument = (
  b: EngineBuilder,
  { config }: LanguageModel,
  name = 'seed',
): Readonly<Record<string, Var>> => (masksOf(config).length === 0 ? {} : { seed: b.feed(name, int32(2)) });

/** Forward, loss and backward on a batch, or on a part of it. */
function pass({ model, config }: LanguagePlan, length: number): Program {
  const b = createBuilder();
  const isWhole = config.accumulate === 1;
  const batch = config.batch / config.accumulate;
  const all = b.read('hidden', hiddenType(config));
  const part = isWhole ? null : partStates(b, all, { size: batch });
  const told = b.inline(passProgram(model, { ...PASS, length, batch }), {
    weights: b.read('weights', packed(model)),
    hidden: part?.hidden ?? all,
    ...textArguments(feedText(b, { length, batch })),
    ...seedArgument(b, model),
  }).fetches;
  const own = value(told, 'gradient.weights');
  const after = value(told, 'hidden');
  return finishStep(b, `pass@${length}`, {
    fused: model.fused,
    fetches: { entropy: value(told, 'entropy'), correct: value(told, 'correct') },
    updates: {
      gradient: isWhole ? own : b.one('add', [b.read('gradient', own.type), own]),
      hidden: part?.whole(after) ?? after,
    },
  });
}

const PASS = { mode: 'train', by: ['weights'], regularized: true } as const;

const value = (of: Readonly<Record<string, Var>>, name: string): Var =>
  defined(of[name], `a pass gives ${name}`);

/** The gradient of a whole batch, the factor that clips it, and its norm before. */
function clippedGradient(b: EngineBuilder, { model, config }: LanguagePlan) {
  const sum = b.read('gradient', packed(model));
  const scale = b.fill(1 / config.accumulate, float32());
  const gradient = config.accumulate === 1 ? sum : b.one('mul', [sum, scale]);
  return { gradient, ...clipFactor(b, gradient, config.weights.clip) };
}

/** What is left of the gradient: zeros where the parts of the next batch are added up. */
const cleared = (b: EngineBuilder, { model, config }: LanguagePlan): Readonly<Record<string, Var>> =>
  config.accumulate === 1 ? {} : { gradient: b.fill(0, packed(model)) };

/** An update by plain SGD. */
function descend(plan: LanguagePlan): Program {
  const b = createBuilder();
  const { gradient, factor, norm } = clippedGradient(b, plan);
  const operands = [b.read('weights', gradient.type), gradient, b.feed('learningRate', float32()), factor];
  const weights = b.one('descent', operands, { decay: plan.config.weights.weightDecay });
  return finishStep(b, 'descend', {
    fetches: { gradientNorm: norm },
    updates: { weights, ...cleared(b, plan) },
  });
}

/** An update by averaged SGD. */
function descendAveraged(plan: LanguagePlan): Program {
  const b = createBuilder();
  const { gradient, factor, norm } = clippedGradient(b, plan);
  const { weightDecay } = plan.config.weights;
  const next = asgdUpdate(
    b,
    {
      ...{ weights: b.read('weights', gradient.type), average: b.read('average', gradient.type) },
      gradient: b.one('mul', [gradient, factor]),
      learningRate: b.feed('learningRate', float32()),
      averageShare: b.feed('averageShare', float32()),
    },
    { weightDecay },
  );
  return finishStep(b, 'descendAveraged', {
    fetches: { gradientNorm: norm },
    updates: { ...next, ...cleared(b, plan) },
  });
}

/** The states before the first words: zeros. */
function forget({ config }: LanguagePlan): Program {
  const b = createBuilder();
  return finishStep(b, 'forget', { fetches: {}, updates: { hidden: b.fill(0, hiddenType(config)) } });
}

function copies(type: TensorType): readonly Program[] {
  const copy = (name: string, from: string, to: string): Program => {
    const b = createBuilder();
    return finishStep(b, name, { fetches: {}, updates: { [to]: b.read(from, type) } });
  };
  return [
    copy('show.weights', 'weights', 'shown'),
    copy('show.average', 'average', 'shown'),
    copy('show.best', 'best', 'shown'),
    copy('keepBest', 'shown', 'best'),
  ];
}

/** The name of the program that evaluates such batches. */
export const evaluationName = ({ length, batch }: TextShape): string => `evaluate@${length}x${batch}`;

/** What the weights in `shown` say of a batch; the states before it are fed, those after it fetched. */
function evaluation(model: LanguageModel, shape: TextShape): Program {
  const { length, batch } = shape;
  const b = createBuilder();
  const pass = passProgram(model, { mode: 'eval', by: [], regularized: false, length, batch });
  const { fetches } = b.inline(pass, {
    weights: b.read('shown', packed(model)),
    hidden: b.feed('hidden', float32(batch, model.config.network.units)),
    ...textArguments(feedText(b, shape)),
  });
  return finishStep(b, evaluationName(shape), { fused: model.fused, fetches, updates: {} });
}
