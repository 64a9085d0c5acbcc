/**
 * A cell's edges before derivation: node i (0-based) has one from each earlier state 0 .. i+1, where 0 and 1 are the
 * cell's inputs and state k+2 is node k. They are numbered node by node, states in order: the rows of the alphas.
 */
export interface Edge {
  /** Intermediate node that the edge feeds, from 0. */
  readonly node: number;
  /** State that it reads: 0 the cell before the previous, 1 the previous cell, k+2 node k. */
  readonly input: number;
}

/** The number of edges of a cell: 2 + 3 + ... */
export function edgeCount(nodes: number): number {
  return (nodes * (nodes + 3)) / 2;
}

/** The row of an edge. */
export function edgeIndex({ node, input }: Edge): number {
  return edgeCount(node) + input;
}

/** All edges in order. */
export function edgesOf(nodes: number): readonly Edge[] {
  return Array.from({ length: nodes }, (_, node) =>
    Array.from({ length: node + 2 }, (__, input) => ({ node, input })),
  ).flat();
}
