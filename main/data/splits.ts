/** Ways to divide the images of a set, as lists of indices. Pure: the same arguments give the same lists. */
import { createRng } from '../base/rng.ts';
import type { Labels } from './labels.ts';
import { dataError } from './errors.ts';

/** Two lists of image indices without a common member. */
export interface Split {
  readonly first: Uint32Array;
  readonly second: Uint32Array;
}

/** 0 .. n-1. */
export function allIndices(n: number): Uint32Array {
  return Uint32Array.from({ length: n }, (_, i) => i);
}

/**
 * The first floor(fraction * n) indices and the rest, in order; with a seed, of a random order.
 *
 * @param n - how many images there are
 * @param fraction - in [0, 1]
 * @param seed - leave it out for the order of the files
 * @throws AppError `data/bad-split` when one side would be empty
 */
export function fractional(n: number, fraction: number, seed?: number): Split {
  checkFraction(fraction);
  const order =
    seed === undefined ? allIndices(n) : createRng(seed, 'data', 'split', 'fractional').permutation(n);
  const size = Math.floor(fraction * n);
  return checkedSplit(
    order.slice(0, size),
    order.slice(size),
    `the fraction ${String(fraction)} of ${String(n)} images`,
  );
}

/**
 * DARTS's search split: the first half of the file order trains the weights, the rest the alphas.
 *
 * @param n - how many training images there are
 * @param seed - divides a random order instead (not what DARTS does)
 * @returns `first` for the weights, `second` for the alphas
 * @see DARTS, cnn/train_search.py: `indices[:split]` and `indices[split:num_train]`, split = floor(0.5 * num_train)
 */
export function halves(n: number, seed?: number): Split {
  return fractional(n, 0.5, seed);
}

/**
 * A random split in which both sides have the balance of the classes: of each class round(fraction * its count) go to
 * `first`. Both lists ascend.
 *
 * @param labels - class number of each image
 * @param fraction - in [0, 1]
 * @param seed - decides which images of a class go where
 * @throws AppError `data/bad-split` when one side would be empty
 */
export function stratified(labels: Labels, fraction: number, seed: number): Split {
  checkFraction(fraction);
  const isFirst = new Uint8Array(labels.length);
  for (const [label, members] of byClass(labels)) {
    // A stream for each class: what happens to one class does not depend on the others.
    const order = createRng(seed, 'data', 'split', 'stratified', label).permutation(members.length);
    const size = Math.round(fraction * members.length);
    for (const position of order.subarray(0, size)) isFirst[members[position] ?? 0] = 1;
  }
  const all = allIndices(labels.length);
  const what = `the fraction ${String(fraction)} of each class`;
  return checkedSplit(
    all.filter((i) => isFirst[i] === 1),
    all.filter((i) => isFirst[i] === 0),
    what,
  );
}

/**
 * A fold of a division in which every fold has the balance of the classes: the fold is `second`, all others are `first`. Sizes of folds
 * differ by one image at most, and so do the images of a class in them. Both lists ascend.
 *
 * @param labels - class number of each image
 * @param which - the fold, from 0, and of how many
 * @param seed - decides which images of a class go where
 * @throws AppError `data/bad-split`
 */
export function kFold(
  labels: Labels,
  { fold, folds }: { readonly fold: number; readonly folds: number },
  seed: number,
): Split {
  const problem = foldProblem(fold, folds, labels.length);
  if (problem !== null) throw dataError('data/bad-split', { problem });
  const isSecond = new Uint8Array(labels.length);
  let dealt = 0;
  for (const [label, members] of byClass(labels)) {
    const order = createRng(seed, 'data', 'split', 'folds', label).permutation(members.length);
    // Dealt round as cards are, from class to class without a pause.
    for (const position of order) {
      if (dealt % folds === fold) isSecond[members[position] ?? 0] = 1;
      dealt += 1;
    }
  }
  const all = allIndices(labels.length);
  return { first: all.filter((i) => isSecond[i] === 0), second: all.filter((i) => isSecond[i] === 1) };
}

function foldProblem(fold: number, folds: number, images: number): string | null {
  if (!Number.isInteger(folds) || folds < 2)
    return `${String(folds)} folds were asked for, and 2 are the fewest`;
  if (folds > images) return `${String(folds)} folds were asked for of ${String(images)} images`;
  if (!Number.isInteger(fold) || fold < 0 || fold >= folds)
    return `there is no fold ${String(fold)} among ${String(folds)}, which count from 0`;
  return null;
}

/**
 * Some of the indices, in their order: the first `count`, or with a seed a random choice.
 *
 * @throws AppError `data/bad-split` when there are fewer than `count`
 */
export function subset(indices: Uint32Array, count: number, seed?: number): Uint32Array {
  if (!Number.isInteger(count) || count < 1 || count > indices.length) {
    const problem = `${String(count)} of ${String(indices.length)} images were asked for; lower the setting images, or set it to null for all`;
    throw dataError('data/bad-split', { problem });
  }
  if (seed === undefined) return indices.slice(0, count);
  const positions = createRng(seed, 'data', 'split', 'subset')
    .permutation(indices.length)
    .slice(0, count)
    .sort();
  return positions.map((position) => indices[position] ?? 0);
}

function byClass(labels: Labels): Map<number, number[]> {
  const classes = new Map<number, number[]>();
  labels.forEach((label, index) => {
    const members = classes.get(label);
    if (members === undefined) classes.set(label, [index]);
    else members.push(index);
  });
  return classes;
}

function checkFraction(fraction: number): void {
  if (fraction >= 0 && fraction <= 1) return;
  throw dataError('data/bad-split', { problem: `the fraction ${String(fraction)} is not between 0 and 1` });
}

function checkedSplit(first: Uint32Array, second: Uint32Array, what: string): Split {
  if (first.length > 0 && second.length > 0) return { first, second };
  throw dataError('data/bad-split', { problem: `${what} leaves one side without images` });
}
