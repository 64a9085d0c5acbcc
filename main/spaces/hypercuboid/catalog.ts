import type { Primitive } from '../primitive.ts';
import type { HyperCuboid } from './space.ts';

/**
 * The primitives of the published search, both with normalizations that have parameters. Between other channel counts than its own the pool is
 * followed by a 1x1 convolution and a normalization.
 * @see sharpDARTS, cnn/operations.py, `MULTICHANNELNET_OPS`; cnn/genotypes.py, `MULTICHANNELNET_PRIMITIVES`
 */
const PRIMITIVES: readonly Primitive[] = [
  { name: 'ResizablePool', table: null, definition: { block: 'max-pool', kernel: 3 } },
  {
    name: 'SharpSepConv',
    table: null,
    definition: { block: 'separable', kernel: 3, dilation: 1, padding: 1, mid: { factor: 1 } },
  },
];

const SOURCE = {
  paper: 'sharpDARTS: Faster and More Accurate Differentiable Architecture Search',
  arxiv: '1903.09900',
} as const;

/** The published hypercuboid: ((4 x 4) x 4 x 2 x 2) operations, of 32 to 256 channels. */
const multichannelnet: HyperCuboid = {
  id: 'multichannelnet',
  title: 'MultiChannelNet',
  source: {
    ...SOURCE,
    note: 'Section 4.1 writes three layers; the published weights and paths have four.',
  },
  wiring: 'path',
  channels: [32, 64, 128, 256],
  layers: 4,
  strides: [1, 2],
  primitives: PRIMITIVES,
  base: 768,
};

/** Small enough for a few minutes on two cores. */
const small: HyperCuboid = {
  ...multichannelnet,
  id: 'multichannelnet-small',
  title: 'MultiChannelNet, small',
  source: { ...SOURCE, note: 'Two layers of 8 to 64 channels, for small machines: of this project.' },
  channels: [8, 16, 32, 64],
  layers: 2,
  base: 192,
};

/** The hypercuboids by their ids. */
export const HYPERCUBOIDS = { multichannelnet, 'multichannelnet-small': small } as const satisfies Record<
  string,
  HyperCuboid
>;

/** The id of a hypercuboid of the catalog. */
export type HyperCuboidName = keyof typeof HYPERCUBOIDS;
