/** The search of a recurrent cell as programs. */
import { defined } from '../../base/assert.ts';
import { createBuilder, float32 } from '../../engine/index.ts';
import type { Bundle, EngineBuilder, Program, TensorType, Var } from '../../engine/index.ts';
import { ALPHAS } from '../../nn/index.ts';
import { alphaShape } from '../../spaces/index.ts';
import type { CellSpace } from '../../spaces/index.ts';
import {
  adamUpdate,
  clipFactor,
  evaluationName,
  feedText,
  finishStep,
  passProgram,
  seedArgument,
  textArguments,
} from '../../train/index.ts';
import type { FedText, LanguageModel, TextShape } from '../../train/index.ts';
import type { LanguageSearch } from './config.ts';

/** What is to be written. */
export interface LanguageSearchPlan {
  readonly model: LanguageModel;
  readonly space: CellSpace;
  readonly config: LanguageSearch;
  /** The lengths of the batches that train the weights. */
  readonly lengths: readonly number[];
  /** The lengths of the alphas' batches, each with those of the weights' batches beside it. */
  readonly pairs: readonly { readonly valid: number; readonly train: number }[];
  readonly evaluations: readonly TextShape[];
}

const MOMENTS = ['first', 'second'] as const;
const momentName = (moment: (typeof MOMENTS)[number]): string => `optimizer.${ALPHAS.normal}.${moment}`;

/**
 * The programs: `alphaStep@V`, of the second order `alphaStep@VxT`, `weightStep@T`, `evaluate@TxB` and `forget`.
 *
 * Variables: `weights` packed, the alphas and Adam's moments of them, `hidden.train` and `hidden.valid` [B,n], and the running statistics of the one
 * normalization, `statistics.mean` and `statistics.variance` [n].
 */
export function languageSearchBundle(plan: LanguageSearchPlan): Bundle {
  const { config, lengths, evaluations } = plan;
  const { weights, alphas, hidden, statistics } = typesOf(plan);
  const isFirst = config.method.options.order === 'first';
  const alphaSteps = isFirst
    ? [...new Set(plan.pairs.map(({ valid }) => valid))].map((valid) => firstOrder(plan, valid))
    : plan.pairs.map((pair) => secondOrder(plan, pair));
  const programs = [
    ...alphaSteps,
    ...lengths.map((length) => weightStep(plan, length)),
    ...evaluations.map((shape) => evaluation(plan, shape)),
    forget(plan),
  ];
  return {
    variables: {
      weights,
      [ALPHAS.normal]: alphas,
      ...Object.fromEntries(MOMENTS.map((moment) => [momentName(moment), alphas])),
      ...{ 'hidden.train': hidden, 'hidden.valid': hidden },
      ...{ 'statistics.mean': statistics, 'statistics.variance': statistics },
    },
    programs: Object.fromEntries(programs.map((program) => [program.name, program])),
  };
}

function typesOf({
  model,
  space,
  config,
}: Pick<LanguageSearchPlan, 'model' | 'space' | 'config'>): Readonly<
  Record<'weights' | 'alphas' | 'hidden' | 'statistics', TensorType>
> {
  const { units } = config.network;
  return {
    weights: float32(model.layout.size),
    alphas: float32(...alphaShape(space)),
    hidden: float32(config.batch, units),
    statistics: float32(units),
  };
}

/** The name of an update of the alphas. */
export const alphaStepName = (
  order: 'first' | 'second',
  { valid, train }: { readonly valid: number; readonly train: number },
): string => (order === 'first' ? `alphaStep@${valid}` : `alphaStep@${valid}x${train}`);

/** Where the search stands when a step begins, and its batches. */
interface At {
  readonly b: EngineBuilder;
  readonly plan: LanguageSearchPlan;
  readonly weights: Var;
  readonly alphas: Var;
}

function begin(plan: LanguageSearchPlan): At {
  const b = createBuilder();
  const { weights, alphas } = typesOf(plan);
  return { b, plan, weights: b.read('weights', weights), alphas: b.read(ALPHAS.normal, alphas) };
}

/** A batch inside a step. */
interface Given {
  readonly text: FedText;
  readonly length: number;
  readonly hidden: Var;
}

function given({ b, plan }: At, part: 'train' | 'valid', length: number): Given {
  const { batch } = plan.config;
  const { hidden } = typesOf(plan);
  const text = feedText(b, { length, batch, prefix: `${part}.` });
  return { text, length, hidden: b.read(`hidden.${part}`, hidden) };
}

type Told = Readonly<Record<string, Var>>;
const value = (told: Told, name: string): Var => defined(told[name], `a pass gives ${name}`);

