/** The steps of a recurrent cell's search whose batches go through at once: a program each. */
import { float32 } from '../../engine/index.ts';
import type { Program } from '../../engine/index.ts';
import { clipFactor, finishStep } from '../../train/index.ts';
import {
  alphaUpdates,
  begin,
  given,
  moved,
  passOf,
  readStatistics,
  statisticsUpdates,
  value,
} from './passes.ts';
import type { LanguageSearchPlan, PairedLengths } from './passes.ts';
import { besideWeights, differenceBeside, secondOrderGradient, virtualWeights } from './second-order.ts';

/** The name of an update of the alphas. */
export const alphaStepName = (order: 'first' | 'second', { valid, train }: PairedLengths): string =>
  order === 'first' ? `alphaStep@${valid}` : `alphaStep@${valid}x${train}`;

/** The programs: `alphaStep@V`, of the second order `alphaStep@VxT`, and `weightStep@T`. */
export function wholeSteps(plan: LanguageSearchPlan): readonly Program[] {
  const isFirst = plan.config.method.options.order === 'first';
  const alphaSteps = isFirst
    ? [...new Set(plan.pairs.map(({ valid }) => valid))].map((valid) => firstOrder(plan, valid))
    : plan.pairs.map((pair) => secondOrder(plan, pair));
  return [...alphaSteps, ...plan.lengths.map((length) => weightStep(plan, length))];
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
      ...alphaUpdates(at, gradient),
      ...statisticsUpdates(moved(at, readStatistics(at), { told, prefix: 'valid' })),
      'hidden.valid': value(told, 'hidden'),
    },
  });
}

function secondOrder(plan: LanguageSearchPlan, lengths: PairedLengths): Program {
  const at = begin(plan);
  const { b, weights } = at;
  const [train, valid] = [given(at, 'train', lengths.train), given(at, 'valid', lengths.valid)];
  const eta = b.feed('learningRate', float32());
  const first = passOf(at, train, { weights, by: ['weights'], seed: 'seed.first' });
  const g = value(first, 'gradient.weights');
  const there = passOf(at, valid, {
    weights: virtualWeights(at, g, eta),
    by: ['weights', 'alphas'],
    seed: 'seed.valid',
  });
  const beside = besideWeights(at, value(there, 'gradient.weights'));
  const { epsilon } = beside;
  const { difference, passes } = differenceBeside(at, train, beside);
  const direct = value(there, 'gradient.alphas');
  const { gradient, implicit, q } = secondOrderGradient(at, { direct, difference, epsilon, g, eta });
  // The pass at w' moves the statistics of a copy, which is thrown away.
  const running = [first, ...passes].reduce(
    (so, told) => moved(at, so, { told, prefix: 'train' }),
    readStatistics(at),
  );
  return finishStep(b, alphaStepName('second', lengths), {
    fused: plan.model.fused,
    fetches: {
      entropy: value(there, 'entropy'),
      correct: value(there, 'correct'),
      ...{ gradient, implicit, epsilon, clip: q },
    },
    updates: {
      ...alphaUpdates(at, gradient),
      ...statisticsUpdates(running),
      'hidden.valid': value(there, 'hidden'),
    },
  });
}

/** One update of the weights, by the loss with both regularizations. */
function weightStep(plan: LanguageSearchPlan, length: number): Program {
  const at = begin(plan);
  const { b, weights } = at;
  const { clip, weightDecay } = plan.config.weights;
  const train = given(at, 'train', length);
  const told = passOf(at, train, { weights, by: ['weights'], seed: 'seed', regularized: true });
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
