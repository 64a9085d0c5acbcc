import type { Primitive } from '../primitive.ts';
import type { CellSpace } from '../space.ts';

/** The candidates of a node; their order is that of the alpha columns. @see DARTS, rnn/genotypes.py, `PRIMITIVES` */
const ACTIVATIONS: readonly Primitive[] = [
  { name: 'none', table: null, definition: { block: 'zero' } },
  ...(['tanh', 'relu', 'sigmoid', 'identity'] as const).map((name): Primitive => ({
    name,
    table: null,
    definition: { block: 'activation', function: name },
  })),
];

/** The published recurrent cell: 8 nodes, all of them in the output. Its network has 300 units in the search on Penn Treebank. */
const dartsRnn: CellSpace = {
  id: 'darts-rnn',
  title: 'DARTS, recurrent',
  source: {
    paper: 'DARTS: Differentiable Architecture Search',
    arxiv: '1806.09055',
    note: 'Section 3.1.2: each node reads one earlier state through a gate and an activation.',
  },
  wiring: 'recurrent',
  primitives: ACTIVATIONS,
  intermediateNodes: 8,
  concatNodes: 8,
  restrictions: [],
  network: { cells: 1, initChannels: 300, reductions: [] },
};

/** The spaces of recurrent cells by their ids. */
export const RECURRENT_SPACES = { 'darts-rnn': dartsRnn } as const satisfies Record<string, CellSpace>;

/** The id of a space of recurrent cells. */
export type RecurrentSpaceName = keyof typeof RECURRENT_SPACES;
