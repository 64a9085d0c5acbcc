/**
 * The steps of a recurrent cell's search whose batches go through in several passes: programs that add up gradients, and programs that update by
 * their means. Every pass but those at the virtual weights moves the running statistics, as in a step that takes its batch whole; it
 * normalizes with its own texts.
 */
import { defined } from '../../base/assert.ts';
import { float32 } from '../../engine/index.ts';
import type { Program, TensorType, Var } from '../../engine/index.ts';
import { addToSums, clearedSums, clipFactor, finishStep, meanOfSum } from '../../train/index.ts';
import {
  alphaUpdates,
  begin,
  given,
  moved,
  passOf,
  readStatistics,
  statisticsUpdates,
  typesOf,
  value,
} from './passes.ts';
import type { At, LanguageSearchPlan, Told } from './passes.ts';
import { besideWeights, differenceBeside, secondOrderGradient, virtualWeights } from './second-order.ts';

type Sum = 'weights' | 'alphas' | 'unrolled' | 'difference';

/**
 * What is added up: gradients by the weights and by the alphas; in the second order also the gradient by the virtual weights (`unrolled`) and what the
 * alphas' gradients beside the weights differ by.
 */
export function summedOf(plan: LanguageSearchPlan): Readonly<Record<string, TensorType>> {
  const { weights, alphas } = typesOf(plan);
  const first = { weights, alphas };
  return plan.config.method.options.order === 'first'
    ? first
    : { ...first, unrolled: weights, difference: alphas };
}

/**
 * The programs of both updates. Of the alphas: in the first order `accumulateAlphas@V`; in the second `accumulateVirtual@T`, `accumulateUnrolled@V` and
 * `accumulateDifference@T`, in turn, each for all parts of the batch; then `applyAlphas`. Of the weights: `accumulateWeights@T` and `applyWeights`.
 */
export function accumulatingSteps(plan: LanguageSearchPlan): readonly Program[] {
  const valid = [...new Set(plan.pairs.map((pair) => pair.valid))];
  const isFirst = plan.config.method.options.order === 'first';
  const ofAlphas = isFirst
    ? valid.map((length) => accumulateAlphas(plan, length))
    : [
        ...plan.lengths.map((length) => accumulateVirtual(plan, length)),
        ...valid.map((length) => accumulateUnrolled(plan, length)),
        ...plan.lengths.map((length) => accumulateDifference(plan, length)),
      ];
  const ofWeights = plan.lengths.map((length) => accumulateWeights(plan, length));
  return [...ofAlphas, applyAlphas(plan), ...ofWeights, applyWeights(plan)];
}

const meanOf = ({ b, plan }: At, of: Sum): Var =>
  meanOfSum(b, { of, type: defined(summedOf(plan)[of], `${of} is summed`), passes: plan.config.accumulate });

const clearedWeights = ({ b, plan }: At): Told => clearedSums(b, { weights: typesOf(plan).weights });

const scores = (told: Told): Told => ({ entropy: value(told, 'entropy'), correct: value(told, 'correct') });

/** The alphas' gradient by a part of their batch, at the weights as they are. */
function accumulateAlphas(plan: LanguageSearchPlan, length: number): Program {
  const at = begin(plan);
  const valid = given(at, 'valid', length);
  const told = passOf(at, valid, { weights: at.weights, by: ['alphas'], seed: 'seed' });
  return finishStep(at.b, `accumulateAlphas@${length}`, {
    fused: plan.model.fused,
    fetches: scores(told),
    updates: {
      ...addToSums(at.b, { alphas: value(told, 'gradient.alphas') }),
      ...statisticsUpdates(moved(at, readStatistics(at), { told, prefix: 'valid' })),
      'hidden.valid': valid.whole(value(told, 'hidden')),
    },
  });
}

/** The gradient g by a part of the weights' batch, of the cross entropy alone. */
function accumulateVirtual(plan: LanguageSearchPlan, length: number): Program {
  const at = begin(plan);
  const train = given(at, 'train', length);
  const told = passOf(at, train, { weights: at.weights, by: ['weights'], seed: 'seed' });
  return finishStep(at.b, `accumulateVirtual@${length}`, {
    fused: plan.model.fused,
    fetches: {},
    updates: {
      ...addToSums(at.b, { weights: value(told, 'gradient.weights') }),
      ...statisticsUpdates(moved(at, readStatistics(at), { told, prefix: 'train' })),
    },
  });
}

