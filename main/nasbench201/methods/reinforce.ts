import { defined } from '../../base/assert.ts';
import type { Rng } from '../../base/rng.ts';
import type { Choice, TournamentMethod } from '../method.ts';

const LEARNING_RATE = 0.01;
const BETAS = [0.9, 0.999] as const;
const EPSILON = 1e-8;
const BASELINE_MOMENTUM = 0.9;
const INITIAL_DEVIATION = 1e-3;

/**
 * REINFORCE: a softmax for each edge draws its operation; the policy follows the gradient of the log-probability of what was drawn,
 * times how much better the reward was than its moving average.
 *
 * @see Williams 1992; Zoph and Le, arXiv 1611.01578. Settings as in AutoDL-Projects, exps/NATS-algos/reinforce.py: Adam with
 *   learning rate 0.01, momentum of the average 0.9 (bias corrected, the new reward counted before it is compared), rewards in percent.
 */
export const reinforce: TournamentMethod = {
  title: 'REINFORCE',
  source: 'Williams 1992, Zoph and Le 2017, arXiv 1611.01578; learning rate 0.01, average 0.9',
  *search({ edges, operations }, rng) {
    const logits = Array.from({ length: edges }, () => new Float64Array(operations));
    for (const row of logits) rng.fillNormal(row, 0, INITIAL_DEVIATION);
    const step = adam(logits);
    let [numerator, denominator] = [0, 0];
    for (;;) {
      const cell = logits.map((row) => drawn(softmax(row), rng));
      const reward = yield cell;
      numerator = BASELINE_MOMENTUM * numerator + (1 - BASELINE_MOMENTUM) * reward;
      denominator = BASELINE_MOMENTUM * denominator + (1 - BASELINE_MOMENTUM);
      step(policyGradient(logits, cell, reward - numerator / denominator));
    }
  },
};

/** The loss of one draw: minus the log-probability of each operation that was drawn, times the advantage. */
export function policyLoss(logits: readonly Float64Array[], cell: Choice, advantage: number): number {
  const logs = logits.map((row, edge) => Math.log(at(softmax(row), at(cell, edge))));
  return -advantage * logs.reduce((sum, log) => sum + log, 0);
}

/** The gradient of {@link policyLoss} by the logits: the advantage times (probability - 1 where drawn). */
export function policyGradient(
  logits: readonly Float64Array[],
  cell: Choice,
  advantage: number,
): readonly Float64Array[] {
  return logits.map((row, edge) =>
    softmax(row).map(
      (probability, operation) => advantage * (probability - Number(operation === cell[edge])),
    ),
  );
}

/** Adam as PyTorch has it: epsilon is added after the bias correction. Changes the parameters. */
function adam(parameters: readonly Float64Array[]): (gradient: readonly Float64Array[]) => void {
  const first = parameters.map((row) => new Float64Array(row.length));
  const second = parameters.map((row) => new Float64Array(row.length));
  const [beta1, beta2] = BETAS;
  let steps = 0;
  return (gradient) => {
    steps += 1;
    const [correction1, correction2] = [1 - beta1 ** steps, 1 - beta2 ** steps];
    parameters.forEach((row, i) => {
      const [m, v, g] = [at(first, i), at(second, i), at(gradient, i)];
      row.forEach((value, j) => {
        m[j] = beta1 * at(m, j) + (1 - beta1) * at(g, j);
        v[j] = beta2 * at(v, j) + (1 - beta2) * at(g, j) ** 2;
        const denominator = Math.sqrt(at(v, j) / correction2) + EPSILON;
        row[j] = value - (LEARNING_RATE * (at(m, j) / correction1)) / denominator;
      });
    });
  };
}

function softmax(logits: Float64Array): Float64Array {
  const highest = Math.max(...logits);
  const raised = logits.map((logit) => Math.exp(logit - highest));
  const sum = raised.reduce((total, one) => total + one, 0);
  return raised.map((one) => one / sum);
}

function drawn(probabilities: Float64Array, rng: Rng): number {
  let rest = rng.uniform();
  for (let i = 0; i < probabilities.length - 1; i++) {
    rest -= at(probabilities, i);
    if (rest < 0) return i;
  }
  return probabilities.length - 1;
}

const at = <T>(list: ArrayLike<T>, index: number): T => defined(list[index], 'inside the list');
