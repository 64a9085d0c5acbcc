/** What chance decides about one image, as plain data: made before anything is done to the image, and the same whenever it is asked for. */
import { chosenOperations } from './auto-augment/auto-augment.ts';
import type { ChosenOperation } from './auto-augment/auto-augment.ts';
import { FILL } from './auto-augment/fill.ts';
import { POLICIES } from './auto-augment/policies/registry.ts';
import { chosenColors } from './color-jitter.ts';
import type { ColorChange } from './color-jitter.ts';
import type { Crop } from './crop.ts';
import { cutoutBox } from './cutout.ts';
import type { Box, Cutout } from './cutout.ts';
import { below } from './draws.ts';
import type { Draw } from './draws.ts';
import type { ImageShape } from './image-shape.ts';
import type { AugmentSpec } from './recipe.ts';

/** The random changes of one image that has its size already, in their order. */
export interface ImageChoices {
  /** Null: no crop. */
  readonly crop: Crop | null;
  readonly flip: boolean;
  readonly colors: readonly ColorChange[];
  readonly operations: readonly ChosenOperation[];
  /** What is zeroed after the normalization. */
  readonly cutouts: readonly Box[];
}

const NONE: readonly never[] = [];

/**
 * The changes that are drawn for an image.
 *
 * @param augment - which changes there are
 * @param shape - of the image as it is shown
 * @param draw - the image's random numbers
 */
export function imageChoices(augment: AugmentSpec, shape: ImageShape, draw: Draw): ImageChoices {
  const { crop, flip, colorJitter, autoAugment, cutout } = augment;
  return {
    crop: crop === null ? null : chosenCrop(crop.padding, autoAugment === null ? 0 : FILL, draw),
    flip: flip && below(2, draw('flip')[0]) === 1,
    colors: colorJitter === null ? NONE : chosenColors(colorJitter, draw),
    operations: autoAugment === null ? NONE : chosenOperations(POLICIES[autoAugment], draw),
    cutouts: cutout === null ? NONE : chosenCutouts(cutout, shape, draw),
  };
}

function chosenCrop(padding: number, fill: number, draw: Draw): Crop {
  const [top, left] = draw('crop');
  return { padding, fill, top: below(2 * padding + 1, top), left: below(2 * padding + 1, left) };
}

function chosenCutouts({ length, squares }: Cutout, shape: ImageShape, draw: Draw): readonly Box[] {
  const boxes: Box[] = [];
  for (let square = 0; square < squares; square++) {
    const [row, column] = draw('cutout', square);
    const centre = { row: below(shape.height, row), column: below(shape.width, column) };
    boxes.push(cutoutBox(length, centre, shape));
  }
  return boxes;
}
