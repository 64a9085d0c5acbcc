/** What a state is called in a drawing: the inputs `k-2` and `k-1`, then the nodes from 0. */
export function stateName(state: number): string {
  if (state === 0) return 'k-2';
  if (state === 1) return 'k-1';
  return String(state - 2);
}

/** What an edge is called: `k-2 → 0`. */
export function edgeName(edge: { readonly input: number; readonly node: number }): string {
  return `${stateName(edge.input)} → ${edge.node}`;
}
