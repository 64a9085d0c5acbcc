import { primitivesFrom } from '../op-tables.ts';
import type { CellSpace } from '../space.ts';

/** The space of sharpDARTS as its code has it, and as the published searches ran. */
export const sharpdarts: CellSpace = {
  id: 'sharpdarts',
  title: 'sharpDARTS',
  source: {
    paper: 'sharpDARTS: Faster and More Accurate Differentiable Architecture Search',
    arxiv: '1903.09900',
    note: 'PRIMITIVES in the code of sharpDARTS.',
  },
  wiring: 'pairs',
  primitives: primitivesFrom('sharp', [
    'none',
    'max_pool_3x3',
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
