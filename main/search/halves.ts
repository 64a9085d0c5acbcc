import type { ImageSet } from '../data/index.ts';
import { firstImages } from '../train/index.ts';
import type { RunData } from '../train/index.ts';
import type { SearchSettings } from './settings.ts';

/** The images of a search: numbers in the training set, ascending. */
export interface Halves {
  /** What trains the weights. */
  readonly weights: Uint32Array;
  /** What trains the alphas, or scores cells. */
  readonly alphas: Uint32Array;
}

/** The settings that decide it. */
export type Split = Pick<SearchSettings, 'images' | 'trainPortion'>;

/** The published split: the first half of the images, in file order, for the weights, the rest for the alphas. */
export function halvesOf(set: ImageSet, { images, trainPortion }: Split): Halves {
  const indices = firstImages(set, images);
  const middle = Math.floor(trainPortion * indices.length);
  return { weights: indices.slice(0, middle), alphas: indices.slice(middle) };
}

/** The halves of a search as a data set of their own, in the same memory: to train on, and to test on. */
export function halvedData(data: RunData, settings: Split): RunData {
  const { train } = data.dataset;
  const { weights, alphas } = halvesOf(train, settings);
  const middle = weights.length;
  return {
    ...data,
    dataset: {
      ...data.dataset,
      train: partOf(train, 0, middle),
      test: partOf(train, middle, middle + alphas.length),
    },
  };
}

function partOf(set: ImageSet, from: number, to: number): ImageSet {
  const size = set.height * set.width * set.channels;
  return {
    ...set,
    count: to - from,
    images: set.images.subarray(from * size, to * size),
    labels: set.labels.subarray(from, to),
  };
}
