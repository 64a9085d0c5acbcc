/** The search of a recurrent cell as programs. */
import { createBuilder, float32 } from '../../engine/index.ts';
import type { Bundle, Program } from '../../engine/index.ts';
import { ALPHAS } from '../../nn/index.ts';
import {
  evaluationName,
  feedText,
  finishStep,
  passProgram,
  sumVariables,
  textArguments,
} from '../../train/index.ts';
import type { TextShape } from '../../train/index.ts';
import { accumulatingSteps, summedOf } from './accumulated.ts';
import { begin, momentVariables, readStatistics, typesOf } from './passes.ts';
import type { LanguageSearchPlan } from './passes.ts';
import { wholeSteps } from './whole.ts';

/**
 * The programs: those of the updates, whole or in parts, `evaluate@TxB` and `forget`.
 *
 * Variables: `weights` packed, the alphas and Adam's moments of them, `hidden.train` and `hidden.valid` [B,n], the running statistics of the one
 * normalization, `statistics.mean` and `statistics.variance` [n], and where batches go through in parts what is added up over them.
 */
export function languageSearchBundle(plan: LanguageSearchPlan): Bundle {
  const { weights, alphas, hidden, statistics } = typesOf(plan);
  const isWhole = plan.config.accumulate === 1;
  const programs = [
    ...(isWhole ? wholeSteps(plan) : accumulatingSteps(plan)),
    ...plan.evaluations.map((shape) => evaluation(plan, shape)),
    forget(plan),
  ];
  return {
    variables: {
      weights,
      [ALPHAS.normal]: alphas,
      ...momentVariables(alphas),
      ...{ 'hidden.train': hidden, 'hidden.valid': hidden },
      ...{ 'statistics.mean': statistics, 'statistics.variance': statistics },
      ...(isWhole ? {} : sumVariables(summedOf(plan))),
    },
    programs: Object.fromEntries(programs.map((program) => [program.name, program])),
  };
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
