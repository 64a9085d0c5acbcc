import { describe, expect, it } from 'vitest';
import type { ImageSet } from '../dataset.ts';
import { NO_AUGMENT, augmentSchema, checkRecipe, fillBatch } from './fill-batch.ts';
import type { AugmentSpec } from './fill-batch.ts';

const HEIGHT = 6;
const WIDTH = 5;
const CHANNELS = 3;
const SIZE = HEIGHT * WIDTH * CHANNELS;
const COUNT = 400;

/** Every pixel of every image is recognizable, and none is 0: zeros can only come from padding and cutout. */
const set: ImageSet = {
  count: COUNT,
  height: HEIGHT,
  width: WIDTH,
  channels: CHANNELS,
  images: Uint8Array.from(
    { length: COUNT * SIZE },
    (_, i) => 1 + (((i % SIZE) + Math.floor(i / SIZE) * 7) % 255),
  ),
  labels: new Uint8Array(COUNT),
};
const everyone = Uint32Array.from({ length: COUNT }, (_, i) => i);

function fill(
  augment: AugmentSpec,
  draw: { members?: Uint32Array; seed?: number; epoch?: number } = {},
): Float32Array {
  const members = draw.members ?? everyone;
  const out = new Float32Array(members.length * SIZE);
  fillBatch({ augment, normalization: null, set }, { members, seed: 1, epoch: 0, ...draw }, out);
  return out;
}

/** The image at a position of a batch, as pixels. */
const pixelsOf = (batch: Float32Array, position: number): number[] =>
  [...batch.subarray(position * SIZE, (position + 1) * SIZE)].map((value) => Math.round(value * 255));
const at = (row: number, column: number, channel: number): number =>
  (row * WIDTH + column) * CHANNELS + channel;

/** An image of the set, seen through a window that is `dy` rows lower and `dx` columns further right. */
function moved(member: number, dy: number, dx: number): number[] {
  return Array.from({ length: SIZE }, (_, i) => {
    const column = (Math.floor(i / CHANNELS) % WIDTH) + dx;
    const row = Math.floor(i / CHANNELS / WIDTH) + dy;
    const isInside = row >= 0 && row < HEIGHT && column >= 0 && column < WIDTH;
    return isInside ? (set.images[member * SIZE + at(row, column, i % CHANNELS)] ?? 0) : 0;
  });
}

describe('fillBatch', () => {
  it('changes nothing without augmentation', () => {
    expect(pixelsOf(fill(NO_AUGMENT), 3)).toEqual([...set.images.subarray(3 * SIZE, 4 * SIZE)]);
  });

  it('moves whole images by every offset of the crop, evenly', () => {
    const offsets = [-2, -1, 0, 1, 2].flatMap((dy) => [-2, -1, 0, 1, 2].map((dx) => [dy, dx] as const));
    const batch = fill({ ...NO_AUGMENT, crop: { padding: 2 } });
    const seen = new Map<string, number>();
    for (const member of everyone) {
      const image = pixelsOf(batch, member).join();
      const fitting = offsets.filter(([dy, dx]) => moved(member, dy, dx).join() === image);
      expect(fitting).toHaveLength(1);
      seen.set(fitting.join(), (seen.get(fitting.join()) ?? 0) + 1);
    }
    expect(seen.size).toBe(25);
    for (const count of seen.values()) expect(Math.abs(count - 16)).toBeLessThan(15);
  });

  it('flips about half of the images', () => {
    const batch = fill({ ...NO_AUGMENT, flip: true });
    let flipped = 0;
    for (const member of everyone) {
      const original = [...set.images.subarray(member * SIZE, (member + 1) * SIZE)];
      const mirrored = original.map((_, i) => {
        const column = Math.floor(i / CHANNELS) % WIDTH;
        return original[at(Math.floor(i / CHANNELS / WIDTH), WIDTH - 1 - column, i % CHANNELS)];
      });
      const image = pixelsOf(batch, member).join();
      expect([original.join(), mirrored.join()]).toContain(image);
      if (image === mirrored.join()) flipped++;
    }
    expect(Math.abs(flipped - COUNT / 2)).toBeLessThan(40);
  });

  it('cuts out after normalization: zeros, whatever zero is as a pixel', () => {
    const normalization = { mean: [0.501, 0.401, 0.301], deviation: [0.2, 0.3, 0.1] };
    const out = new Float32Array(COUNT * SIZE);
    const augment = { ...NO_AUGMENT, cutout: { length: 4 } };
    fillBatch({ augment, normalization, set }, { members: everyone, seed: 1, epoch: 0 }, out);
    const plain = new Float32Array(COUNT * SIZE);
    fillBatch({ augment: NO_AUGMENT, normalization, set }, { members: everyone, seed: 1, epoch: 0 }, plain);
    const sizes = new Set<number>();
    for (const member of everyone) {
      const pairs = [...out.subarray(member * SIZE, (member + 1) * SIZE)].map((value, i) => ({
        value,
        before: plain[member * SIZE + i] ?? Number.NaN,
      }));
      expect(pairs.every(({ value, before }) => value === 0 || value === before)).toBe(true);
      sizes.add(pairs.filter(({ value }) => value === 0).length / CHANNELS);
    }
    // Two rows or more and two columns or more of a 6 x 5 image, by centre: 2, 3 or 4 by 2, 3 or 4.
    expect([...sizes].sort((a, b) => a - b)).toEqual([4, 6, 8, 9, 12, 16]);
  });

  it('depends on seed, epoch and image alone: not on the batch around it', () => {
    const augment = { crop: { padding: 2 }, flip: true, cutout: { length: 2 } };
    const all = fill(augment);
    const some = fill(augment, { members: Uint32Array.of(17, 4, 399) });
    [17, 4, 399].forEach((member, position) => {
      expect(pixelsOf(some, position)).toEqual(pixelsOf(all, member));
    });
    expect(fill(augment, { seed: 2 })).not.toEqual(all);
    expect(fill(augment, { epoch: 1 })).not.toEqual(all);
  });

  it('makes each choice apart from the others', () => {
    const flips = fill({ ...NO_AUGMENT, flip: true });
    const both = fill({ ...NO_AUGMENT, flip: true, cutout: { length: 2 } });
    expect(both.every((value, i) => value === 0 || value === flips[i])).toBe(true);
  });
});

describe('recipes', () => {
  it('are plain data whose schema refuses what it does not know', () => {
    expect(augmentSchema.parse({})).toEqual(NO_AUGMENT);
    expect(augmentSchema.parse({ crop: { padding: 4 }, flip: true })).toEqual({
      crop: { padding: 4 },
      flip: true,
      cutout: null,
    });
    for (const bad of [{ rotate: true }, { flip: 1 }, { crop: {} }, { cutout: { length: 0 } }]) {
      expect(augmentSchema.safeParse(bad).success).toBe(false);
    }
  });

  it('must fit the images', () => {
    const recipe = { augment: { ...NO_AUGMENT, crop: { padding: 5 } }, normalization: null, set };
    expect(() => {
      checkRecipe(recipe);
    }).toThrow(expect.objectContaining({ code: 'data/bad-augmentation' }));
    expect(() => {
      checkRecipe({ augment: NO_AUGMENT, normalization: { mean: [0], deviation: [1] }, set });
    }).toThrow(expect.objectContaining({ code: 'data/channels-mismatch' }));
  });
});
