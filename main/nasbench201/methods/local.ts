import { defined } from '../../base/assert.ts';
import { randomChoice } from '../method.ts';
import type { Choice, ChoiceSpace, TournamentMethod } from '../method.ts';

/**
 * Local search: trains every neighbour of a cell, goes on from the best of them while it is better, and begins again at a random cell
 * where none is. What has been trained once is not paid for again.
 *
 * @see White et al., "Local Search is State of the Art for Neural Architecture Search Benchmarks", arXiv 2005.02960, algorithm 1.
 *   There it ends in the first local optimum; here the rest of the budget goes into further beginnings.
 */
export const local: TournamentMethod = {
  title: 'local search',
  source: 'White et al. 2020, arXiv 2005.02960; all neighbours, restarts',
  *search(space, rng) {
    const rewards = new Map<string, number>();
    const size = space.operations ** space.edges;
    for (;;) {
      // Once everything is known there is nothing left to find: further trainings are random ones.
      if (rewards.size === size) yield randomChoice(space, rng);
      let here = yield* bestOf([randomChoice(space, rng)], rewards);
      for (;;) {
        // In random order: a budget that ends halfway must not favour the first edges.
        const next = yield* bestOf(shuffled(neighbours(here.cell, space), rng), rewards);
        if (next.reward <= here.reward) break;
        here = next;
      }
    }
  },
};

interface Rewarded {
  readonly cell: Choice;
  readonly reward: number;
}

/** The best of some cells, the first of equals. Trains those that are not known yet, and notes their rewards. */
function* bestOf(
  cells: readonly Choice[],
  rewards: Map<string, number>,
): Generator<Choice, Rewarded, number> {
  let best: Rewarded | null = null;
  for (const cell of cells) {
    const key = cell.join();
    const reward: number = rewards.get(key) ?? (yield cell);
    rewards.set(key, reward);
    if (best === null || reward > best.reward) best = { cell, reward };
  }
  return defined(best, 'there is always a cell to look at');
}

/** The cells that differ in one operation. */
function neighbours(cell: Choice, { operations }: ChoiceSpace): readonly Choice[] {
  return cell.flatMap((old, edge) =>
    Array.from({ length: operations }, (_, operation) => operation)
      .filter((operation) => operation !== old)
      .map((operation) => cell.map((one, i) => (i === edge ? operation : one))),
  );
}

function shuffled(cells: readonly Choice[], rng: { permutation(n: number): Uint32Array }): readonly Choice[] {
  return Array.from(rng.permutation(cells.length), (at) => defined(cells[at], 'a permutation'));
}
