import { describe, expect, it } from 'vitest';
import { imageChoices } from './choices.ts';
import { drawsOf } from './draws.ts';
import { NO_AUGMENT } from './recipe.ts';
import type { AugmentSpec } from './recipe.ts';

const SHAPE = { height: 8, width: 12, channels: 3 };
const drawsFor = drawsOf({ seed: 6, epoch: 1 });

const choicesOf = (given: Partial<AugmentSpec>, count = 2000) =>
  Array.from({ length: count }, (_, member) =>
    imageChoices({ ...NO_AUGMENT, ...given }, SHAPE, drawsFor(member)),
  );

describe('imageChoices', () => {
  it('chooses nothing where nothing is asked for', () => {
    const nothing = { crop: null, flip: false, colors: [], operations: [], cutouts: [] };
    for (const choices of choicesOf({}, 20)) expect(choices).toEqual(nothing);
  });

  it('crops at every place alike often, in black, and in grey under a policy', () => {
    const crops = choicesOf({ crop: { padding: 2 } }).map(({ crop }) => crop);
    for (let offset = 0; offset <= 4; offset++) {
      for (const side of ['top', 'left'] as const) {
        const share = crops.filter((crop) => crop?.[side] === offset).length / crops.length;
        expect(share).toBeGreaterThan(0.15);
        expect(share).toBeLessThan(0.25);
      }
    }
    expect(crops[0]).toMatchObject({ padding: 2, fill: 0 });
    expect(choicesOf({ crop: { padding: 2 }, autoAugment: 'svhn' }, 1)[0]?.crop?.fill).toBe(128);
  });

  it('mirrors every second image', () => {
    const share = choicesOf({ flip: true }).filter(({ flip }) => flip).length / 2000;
    expect(share).toBeCloseTo(0.5, 1);
  });

  it('gives as many cutouts as are asked for, within the image', () => {
    for (const { cutouts } of choicesOf({ cutout: { length: 4, squares: 3 } }, 200)) {
      expect(cutouts).toHaveLength(3);
      for (const { rows, columns } of cutouts) {
        expect(rows[0]).toBeGreaterThanOrEqual(0);
        expect(rows[1]).toBeLessThanOrEqual(SHAPE.height);
        expect(rows[1] - rows[0]).toBeGreaterThanOrEqual(2);
        expect(columns[1]).toBeLessThanOrEqual(SHAPE.width);
      }
    }
  });

  it('keeps one choice the same whatever else is chosen', () => {
    const all = { crop: { padding: 2 }, flip: true, cutout: { length: 4, squares: 1 } };
    const [some, more] = [choicesOf(all, 50), choicesOf({ ...all, autoAugment: 'cifar10' }, 50)];
    more.forEach(({ flip, cutouts }, i) => {
      expect({ flip, cutouts }).toEqual({ flip: some[i]?.flip, cutouts: some[i]?.cutouts });
    });
  });
});
