/**
 * From pixels to a batch of normalized, augmented images, in the order of the published programs: resized crop or view, crop,
 * flip, colour jitter, learned policy, normalization, cutout.
 *
 * @see DARTS, cnn/utils.py and cnn/train_imagenet.py; sharpDARTS, cnn/dataset.py
 */
import { defined } from '../../base/assert.ts';
import { sizeOf } from '../image-set.ts';
import type { ImageSize } from '../image-set.ts';
import { loadNative } from '../native.ts';
import type { PixelRequest, Region } from '../pixels/reader.ts';
import { applyOperation } from './auto-augment/auto-augment.ts';
import { imageChoices } from './choices.ts';
import type { ImageChoices } from './choices.ts';
import { applyColorChange } from './color-jitter.ts';
import { cropInto } from './crop.ts';
import { eraseBox } from './cutout.ts';
import { drawsOf } from './draws.ts';
import type { Draw, DrawSource } from './draws.ts';
import { flipHorizontally } from './flip.ts';
import type { ImageShape } from './image-shape.ts';
import { normalizationTable, normalizeInto } from './normalize.ts';
import { checkRecipe, shownShape } from './recipe.ts';
import type { ImageRecipe } from './recipe.ts';
import { createResizer } from './resize.ts';
import type { Resizer, Window } from './resize.ts';
import { drawnWindow } from './resized-crop.ts';
import { resizingOf } from './view.ts';

/** Which images, and the randomness of their changes. */
export interface ImageDraw extends DrawSource {
  /** Indices into the set, one for each image of the batch. */
  readonly members: Uint32Array;
}

/** Makes the batches of a recipe from pixels. */
export interface BatchFiller {
  /** What a batch needs of the images of the set, in its order. */
  wanted(draw: ImageDraw): readonly PixelRequest[];
  /**
   * Fills the front of `out`.
   *
   * @param regions - what {@link BatchFiller.wanted} asked for
   * @param draw - the same as there
   * @param out - `[B, H, W, C]` with B at least the number of members, the rest the size that the recipe gives
   */
  fill(regions: readonly Region[], draw: ImageDraw, out: Float32Array): void;
}

/**
 * Prepares a recipe.
 *
 * @param recipe - what to do
 * @throws AppError `data/bad-augmentation`, `data/channels-mismatch`
 */
export function createBatchFiller(recipe: ImageRecipe): BatchFiller {
  checkRecipe(recipe);
  const { augment, normalization, set } = recipe;
  const shape = shownShape(recipe);
  const table = normalizationTable(normalization, set.channels);
  const size = shape.height * shape.width * shape.channels;
  const showing = showingOf(recipe);
  const image: Changing = { ...shape, from: new Uint8Array(size), to: new Uint8Array(size) };
  return {
    wanted(draw) {
      const drawsFor = drawsOf(draw);
      return Array.from(draw.members, (index) => ({
        index,
        window: showing.windowOf(sizeOf(set, index), drawsFor(index)),
      }));
    },
    fill(regions, draw, out) {
      const drawsFor = drawsOf(draw);
      draw.members.forEach((member, position) => {
        const draws = drawsFor(member);
        const region = defined(regions[position], 'a region for every member');
        showing.show({ region, size: sizeOf(set, member), draw: draws }, image.from);
        const choices = imageChoices(augment, shape, draws);
        change(image, choices);
        const target = out.subarray(position * size, (position + 1) * size);
        normalizeInto(image.from, table, target);
        for (const box of choices.cutouts) eraseBox(target, box, shape);
      });
    },
  };
}

/** An image of the set on its way into a batch. */
interface Source {
  readonly region: Region;
  /** Of the whole image. */
  readonly size: ImageSize;
  readonly draw: Draw;
}

/** How images of the set get the size that the recipe gives. */
interface Showing {
  /** The part of an image that is seen; null: all of it. */
  windowOf(size: ImageSize, draw: Draw): Window | null;
  show(source: Source, target: Uint8Array): void;
}

function showingOf(recipe: ImageRecipe): Showing {
  const { augment, view, set } = recipe;
  const { resizedCrop } = augment;
  const { channels } = set;
  const resample = loadNative()?.resample;
  if (resizedCrop !== null) {
    const size = shownShape(recipe);
    const wanted: Window = { ...size, top: 0, left: 0 };
    const windowOf = (image: ImageSize, draw: Draw): Window =>
      drawnWindow(resizedCrop, { ...image, channels }, draw);
    return {
      windowOf,
      show({ region, size: whole, draw }, target) {
        const window = within(windowOf(whole, draw), region);
        const resizing = { image: { ...region, channels }, window, size, wanted };
        createResizer(resizing, resample)(region.pixels, target);
      },
    };
  }
  if (view !== null) {
    const resizerOf = remembering((size: ImageSize) =>
      createResizer(resizingOf(view, { ...size, channels }), resample),
    );
    return {
      windowOf: () => null,
      show({ region, size }, target) {
        resizerOf(size)(region.pixels, target);
      },
    };
  }
  return {
    windowOf: () => null,
    show({ region }, target) {
      target.set(region.pixels);
    },
  };
}

/** A window of the image as a window of the region around it. */
const within = (window: Window, region: Region): Window => ({
  ...window,
  top: window.top - region.top,
  left: window.left - region.left,
});

/** Most sets have images of few sizes; the weights of one are not made twice in a row. */
function remembering(make: (size: ImageSize) => Resizer): (size: ImageSize) => Resizer {
  let latest: { readonly size: ImageSize; readonly resizer: Resizer } | null = null;
  return (size) => {
    if (latest?.size.height !== size.height || latest.size.width !== size.width) {
      latest = { size, resizer: make(size) };
    }
    return latest.resizer;
  };
}

/** An image that is being changed: after each change, what was written is what the next one reads. */
interface Changing extends ImageShape {
  from: Uint8Array;
  to: Uint8Array;
}

/** Makes the drawn changes, up to the normalization. */
function change(image: Changing, { crop, flip, colors, operations }: ImageChoices): void {
  if (crop !== null) {
    cropInto(image, crop);
    swap(image);
  }
  if (flip) {
    flipHorizontally(image);
    swap(image);
  }
  for (const color of colors) {
    applyColorChange(color, image);
    swap(image);
  }
  for (const operation of operations) {
    applyOperation(operation, image);
    swap(image);
  }
}

function swap(image: Changing): void {
  const { from } = image;
  image.from = image.to;
  image.to = from;
}
