import type { CellKind, OpTableName } from '../../spaces/index.ts';
import type { NetworkName } from './stem.ts';

/** What the two published codes do differently in the same network. */
export interface Conventions {
  /** Whether the auxiliary head's second convolution has a batch normalization. */
  readonly secondNorm: boolean;
  /** Whose list of nodes a normal cell joins. */
  readonly normalConcat: CellKind;
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
