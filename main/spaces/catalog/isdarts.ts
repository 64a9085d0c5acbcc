import { primitivesFrom } from '../op-tables.ts';
import type { CellSpace } from '../space.ts';

/** The space that IS-DARTS searches: that of DARTS with candidates of its own code. */
export const isdarts: CellSpace = {
  id: 'isdarts',
  title: 'IS-DARTS',
  source: {
    paper: 'IS-DARTS: Stabilizing DARTS through Precise Measurement on Candidate Importance',
    arxiv: '2312.12648',
    note: 'The operations and their order are those of the code.',
  },
  wiring: 'pairs',
  primitives: primitivesFrom('isdarts', [
    'none',
    'skip_connect',
    'dua_sepc_3x3',
    'dua_sepc_5x5',
    'dil_sepc_3x3',
    'dil_sepc_5x5',
    'avg_pool_3x3',
    'max_pool_3x3',
  ]),
  intermediateNodes: 4,
  concatNodes: 4,
  restrictions: [],
  network: { cells: 8, initChannels: 16, reductions: 'thirds' },
};
