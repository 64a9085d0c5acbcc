/** What is done to images on their way into a batch, as plain data, and what of it does not fit together. */
import { z } from 'zod';
import { defined } from '../../base/assert.ts';
import type { PixelStatistics } from '../dataset.ts';
import { dataError } from '../errors.ts';
import type { ImageSet, ImageSize } from '../image-set.ts';
import { POLICY_NAMES } from './auto-augment/policies/registry.ts';
import { colorJitterSchema } from './color-jitter.ts';
import { cropSchema } from './crop.ts';
import { cutoutSchema } from './cutout.ts';
import type { ImageShape } from './image-shape.ts';
import { normalizationTable } from './normalize.ts';
import { resizedCropSchema } from './resized-crop.ts';
import type { View } from './view.ts';

/** Which random changes are made to training images, in this order; plain data for presets and run records. */
export const augmentSchema = z.strictObject({
  /** Instead of the view: the training images' size is its own. */
  resizedCrop: resizedCropSchema.nullable().default(null),
  crop: cropSchema.nullable().default(null),
  /** Left-right mirroring of every second image. */
  flip: z.boolean().default(false),
  colorJitter: colorJitterSchema.nullable().default(null),
  /** A learned policy. With one, a crop pads with grey instead of black, as the published code does. */
  autoAugment: z.enum(POLICY_NAMES).nullable().default(null),
  cutout: cutoutSchema.nullable().default(null),
});

/** Which random changes are made to training images. */
export type AugmentSpec = z.output<typeof augmentSchema>;

/** Nothing: for evaluation. */
export const NO_AUGMENT: AugmentSpec = {
  resizedCrop: null,
  crop: null,
  flip: false,
  colorJitter: null,
  autoAugment: null,
  cutout: null,
};

/** What is done to images on their way into a batch. */
export interface ImageRecipe {
  readonly augment: AugmentSpec;
  /** How images are shown where chance does not decide it; null: as they are. */
  readonly view: View | null;
  /** Null scales to [0, 1] only. */
  readonly normalization: PixelStatistics | null;
  readonly set: Pick<ImageSet, 'channels' | 'size' | 'eachSize'>;
}

/** The size of the images that a recipe gives; it has passed {@link checkRecipe}. */
export function shownShape({ augment, view, set }: Omit<ImageRecipe, 'normalization'>): ImageShape {
  const { channels, size } = set;
  const side = augment.resizedCrop?.size ?? view?.crop ?? null;
  if (side !== null) return { height: side, width: side, channels };
  return { ...defined(size, 'images of different sizes have a view'), channels };
}

/**
 * Refuses a recipe that does not fit its images, or itself, before any batch is made.
 *
 * @throws AppError `data/bad-augmentation`, `data/channels-mismatch`
 */
export function checkRecipe(recipe: ImageRecipe): void {
  for (const find of [sizeProblem, resizedCropProblem, cropProblem, colorProblem]) {
    const problem = find(recipe);
    if (problem !== null) throw dataError('data/bad-augmentation', { problem });
  }
  normalizationTable(recipe.normalization, recipe.set.channels);
}

const sizeText = ({ height, width }: ImageSize): string => `${String(height)} x ${String(width)} pixels`;

/** A network takes images of one size, in training and in evaluation. */
function sizeProblem({ view, set }: ImageRecipe): string | null {
  if (view !== null || set.size !== null) return null;
  return 'the images are of different sizes, so set view (view.resize and view.crop say how large they are shown; with it, augment.resizedCrop may draw what is seen in training)';
}

/** Training images must have the size of those of the evaluation: one network sees both. */
function resizedCropProblem({ augment: { resizedCrop, crop }, view, set }: ImageRecipe): string | null {
  if (resizedCrop === null) return null;
  if (crop !== null) return 'crop and resizedCrop both decide what is cut out; use one of them';
  const shown = shownShape({ augment: { ...NO_AUGMENT }, view, set });
  const { size } = resizedCrop;
  if (shown.height === size && shown.width === size) return null;
  const [from, remedy] =
    view === null
      ? ['the images themselves have', `view.resize and view.crop to ${String(size)}`]
      : ['view.crop gives', `view.crop to ${String(size)}`];
  return `resizedCrop.size is ${String(size)}, but ${from} ${sizeText(shown)}; training and evaluation need one size, so set ${remedy}`;
}

/** A crop must not miss the image altogether. */
function cropProblem(recipe: ImageRecipe): string | null {
  const { crop } = recipe.augment;
  const shown = shownShape(recipe);
  if (crop === null || crop.padding < Math.min(shown.height, shown.width)) return null;
  return `crop padding ${String(crop.padding)} for images of ${sizeText(shown)}; it must be smaller than both`;
}

/** Grey and colours are defined for grey and for red, green and blue. */
function colorProblem({ augment: { autoAugment, colorJitter }, set }: ImageRecipe): string | null {
  if (set.channels === 1 || set.channels === 3 || (autoAugment === null && colorJitter === null)) return null;
  const what = autoAugment === null ? 'colorJitter' : 'autoAugment';
  return `${what} is for images of 1 or 3 channels, and these have ${String(set.channels)}`;
}
