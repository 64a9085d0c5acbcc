import { primitivesFrom } from '../op-tables.ts';
import type { CellSpace } from '../space.ts';

/** The primitives of DARTS made of SharpSepConv blocks. */
export const sharpsepconvDarts: CellSpace = {
  id: 'sharpsepconv-darts',
  title: 'SharpSepConvDARTS',
  source: {
    paper: 'sharpDARTS: Faster and More Accurate Differentiable Architecture Search',
    arxiv: '1903.09900',
    note: 'DARTS_PRIMITIVES with OPS in the code of sharpDARTS: the list of DARTS, where the dilated convolutions have two stages and the average pool counts its padding.',
  },
  wiring: 'pairs',
  primitives: primitivesFrom('sharp', [
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
