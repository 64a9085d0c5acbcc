import { describe, expect, it } from 'vitest';
import { inMemory } from '../image-set.ts';
import type { ImageSet } from '../image-set.ts';
import { NO_AUGMENT, augmentSchema, checkRecipe, shownShape } from './recipe.ts';
import type { ImageRecipe } from './recipe.ts';

const setOf = (height: number, width: number, channels: number): ImageSet =>
  inMemory({
    count: 1,
    ...{ height, width, channels },
    images: new Uint8Array(height * width * channels),
    labels: new Uint8Array(1),
  });
const recipeOf = (augment: object, changed: Partial<ImageRecipe> = {}): ImageRecipe => ({
  augment: augmentSchema.parse(augment),
  view: null,
  normalization: null,
  set: setOf(6, 5, 3),
  ...changed,
});
const view = { resize: 9, crop: 8 };

describe('augmentations', () => {
  it('are plain data whose schema refuses what it does not know', () => {
    expect(augmentSchema.parse({})).toEqual(NO_AUGMENT);
    expect(augmentSchema.parse({ crop: { padding: 4 }, flip: true })).toEqual({
      ...NO_AUGMENT,
      crop: { padding: 4 },
      flip: true,
    });
    const wrong = [{ rotate: true }, { flip: 1 }, { crop: {} }, { cutout: { length: 0 } }];
    for (const bad of [...wrong, { autoAugment: 'cifar100' }, { autoAugment: true }, { resizedCrop: {} }]) {
      expect(augmentSchema.safeParse(bad).success).toBe(false);
    }
  });
});

describe('shownShape', () => {
  it('is the size of the images, unless a view or a resized crop has its own', () => {
    expect(shownShape(recipeOf({}))).toEqual({ height: 6, width: 5, channels: 3 });
    expect(shownShape(recipeOf({}, { view }))).toEqual({ height: 8, width: 8, channels: 3 });
    expect(shownShape(recipeOf({ resizedCrop: { size: 8 } }, { view }))).toEqual({
      height: 8,
      width: 8,
      channels: 3,
    });
  });
});

describe('checkRecipe', () => {
  it.each([
    ['a crop that fits', recipeOf({ crop: { padding: 4 } })],
    ['a crop of the view', recipeOf({ crop: { padding: 7 } }, { view })],
    ['a resized crop of the size of the view', recipeOf({ resizedCrop: { size: 8 } }, { view })],
    [
      'a resized crop of the size of square images',
      recipeOf({ resizedCrop: { size: 6 } }, { set: setOf(6, 6, 1) }),
    ],
    ['a policy of grey images', recipeOf({ autoAugment: 'svhn', colorJitter: {} }, { set: setOf(6, 6, 1) })],
  ])('accepts %s', (_, recipe) => {
    expect(() => {
      checkRecipe(recipe);
    }).not.toThrow();
  });

  it.each([
    [recipeOf({ crop: { padding: 5 } }), /crop padding 5 for images of 6 x 5 pixels/],
    [recipeOf({ crop: { padding: 8 } }, { view }), /crop padding 8 for images of 8 x 8 pixels/],
    [recipeOf({ crop: { padding: 1 }, resizedCrop: { size: 8 } }, { view }), /crop and resizedCrop/],
    [
      recipeOf({ resizedCrop: { size: 7 } }, { view }),
      /resizedCrop\.size is 7, but view\.crop gives 8 x 8 .*set view\.crop to 7/,
    ],
    [
      recipeOf({ resizedCrop: { size: 6 } }),
      /resizedCrop\.size is 6, but the images themselves have 6 x 5 pixels/,
    ],
    [
      recipeOf({ autoAugment: 'cifar10' }, { set: setOf(6, 6, 2) }),
      /autoAugment is for images of 1 or 3 channels, and these have 2/,
    ],
    [recipeOf({ colorJitter: {} }, { set: setOf(6, 6, 4) }), /colorJitter is for images of 1 or 3 channels/],
  ])('refuses what does not fit: %#', (recipe, message) => {
    expect(() => {
      checkRecipe(recipe);
    }).toThrow(
      expect.objectContaining({ code: 'data/bad-augmentation', message: expect.stringMatching(message) }),
    );
  });

  it('refuses statistics of other channels', () => {
    expect(() => {
      checkRecipe(recipeOf({}, { normalization: { mean: [0], deviation: [1] } }));
    }).toThrow(expect.objectContaining({ code: 'data/channels-mismatch' }));
  });
});
