import { selectImages } from '../data/index.ts';
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

/** The halves of a search as a data set of their own, over the same pixels: to train on, and to test on. */
export function halvedData(data: RunData, settings: Split): RunData {
  const { dataset } = data;
  const { weights, alphas } = halvesOf(dataset.train, settings);
  return {
    ...data,
    dataset: {
      ...dataset,
      train: selectImages(dataset.train, weights),
      test: selectImages(dataset.train, alphas),
    },
  };
}
