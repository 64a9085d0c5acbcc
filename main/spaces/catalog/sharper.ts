import { primitivesFrom } from '../op-tables.ts';
import type { CellSpace } from '../space.ts';

/** The larger space of the sharpDARTS code. */
export const sharper: CellSpace = {
  id: 'sharper',
  title: 'SHARPER',
  source: {
    paper: 'sharpDARTS: Faster and More Accurate Differentiable Architecture Search',
    arxiv: '1903.09900',
    note: 'SHARPER_PRIMITIVES in the code of sharpDARTS.',
  },
  wiring: 'pairs',
  primitives: primitivesFrom('sharp', [
    'none',
    'max_pool_3x3',
    'avg_pool_3x3',
    'skip_connect',
    'sep_conv_3x3',
    'sep_conv_5x5',
    'sep_conv_7x7',
    'dil_conv_3x3',
    'dil_conv_5x5',
    'flood_conv_3x3',
    'flood_conv_5x5',
    'dil_flood_conv_3x3',
  ]),
  intermediateNodes: 4,
  concatNodes: 4,
  restrictions: [],
  network: { cells: 8, initChannels: 16, reductions: 'thirds' },
};
