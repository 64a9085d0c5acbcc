import type { InputCount } from '../../main/spaces/index.ts';

/**
 * What a state is called in a drawing: with two inputs these are `k-2` and `k-1`, and the nodes count from 0; with one all states count from 0,
 * as in the architecture strings of NAS-Bench-201.
 */
export function stateName(state: number, inputs: InputCount = 2): string {
  if (inputs === 1) return String(state);
  if (state === 0) return 'k-2';
  if (state === 1) return 'k-1';
  return String(state - 2);
}

/** What an edge is called: `k-2 → 0`, or `0 → 1` in a cell of one input. */
export function edgeName(
  { input, node }: { readonly input: number; readonly node: number },
  inputs: InputCount = 2,
): string {
  return `${stateName(input, inputs)} → ${stateName(node + inputs, inputs)}`;
}

/** The output as drawings have it: cell k of a network, or the new state h of a recurrent cell. */
export const outputName = (inputs: InputCount): string => (inputs === 1 ? 'h' : 'k');
