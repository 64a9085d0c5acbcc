import { AppError } from '../base/errors.ts';
import { allIndices, selectImages, subset } from '../data/index.ts';
import type { ImageSet } from '../data/index.ts';
import { firstImages } from '../train/index.ts';
import type { RunData } from '../train/index.ts';
import type { SearchSettings } from './settings.ts';

/** Some images of a set. */
export interface Half {
  readonly set: ImageSet;
  /** Numbers in the set, ascending. */
  readonly indices: Uint32Array;
}

/** The images of a search. */
export interface Halves {
  /** What trains the weights. */
  readonly weights: Half;
  /** What trains the alphas, or scores cells. */
  readonly alphas: Half;
}

/** The settings that decide it. */
export type Split = Pick<SearchSettings, 'images' | 'trainPortion'>;

/**
 * The published split: the first half of the images, in file order, for the weights, the rest for the alphas. Where the data are divided
 * already, those parts; `images` then takes the first of each, as many as keep their proportion.
 *
 * @throws AppError data/... where there are fewer images
 */
export function halvesOf({ dataset, isDivided }: RunData, { images, trainPortion }: Split): Halves {
  const { train, test } = dataset;
  if (isDivided === true) {
    const all = train.count + test.count;
    const wanted = images === null ? all : subset(allIndices(all), images).length;
    // Multiplied before it is divided, which loses nothing. Each part keeps an image at least.
    const first = Math.min(wanted - 1, Math.max(1, Math.floor((train.count * wanted) / all)));
    return {
      weights: { set: train, indices: firstImages(train, first) },
      alphas: { set: test, indices: firstImages(test, wanted - first) },
    };
  }
  const indices = firstImages(train, images);
  const middle = Math.floor(trainPortion * indices.length);
  return {
    weights: { set: train, indices: indices.slice(0, middle) },
    alphas: { set: train, indices: indices.slice(middle) },
  };
}

/**
 * Passes if there are images that do not train the weights, which the method cannot do without.
 * @throws search/no-held-out-images
 */
export function requireHeldOut({ alphas }: Halves, title: string): void {
  if (alphas.indices.length > 0) return;
  throw new AppError(
    'search/no-held-out-images',
    `${title} needs images that do not train the weights, and "trainPortion" leaves none: set it below 1.`,
    { data: { title } },
  );
}

/** The halves of a search as a data set of their own, over the same pixels: to train on, and to test on. */
export function halvedData(data: RunData, settings: Split): RunData {
  const { weights, alphas } = halvesOf(data, settings);
  return {
    ...data,
    dataset: {
      ...data.dataset,
      train: selectImages(weights.set, weights.indices),
      test: selectImages(alphas.set, alphas.indices),
    },
  };
}
