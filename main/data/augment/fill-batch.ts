/**
 * From pixels to a batch of normalized, augmented images, in the order of the published programs: resized crop or view, crop,
 * flip, colour jitter, learned policy, normalization, cutout.
 *
 * @see DARTS, cnn/utils.py and cnn/train_imagenet.py; sharpDARTS, cnn/dataset.py
 */
import { applyOperation, chosenOperations } from './auto-augment/auto-augment.ts';
import { FILL } from './auto-augment/fill.ts';
import { POLICIES } from './auto-augment/policies/registry.ts';
import { applyColorChange, chosenColors } from './color-jitter.ts';
import { cropInto } from './crop.ts';
import { cutoutBox, eraseBox } from './cutout.ts';
import { below, drawsOf } from './draws.ts';
import type { Draw, DrawSource } from './draws.ts';
import { flipHorizontally } from './flip.ts';
import type { ImageShape } from './image-shape.ts';
import { normalizationTable, normalizeInto } from './normalize.ts';
import { checkRecipe, shownShape } from './recipe.ts';
import type { AugmentSpec, ImageRecipe } from './recipe.ts';
import { createResizer } from './resize.ts';
import type { Window } from './resize.ts';
import { drawnWindow } from './resized-crop.ts';
import type { Transfer } from './transfer.ts';
import { resizingOf } from './view.ts';

/** Which images, and the randomness of their changes. */
export interface ImageDraw extends DrawSource {
  /** Indices into the set, one for each image of the batch. */
  readonly members: Uint32Array;
}

/**
 * Fills the front of `out` with the images `members`.
 *
 * @param recipe - what to do
 * @param draw - with which images
 * @param out - `[B, H, W, C]` with B at least the number of members, the rest the size that the recipe gives
 * @throws AppError `data/bad-augmentation`, `data/channels-mismatch`
 */
export function fillBatch(recipe: ImageRecipe, draw: ImageDraw, out: Float32Array): void {
  checkRecipe(recipe);
  const { augment, normalization, set } = recipe;
  const shape = shownShape(recipe);
  const table = normalizationTable(normalization, set.channels);
  const drawsFor = drawsOf(draw);
  const show = showing(recipe);
  const sourceSize = set.height * set.width * set.channels;
  const size = shape.height * shape.width * shape.channels;
  let image = new Uint8Array(size);
  let spare = new Uint8Array(size);
  draw.members.forEach((member, position) => {
    const draws = drawsFor(member);
    show(set.images.subarray(member * sourceSize, (member + 1) * sourceSize), draws, image);
    for (const change of changesOf(augment, draws)) {
      change({ from: image, to: spare, ...shape });
      [image, spare] = [spare, image];
    }
    const target = out.subarray(position * size, (position + 1) * size);
    normalizeInto(image, table, target);
    cutOut(target, { cutout: augment.cutout, shape, draw: draws });
  });
}

function cutOut(
  image: Float32Array,
  {
    cutout,
    shape,
    draw,
  }: { readonly cutout: AugmentSpec['cutout']; readonly shape: ImageShape; readonly draw: Draw },
): void {
  if (cutout === null) return;
  for (let square = 0; square < cutout.squares; square++) {
    const [rowPart, columnPart] = draw('cutout', square);
    const centre = { row: below(shape.height, rowPart), column: below(shape.width, columnPart) };
    eraseBox(image, cutoutBox(cutout.length, centre, shape), shape);
  }
}

/** Writes what is seen of an image of the set, in the size that the recipe gives. */
type Show = (source: Uint8Array, draw: Draw, target: Uint8Array) => void;

function showing(recipe: ImageRecipe): Show {
  const { augment, view, set } = recipe;
  const { resizedCrop } = augment;
  if (resizedCrop !== null) {
    const size = shownShape(recipe);
    const wanted: Window = { ...size, top: 0, left: 0 };
    return (source, draw, target) => {
      createResizer({ image: set, window: drawnWindow(resizedCrop, set, draw), size, wanted })(
        source,
        target,
      );
    };
  }
  if (view !== null) {
    const resize = createResizer(resizingOf(view, set));
    return (source, _, target) => {
      resize(source, target);
    };
  }
  return (source, _, target) => {
    target.set(source);
  };
}

/** Writes a changed image. */
type Change = (transfer: Transfer) => void;

/** What chance does to one image, in order. */
function changesOf({ crop, flip, colorJitter, autoAugment }: AugmentSpec, draw: Draw): readonly Change[] {
  const changes: Change[] = [];
  if (crop !== null) {
    const { padding } = crop;
    const [topPart, leftPart] = draw('crop');
    const [top, left] = [below(2 * padding + 1, topPart), below(2 * padding + 1, leftPart)];
    const fill = autoAugment === null ? 0 : FILL;
    changes.push((transfer) => {
      cropInto(transfer, { padding, fill, top, left });
    });
  }
  if (flip && below(2, draw('flip')[0]) === 1) changes.push(flipHorizontally);
  const colors = colorJitter === null ? [] : chosenColors(colorJitter, draw);
  const operations = autoAugment === null ? [] : chosenOperations(POLICIES[autoAugment], draw);
  return [
    ...changes,
    ...colors.map((color) => (transfer: Transfer) => {
      applyColorChange(color, transfer);
    }),
    ...operations.map((operation) => (transfer: Transfer) => {
      applyOperation(operation, transfer);
    }),
  ];
}