/** A training pass with masks of its own. */
function passOf(
  { b, plan, alphas }: At,
  { text, length, hidden }: Given,
  on: {
    readonly weights: Var;
    readonly by: readonly ('weights' | 'alphas')[];
    readonly seed: string;
    readonly regularized?: boolean;
  },
): Told {
  const { model, config } = plan;
  const { by, weights, regularized = false } = on;
  const form = { length, batch: config.batch, mode: 'train', by, regularized } as const;
  return b.inline(passProgram(model, form), {
    ...{ weights, hidden, [ALPHAS.normal]: alphas },
    ...textArguments(text),
    ...seedArgument(b, model, on.seed),
  }).fetches;
}

/** Running statistics, moved by what a pass of a searched cell tells: once for each state of each word that is there. */
function moved(
  { b }: At,
  running: readonly [mean: Var, variance: Var],
  { told, prefix }: { readonly told: Told; readonly prefix: string },
): readonly [mean: Var, variance: Var] {
  const [means, variances] = [value(told, 'means'), value(told, 'variances')];
  const [rows = 0, units = 0] = means.type.shape;
  const shares = b.feed(`${prefix}.shares`, float32(1, rows));
  const keep = b.feed(`${prefix}.keep`, float32());
  const next = (old: Var, found: Var): Var => {
    const blended = b.one('reshape', [b.one('matmul', [shares, found])], { shape: [units] });
    return b.one('add', [b.one('mul', [old, keep]), blended]);
  };
  return [next(running[0], means), next(running[1], variances)];
}

const readStatistics = ({ b, plan }: At): readonly [Var, Var] => {
  const { statistics } = typesOf(plan);
  return [b.read('statistics.mean', statistics), b.read('statistics.variance', statistics)];
};

const statisticsUpdates = ([mean, variance]: readonly [Var, Var]): Told => ({
  'statistics.mean': mean,
  'statistics.variance': variance,
});

/** Adam on the alphas and their moments. */
function updateAlphas({ b, plan, alphas }: At, gradient: Var): Told {
  const settings = plan.config.method.options.alphas;
  const rates = {
    stepSize: b.feed('stepSize', float32()),
    rootCorrection: b.feed('rootCorrection', float32()),
  };
  const moment = (name: (typeof MOMENTS)[number]) => b.read(momentName(name), alphas.type);
  const state = { value: alphas, first: moment('first'), second: moment('second'), gradient };
  const next = adamUpdate(b, state, { settings, rates });
  return {
    [ALPHAS.normal]: next.value,
    [momentName('first')]: next.first,
    [momentName('second')]: next.second,
  };
}

/** The gradient of the validation loss by the alphas, at the weights as they are. */
function firstOrder(plan: LanguageSearchPlan, length: number): Program {
  const at = begin(plan);
  const valid = given(at, 'valid', length);
  const told = passOf(at, valid, { weights: at.weights, by: ['alphas'], seed: 'seed' });
  const gradient = value(told, 'gradient.alphas');
  return finishStep(at.b, alphaStepName('first', { valid: length, train: 0 }), {
    fused: plan.model.fused,
    fetches: { entropy: value(told, 'entropy'), correct: value(told, 'correct'), gradient },
    updates: {
      ...updateAlphas(at, gradient),
      ...statisticsUpdates(moved(at, readStatistics(at), { told, prefix: 'valid' })),
      'hidden.valid': value(told, 'hidden'),
    },
  });
}

/** How far the finite difference goes. */
const DIFFERENCE = 0.01;

/**
 * The second order: w' = w - eta (g + d w), with g clipped by q where q is below 1; v the clipped validation gradient at w'; the alphas' gradient there,
 * minus eta q times the finite difference of the training gradient along v. All losses are the cross entropy alone, and every pass draws masks of
 * its own.
 *
 * As in the reference q enters the last term unclamped, and w' has the old embedding: its copy of the model is made by names, and the decoder's
 * entry of the tied matrix, which is the old one, comes last.
 *
 * @see DARTS, rnn/architect.py
 */