/** The gradients by a part of the alphas' batch at the virtual weights. */
function accumulateUnrolled(plan: LanguageSearchPlan, length: number): Program {
  const at = begin(plan);
  const { b } = at;
  const valid = given(at, 'valid', length);
  const weights = virtualWeights(at, meanOf(at, 'weights'), b.feed('learningRate', float32()));
  const told = passOf(at, valid, { weights, by: ['weights', 'alphas'], seed: 'seed' });
  const sums = { unrolled: value(told, 'gradient.weights'), alphas: value(told, 'gradient.alphas') };
  return finishStep(b, `accumulateUnrolled@${length}`, {
    fused: plan.model.fused,
    fetches: scores(told),
    updates: { ...addToSums(b, sums), 'hidden.valid': valid.whole(value(told, 'hidden')) },
  });
}

/** What the alphas' gradients by a part of the weights' batch differ by, beside the weights. */
function accumulateDifference(plan: LanguageSearchPlan, length: number): Program {
  const at = begin(plan);
  const train = given(at, 'train', length);
  const { difference, passes } = differenceBeside(at, train, besideWeights(at, meanOf(at, 'unrolled')));
  const running = passes.reduce((so, told) => moved(at, so, { told, prefix: 'train' }), readStatistics(at));
  return finishStep(at.b, `accumulateDifference@${length}`, {
    fused: plan.model.fused,
    fetches: {},
    updates: { ...addToSums(at.b, { difference }), ...statisticsUpdates(running) },
  });
}

/** The update of the alphas by what was added up. */
function applyAlphas(plan: LanguageSearchPlan): Program {
  const at = begin(plan);
  const isFirst = plan.config.method.options.order === 'first';
  const direct = meanOf(at, 'alphas');
  const gradient = isFirst ? direct : summedSecondOrder(at, direct);
  // In the second order the sum by the weights is that of the virtual step; in the first it is zero.
  return finishStep(at.b, 'applyAlphas', {
    fetches: { gradient },
    updates: { ...alphaUpdates(at, gradient), ...clearedSums(at.b, summedOf(plan)) },
  });
}

function summedSecondOrder(at: At, direct: Var): Var {
  const { epsilon } = besideWeights(at, meanOf(at, 'unrolled'));
  const [g, difference] = [meanOf(at, 'weights'), meanOf(at, 'difference')];
  const eta = at.b.feed('learningRate', float32());
  return secondOrderGradient(at, { direct, difference, epsilon, g, eta }).gradient;
}

/** The gradient by a part of the weights' batch, of the loss with both regularizations. */
function accumulateWeights(plan: LanguageSearchPlan, length: number): Program {
  const at = begin(plan);
  const train = given(at, 'train', length);
  const told = passOf(at, train, { weights: at.weights, by: ['weights'], seed: 'seed', regularized: true });
  return finishStep(at.b, `accumulateWeights@${length}`, {
    fused: plan.model.fused,
    fetches: scores(told),
    updates: {
      ...addToSums(at.b, { weights: value(told, 'gradient.weights') }),
      ...statisticsUpdates(moved(at, readStatistics(at), { told, prefix: 'train' })),
      'hidden.train': train.whole(value(told, 'hidden')),
    },
  });
}

/** The update of the weights by what was added up. */
function applyWeights(plan: LanguageSearchPlan): Program {
  const at = begin(plan);
  const { b, weights } = at;
  const { clip, weightDecay } = plan.config.weights;
  const gradient = meanOf(at, 'weights');
  const { factor, norm } = clipFactor(b, gradient, clip);
  const rate = b.feed('learningRate', float32());
  return finishStep(b, 'applyWeights', {
    fetches: { gradientNorm: norm },
    updates: {
      weights: b.one('descent', [weights, gradient, rate, factor], { decay: weightDecay }),
      ...clearedWeights(at),
    },
  });
}
