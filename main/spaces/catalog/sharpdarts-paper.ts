import { primitivesFrom } from '../op-tables.ts';
import type { CellSpace } from '../space.ts';

/** The space of sharpDARTS as its paper prints it. */
export const sharpdartsPaper: CellSpace = {
  id: 'sharpdarts-paper',
  title: 'sharpDARTS, Table 1',
  source: {
    paper: 'sharpDARTS: Faster and More Accurate Differentiable Architecture Search',
    arxiv: '1903.09900',
    note: 'Table 1 of the paper: the list of the code and avg_pool_3x3. The table gives no order; this is ours. It prints kernel 1 for the pools and stride 2 for DilChokeConv, which is not what the code does.',
  },
  wiring: 'pairs',
  primitives: primitivesFrom('sharp', [
    'none',
    'max_pool_3x3',
    'avg_pool_3x3',
    'skip_connect',
    'sep_conv_3x3',
    'dil_conv_3x3',
    'flood_conv_3x3',
    'dil_flood_conv_3x3',
    'choke_conv_3x3',
    'dil_choke_conv_3x3',
  ]),
  intermediateNodes: 4,
  concatNodes: 4,
  restrictions: [],
  network: { cells: 8, initChannels: 16, reductions: 'thirds' },
};