function secondOrder(
  plan: LanguageSearchPlan,
  { valid: validLength, train: trainLength }: { readonly valid: number; readonly train: number },
): Program {
  const at = begin(plan);
  const { b, weights } = at;
  const scalar = (number: number): Var => b.fill(number, float32());
  const { clip, weightDecay } = plan.config.weights;
  const [train, valid] = [given(at, 'train', trainLength), given(at, 'valid', validLength)];
  const eta = b.feed('learningRate', float32());

  const first = passOf(at, train, { weights, by: ['weights'], seed: 'seed.first' });
  const g = value(first, 'gradient.weights');
  const clipped = clipFactor(b, g, clip);
  const unrolled = unroll(at, b.one('descent', [weights, g, eta, clipped.factor], { decay: weightDecay }));

  const there = passOf(at, valid, { weights: unrolled, by: ['weights', 'alphas'], seed: 'seed.valid' });
  const whole = value(there, 'gradient.weights');
  const v = b.one('mul', [whole, clipFactor(b, whole, clip).factor]);
  const norm = b.one('sqrt', [b.one('sum', [b.one('square', [v])], { axes: [0] })]);
  const epsilon = b.one('div', [scalar(DIFFERENCE), norm]);
  const shift = b.one('mul', [v, epsilon]);
  const beside = (op: 'add' | 'sub', seed: string): Told =>
    passOf(at, train, { weights: b.one(op, [weights, shift]), by: ['alphas'], seed });
  const [plus, minus] = [beside('add', 'seed.plus'), beside('sub', 'seed.minus')];
  const difference = b.one('sub', [value(plus, 'gradient.alphas'), value(minus, 'gradient.alphas')]);
  const implicit = b.one('div', [difference, b.one('mul', [epsilon, scalar(2)])]);
  const q =
    clip === null ? scalar(1) : b.one('div', [scalar(clip), b.one('add', [clipped.norm, scalar(1e-6)])]);
  const correction = b.one('mul', [implicit, b.one('mul', [eta, q])]);
  const gradient = b.one('sub', [value(there, 'gradient.alphas'), correction]);

  // The pass at w' moves the statistics of a copy, which is thrown away.
  const running = [first, plus, minus].reduce(
    (so, told) => moved(at, so, { told, prefix: 'train' }),
    readStatistics(at),
  );
  return finishStep(b, alphaStepName('second', { valid: validLength, train: trainLength }), {
    fused: plan.model.fused,
    fetches: {
      entropy: value(there, 'entropy'),
      correct: value(there, 'correct'),
      ...{ gradient, implicit, epsilon, clip: q },
    },
    updates: {
      ...updateAlphas(at, gradient),
      ...statisticsUpdates(running),
      'hidden.valid': value(there, 'hidden'),
    },
  });
}

/** Moved weights with the embedding as it was. */
function unroll({ b, plan: { model }, weights }: At, next: Var): Var {
  const { sizes, size, slots } = model.layout;
  const [embedding = 0] = sizes;
  const first = defined(slots[0], 'a model has an embedding');
  if (first.name !== 'encoder.weight')
    throw new Error(`internal: ${first.name} stands where the embedding should`);
  const old = b.one('slice', [weights], { begin: [0], size: [embedding] });
  const rest = b.one('slice', [next], { begin: [embedding], size: [size - embedding] });
  return b.one('concat', [old, rest], { axis: 0 });
}

/** One update of the weights, by the loss with both regularizations. */
function weightStep(plan: LanguageSearchPlan, length: number): Program {
  const at = begin(plan);
  const { b, weights } = at;
  const { clip, weightDecay } = plan.config.weights;
  const told = passOf(at, given(at, 'train', length), {
    weights,
    by: ['weights'],
    seed: 'seed',
    regularized: true,
  });
  const gradient = value(told, 'gradient.weights');
  const { factor, norm } = clipFactor(b, gradient, clip);
  const rate = b.feed('learningRate', float32());
  return finishStep(b, `weightStep@${length}`, {
    fused: plan.model.fused,
    fetches: { entropy: value(told, 'entropy'), correct: value(told, 'correct'), gradientNorm: norm },
    updates: {
      weights: b.one('descent', [weights, gradient, rate, factor], { decay: weightDecay }),
      ...statisticsUpdates(moved(at, readStatistics(at), { told, prefix: 'train' })),
      'hidden.train': value(told, 'hidden'),
    },
  });
}

/** What the weights say of a batch, by the running statistics; the states before it are fed, those after it fetched. */
function evaluation(plan: LanguageSearchPlan, shape: TextShape): Program {
  const at = begin(plan);
  const { b, weights, alphas } = at;
  const { model, config } = plan;
  const [mean, variance] = readStatistics(at);
  const pass = passProgram(model, { ...shape, mode: 'eval', by: [], regularized: false });
  const { fetches } = b.inline(pass, {
    ...{ weights, [ALPHAS.normal]: alphas, 'bn.running_mean': mean, 'bn.running_var': variance },
    hidden: b.feed('hidden', float32(shape.batch, config.network.units)),
    ...textArguments(feedText(b, shape)),
  });
  return finishStep(b, evaluationName(shape), { fused: model.fused, fetches, updates: {} });
}

/** The states before the first words: zeros. */
function forget(plan: LanguageSearchPlan): Program {
  const b = createBuilder();
  const { hidden } = typesOf(plan);
  const zero = b.fill(0, hidden);
  return finishStep(b, 'forget', { fetches: {}, updates: { 'hidden.train': zero, 'hidden.valid': zero } });
}
