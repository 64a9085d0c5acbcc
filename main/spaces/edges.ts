/**
 * A cell's edges before derivation: node i (0-based) has one from each earlier state, numbered node by node, states in order: the rows of
 * the alphas. The first states are the cell's inputs, and state `inputs + k` is node k.
 */
export interface Edge {
  /** Intermediate node that the edge feeds, from 0. */
  readonly node: number;
  /** State that it reads: with two inputs 0 is the cell before the previous, 1 the previous cell, k+2 node k; with one 0 the previous cell, k+1 node k. */
  readonly input: number;
}

/** How many states a cell reads from outside: two in DARTS, one in NAS-Bench-201. */
export type InputCount = 1 | 2;

/** The number of edges of a cell: 2 + 3 + ..., or with one input 1 + 2 + ... */
export function edgeCount(nodes: number, inputs: InputCount = 2): number {
  return (nodes * (nodes + 2 * inputs - 1)) / 2;
}

/** The row of an edge. */
export function edgeIndex({ node, input }: Edge, inputs: InputCount = 2): number {
  return edgeCount(node, inputs) + input;
}

/** All edges in order. */
export function edgesOf(nodes: number, inputs: InputCount = 2): readonly Edge[] {
  return Array.from({ length: nodes }, (_, node) =>
    Array.from({ length: node + inputs }, (__, input) => ({ node, input })),
  ).flat();
}
