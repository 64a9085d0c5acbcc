import { defined } from '../../base/assert.ts';
import type { Rng } from '../../base/rng.ts';
import { mutated, randomChoice } from '../method.ts';
import type { Choice, ChoiceSpace, Search, TournamentMethod } from '../method.ts';

/** Members of the population, and how many of them compete to be a parent. */
const PUBLISHED = { population: 10, sample: 3 } as const;

/**
 * Regularized evolution: the child of the best of a random sample joins the population, and its oldest member leaves.
 *
 * @see Real et al., "Regularized Evolution for Image Classifier Architecture Search", arXiv 1802.01548, algorithm 1. Settings and
 *   details as in AutoDL-Projects, exps/NATS-algos/regularized_ea.py: the sample is drawn with replacement, a mutation always
 *   changes an operation.
 */
export const evolution: TournamentMethod = {
  title: 'regularized evolution',
  source: 'Real et al. 2019, arXiv 1802.01548; population 10, sample 3',
  search: (space, rng) => evolve(space, rng, PUBLISHED),
};

/** The search with a population and a sample of one's own. */
export function* evolve(
  space: ChoiceSpace,
  rng: Rng,
  { population: size, sample }: { readonly population: number; readonly sample: number },
): Search {
  const population: { readonly cell: Choice; readonly reward: number }[] = [];
  for (;;) {
    const isFull = population.length === size;
    const member = () => defined(population[rng.integer(size)], 'the population is full');
    const contest = isFull ? Array.from({ length: sample }, member) : [];
    const parent = contest.reduce<(typeof contest)[number] | null>(
      (best, one) => (best === null || one.reward > best.reward ? one : best),
      null,
    );
    const cell = parent === null ? randomChoice(space, rng) : mutated(parent.cell, space, rng);
    const reward = yield cell;
    population.push({ cell, reward });
    if (isFull) population.shift();
  }
}
