/** The ways in which a person can have a data set divided. */
import { defined } from '../base/assert.ts';
import type { Dataset } from './dataset.ts';
import { requireTraining } from './dataset.ts';
import { dataError } from './errors.ts';
import { splitOf } from './split-file.ts';
import type { ImageSplit } from './split-file.ts';
import { allIndices, fractional, kFold, stratified } from './splits.ts';
import type { Split } from './splits.ts';

/** What may be said about a split; a kind takes what it can use, and all else is null. */
export interface SplitSettings {
  /** Share of the images that is learnt from, in [0, 1]. */
  readonly fraction: number | null;
  readonly seed: number | null;
  readonly folds: number | null;
  /** Which fold is held out, from 0. */
  readonly fold: number | null;
}

/** A way to divide the training images. */
export interface SplitKindDef {
  /** One line for a person. */
  readonly title: string;
  /** Which settings it takes. */
  readonly takes: readonly (keyof SplitSettings)[];
  /** What a split is called where nobody says. */
  name(settings: SplitSettings): string;
  /** `first` is learnt from, `second` is held out. @throws AppError `data/bad-split` */
  divide(dataset: Dataset, settings: SplitSettings): Split;
}

const HALF = 0.5;
const seedWords = (seed: number | null): string => (seed === null ? '' : `-seed-${String(seed)}`);
const fractionWords = (fraction: number | null): string => (fraction === null ? '' : `-${String(fraction)}`);

const official: SplitKindDef = {
  title: "the publisher's own validation images",
  takes: [],
  name: () => 'official',
  divide({ name, train, validationFrom }) {
    if (validationFrom === null) {
      const problem = `the publisher of ${name} set no images apart for validation; divide it by halves, stratified or kfold`;
      throw dataError('data/bad-split', { problem });
    }
    const all = allIndices(train.count);
    return { first: all.slice(0, validationFrom), second: all.slice(validationFrom) };
  },
};

const halves: SplitKindDef = {
  title: "DARTS's: the first half for the weights, the second for the alphas; with a seed, of a random order",
  takes: ['fraction', 'seed'],
  name: ({ fraction, seed }) => `halves${fractionWords(fraction)}${seedWords(seed)}`,
  divide: ({ train }, { fraction, seed }) => fractional(train.count, fraction ?? HALF, seed ?? undefined),
};

const byClass: SplitKindDef = {
  title: 'a random share of each class',
  takes: ['fraction', 'seed'],
  name: ({ fraction, seed }) => `stratified${fractionWords(fraction)}${seedWords(seed ?? 0)}`,
  divide: ({ train }, { fraction, seed }) => stratified(train.labels, fraction ?? HALF, seed ?? 0),
};

const folds: SplitKindDef = {
  title: 'one of several equal random parts of each class held out',
  takes: ['folds', 'fold', 'seed'],
  name: ({ fold, folds: count, seed }) => `fold-${String(fold)}-of-${String(count)}${seedWords(seed ?? 0)}`,
  divide({ train }, { fold, folds: count, seed }) {
    const which = { fold: defined(fold, 'a fold is chosen'), folds: defined(count, 'folds are counted') };
    return kFold(train.labels, which, seed ?? 0);
  },
};

/** The kinds of splits. */
export const SPLIT_KINDS = { official, halves, stratified: byClass, kfold: folds } as const satisfies Record<
  string,
  SplitKindDef
>;

/** Name of a kind of splits. */
export type SplitKind = keyof typeof SPLIT_KINDS;

/** Divides the training images of a data set. @throws AppError `data/bad-split`, `data/no-training-images` */
export function makeSplit(dataset: Dataset, kind: SplitKind, settings: SplitSettings): ImageSplit {
  const def: SplitKindDef = SPLIT_KINDS[kind];
  const { first, second } = def.divide(requireTraining(dataset), settings);
  const told = Object.entries(settings).filter(
    ([, value]: readonly [string, number | null]) => value !== null,
  );
  return splitOf(dataset, {
    name: def.name(settings),
    parts: { of: 'train', parts: { train: [...first], valid: [...second] } },
    made: { how: kind, ...Object.fromEntries(told) },
  });
}
