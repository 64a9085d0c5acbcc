import { opTableNames } from '../../spaces/index.ts';
import type { CellKind, OpTableName, SearchSpace } from '../../spaces/index.ts';
import type { LayerStyle } from '../tracer.ts';
import type { NetworkName } from './stem.ts';

/** What the two published codes do differently in the same network. */
export interface Conventions {
  /** Whether the auxiliary head's second convolution has a batch normalization. */
  readonly secondNorm: boolean;
  /** Whose list of nodes a normal cell joins. */
  readonly normalConcat: CellKind;
}

/** What the published codes do differently in a supernet. */
export interface SearchConventions {
  /** How the layers of its cells are made. */
  readonly cells: LayerStyle;
  /** Whether pools have a batch normalization without parameters behind them. */
  readonly normalizesPools: boolean;
  /** Whether the last cell's output is normalized and rectified before the global pool. */
  readonly normalizesOutput: boolean;
}

const published = { secondNorm: true, normalConcat: 'normal' } as const;
// "Left out to match the results of the paper", says the DARTS code.
const darts = { cifar: published, imagenet: { ...published, secondNorm: false } };
// The sharpDARTS code builds normal cells with reduce_concat on ImageNet; only NASNet and AmoebaNet differ in it.
const sharp = { cifar: published, imagenet: { ...published, normalConcat: 'reduction' } } as const;

const plain = { cifar: published, imagenet: published } as const;

/** The conventions of the code that an op table comes from. */
export const CONVENTIONS: Readonly<Record<OpTableName, Readonly<Record<NetworkName, Conventions>>>> = {
  darts,
  sharp,
  'sharp-darts': sharp,
  isdarts: plain,
  nasbench201: plain,
};

const dartsSearch: SearchConventions = {
  cells: { bias: false, runningStatistics: true },
  normalizesPools: true,
  normalizesOutput: false,
};
// In the code of NAS-Bench-201, and that of IS-DARTS which is made of it, a convolution has a bias where its normalization has no
// parameters: in supernets.
const benchmarkSearch: SearchConventions = {
  cells: { bias: true, runningStatistics: false },
  normalizesPools: false,
  normalizesOutput: true,
};

const SEARCH_CONVENTIONS: Readonly<Record<OpTableName, SearchConventions>> = {
  darts: dartsSearch,
  sharp: dartsSearch,
  'sharp-darts': dartsSearch,
  isdarts: benchmarkSearch,
  nasbench201: benchmarkSearch,
};

/**
 * The conventions of a space's supernet: of complete cells those of NAS-Bench-201, whose network theirs is; otherwise of the code that the
 * first of its primitives with an op table comes from, or else of DARTS.
 */
export function searchConventions({
  wiring,
  primitives,
}: Pick<SearchSpace, 'wiring' | 'primitives'>): SearchConventions {
  if (wiring === 'complete') return SEARCH_CONVENTIONS.nasbench201;
  const [first] = primitives.flatMap(({ table }) => table ?? []);
  return SEARCH_CONVENTIONS[opTableNames().find((name) => name === first) ?? 'darts'];
}
