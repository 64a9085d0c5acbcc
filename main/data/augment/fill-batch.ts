/**
 * From pixels to a batch of normalized, augmented images, in PyTorch's order: crop, flip, normalize, cutout. Each
 * random choice is a function of (seed, epoch, index of the image, kind of choice) alone, so that any batch can be made
 * again, and adding one augmentation does not change the choices of another.
 */
import { z } from 'zod';
import { philox4x32, streamKey } from '../../base/rng.ts';
import type { Words2 } from '../../base/rng.ts';
import type { ImageSet, PixelStatistics } from '../dataset.ts';
import { dataError } from '../errors.ts';
import { cropInto, cropSchema } from './crop.ts';
import { cutoutBox, cutoutSchema, eraseBox } from './cutout.ts';
import { flipHorizontally } from './flip.ts';
import type { ImageShape } from './image-shape.ts';
import { normalizationTable, normalizeInto } from './normalize.ts';

/** Which random changes are made to training images; plain data for presets and run records. */
export const augmentSchema = z.strictObject({
  crop: cropSchema.nullable().default(null),
  /** Left-right mirroring of every second image. */
  flip: z.boolean().default(false),
  cutout: cutoutSchema.nullable().default(null),
});

/** Which random changes are made to training images. */
export type AugmentSpec = z.output<typeof augmentSchema>;

/** Nothing: for evaluation. */
export const NO_AUGMENT: AugmentSpec = { crop: null, flip: false, cutout: null };

/** What is done to images on their way into a batch. */
export interface ImageRecipe {
  readonly augment: AugmentSpec;
  /** Null scales to [0, 1] only. */
  readonly normalization: PixelStatistics | null;
  readonly set: ImageSet;
}

/** Which images, and the randomness of their changes. */
export interface ImageDraw {
  /** Indices into the set, one for each image of the batch. */
  readonly members: Uint32Array;
  readonly seed: number;
  readonly epoch: number;
}

/** The second counter word tells the kinds of choices apart. */
const SITES = { crop: 0, flip: 1, cutout: 2 } as const;

/**
 * Fills the front of `out` with the images `members`.
 *
 * @param recipe - what to do
 * @param draw - with which images
 * @param out - `[B, H, W, C]` with B at least the number of members
 * @throws AppError `data/bad-augmentation`, `data/channels-mismatch`
 */
export function fillBatch(
  { augment, normalization, set }: ImageRecipe,
  draw: ImageDraw,
  out: Float32Array,
): void {
  checkFits(augment, set);
  const table = normalizationTable(normalization, set.channels);
  const choose = chooser(draw);
  const imageSize = set.height * set.width * set.channels;
  const staged = new Uint8Array(imageSize);
  draw.members.forEach((member, position) => {
    const source = set.images.subarray(member * imageSize, (member + 1) * imageSize);
    const target = out.subarray(position * imageSize, (position + 1) * imageSize);
    if (augment.crop === null) {
      staged.set(source);
    } else {
      const { padding } = augment.crop;
      const [top, left] = choose('crop', member, [2 * padding + 1, 2 * padding + 1]);
      cropInto(
        source,
        { padding, top, left, height: set.height, width: set.width, channels: set.channels },
        staged,
      );
    }
    if (augment.flip && choose('flip', member, [2, 1])[0] === 1) flipHorizontally(staged, set);
    normalizeInto(staged, table, target);
    if (augment.cutout !== null) {
      const [row, column] = choose('cutout', member, [set.height, set.width]);
      eraseBox(target, cutoutBox(augment.cutout.length, { row, column }, set), set);
    }
  });
}

/**
 * Refuses a recipe that does not fit its images, before any batch is made.
 *
 * @throws AppError `data/bad-augmentation`, `data/channels-mismatch`
 */
export function checkRecipe({ augment, normalization, set }: ImageRecipe): void {
  checkFits(augment, set);
  normalizationTable(normalization, set.channels);
}

type Chooser = (site: keyof typeof SITES, member: number, sizes: Words2) => Words2;

/** Two integers below `sizes` for each kind of choice and image. Even up to 2^-53 * size. */
function chooser({ seed, epoch }: ImageDraw): Chooser {
  const [key0, key1, counter2, counter3] = streamKey(seed, 'data', 'augment', epoch);
  return (site, member, [size0, size1]) => {
    const [a, b, c, d] = philox4x32([member, SITES[site], counter2, counter3], [key0, key1]);
    return [below(size0, a, b), below(size1, c, d)];
  };
}

/** floor(size * u) for the 53-bit fraction u of two words. */
function below(size: number, high: number, low: number): number {
  return Math.floor(size * (((high >>> 5) * 2 ** 26 + (low >>> 6)) * 2 ** -53));
}

/** Refuses a padding by which a crop could miss the image altogether. */
function checkFits({ crop }: AugmentSpec, { height, width }: ImageShape): void {
  if (crop === null || crop.padding < Math.min(height, width)) return;
  const problem = `crop padding ${String(crop.padding)} for images of ${String(height)} x ${String(width)} pixels; it must be smaller than both`;
  throw dataError('data/bad-augmentation', { problem });
}
