import { primitivesFrom } from '../op-tables.ts';
import type { CellSpace } from '../space.ts';

/** The space of DARTS. */
export const darts: CellSpace = {
  id: 'darts',
  title: 'DARTS',
  source: {
    paper: 'DARTS: Differentiable Architecture Search',
    arxiv: '1806.09055',
    note: 'PRIMITIVES in the code of DARTS.',
  },
  wiring: 'pairs',
  primitives: primitivesFrom('darts', [
    'none',
    'max_pool_3x3',
    'avg_pool_3x3',
    'skip_connect',
    'sep_conv_3x3',
    'sep_conv_5x5',
    'dil_conv_3x3',
    'dil_conv_5x5',
  ]),
  intermediateNodes: 4,
  concatNodes: 4,
  restrictions: [],
  network: { cells: 8, initChannels: 16, reductions: 'thirds' },
};
