import { primitivesFrom } from '../op-tables.ts';
import type { CellSpace } from '../space.ts';

/** The space of NAS-Bench-201, whose every cell has been trained: 15,625 of them. */
export const nasbench201: CellSpace = {
  id: 'nasbench201',
  title: 'NAS-Bench-201',
  source: {
    paper: 'NAS-Bench-201: Extending the Scope of Reproducible Neural Architecture Search',
    arxiv: '2001.00326',
    note: 'Three stages of five cells, with residual blocks between them.',
  },
  wiring: 'complete',
  primitives: primitivesFrom('nasbench201', [
    'none',
    'skip_connect',
    'nor_conv_1x1',
    'nor_conv_3x3',
    'avg_pool_3x3',
  ]),
  intermediateNodes: 3,
  concatNodes: 1,
  restrictions: [],
  network: { cells: 15, initChannels: 16, reductions: 'thirds' },
};
