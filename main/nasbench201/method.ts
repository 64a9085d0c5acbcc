import type { Rng } from '../base/rng.ts';

/** A cell as numbers: for each edge which operation it has. */
export type Choice = readonly number[];

/** What is searched: edges that each have one of so many operations. */
export interface ChoiceSpace {
  readonly edges: number;
  readonly operations: number;
}

/**
 * A search as a dialogue: it yields the cell that is to be trained and is given its reward. It never ends by itself; whoever
 * listens stops when the budget is spent.
 */
export type Search = Generator<Choice, never, number>;

/** A method of the tournament. */
export interface TournamentMethod {
  readonly title: string;
  /** Where it was published, and where its settings are from. */
  readonly source: string;
  /** One search, which the random numbers alone decide. */
  search(space: ChoiceSpace, rng: Rng): Search;
}

/** A cell whose every operation is drawn evenly. */
export const randomChoice = ({ edges, operations }: ChoiceSpace, rng: Rng): Choice =>
  Array.from({ length: edges }, () => rng.integer(operations));

/** A cell with another operation on one random edge. */
export function mutated(parent: Choice, { edges, operations }: ChoiceSpace, rng: Rng): Choice {
  const changed = rng.integer(edges);
  const other = rng.integer(operations - 1);
  return parent.map((old, edge) => (edge === changed ? other + Number(other >= old) : old));
}
