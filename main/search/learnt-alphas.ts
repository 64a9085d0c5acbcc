/** Settings and scores that methods have in common which learn alphas by gradient. */
import { z } from 'zod';
import type { Weighting } from '../nn/index.ts';
import { DERIVATION_RULES } from '../spaces/index.ts';
import { evaluate } from '../train/index.ts';
import type { Score } from '../train/index.ts';
import { expectedCostSchema } from './expected-cost.ts';
import type { ExpectedCost } from './expected-cost.ts';
import type { EpochEnd } from './supernet-method.ts';
import type { SupernetForm } from './supernet-model.ts';

type RuleName = keyof typeof DERIVATION_RULES;
const rules = Object.keys(DERIVATION_RULES) as [RuleName, ...RuleName[]];

/** Of a mixture, and of the cell that it leads to. */
export const mixtureSettings = {
  /**
   * How a mixture weighs its candidates: `scalar` by its softmax (DARTS), `maxW` as the code of sharpDARTS, `maxWDetached` as its paper
   * says, with no gradient through the maximum.
   */
  weighting: z.enum(['scalar', 'maxW', 'maxWDetached'] satisfies Weighting[]).default('scalar'),
  /** Which rule makes a cell of the alphas, and so which primitives it may be derived with. */
  derive: z.enum(rules).default('skip-none'),
  /**
   * Of a hypercuboid: compute also operations whose share is at most the square of an equal one, which the code of sharpDARTS leaves out
   * (`always_apply_ops`). Candidates of cells are always computed.
   */
  alwaysApply: z.boolean().default(false),
  /** Of a hypercuboid: a penalty by the expected cost of its operations, which the alphas' gradient is taken with; null: none. */
  cost: expectedCostSchema.nullable().default(null),
};

/** What the supernet of such a method is beside its space. */
export const mixtureForm = ({
  alwaysApply,
  cost,
}: {
  readonly alwaysApply: boolean;
  readonly cost: ExpectedCost | null;
}): SupernetForm => ({ alwaysApply, ...(cost === null ? {} : { cost }) });

/** Deviation of the normal that alphas are drawn from at the start: that of the code. The paper's is 0. */
export const initialDeviation = z.number().min(0).default(1e-3);

/** Scores the supernet, by its running statistics, where the settings ask for it. */
export async function scoreSupernet({ executable, evaluation, isDue }: EpochEnd): Promise<Score | null> {
  return isDue ? evaluate(executable, evaluation) : null;
}
