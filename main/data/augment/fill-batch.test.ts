import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { inMemory } from '../image-set.ts';
import type { ImageSet } from '../image-set.ts';
import { readMemory } from '../pixels/memory.ts';
import { applyOperation, chosenOperations } from './auto-augment/auto-augment.ts';
import { POLICIES } from './auto-augment/policies/registry.ts';
import { applyColorChange, chosenColors, colorJitterSchema } from './color-jitter.ts';
import { drawsOf } from './draws.ts';
import { createBatchFiller } from './fill-batch.ts';
import type { ImageDraw } from './fill-batch.ts';
import { NO_AUGMENT } from './recipe.ts';
import type { AugmentSpec, ImageRecipe } from './recipe.ts';
import { createResizer } from './resize.ts';
import { drawnWindow, resizedCropSchema } from './resized-crop.ts';
import { resizingOf } from './view.ts';

const HEIGHT = 6;
const WIDTH = 5;
const CHANNELS = 3;
const SIZE = HEIGHT * WIDTH * CHANNELS;
const COUNT = 400;
const SHAPE = { height: HEIGHT, width: WIDTH, channels: CHANNELS };

/** Every pixel of every image is recognizable, and none is 0: zeros can only come from padding and cutout. */
const bytes = Uint8Array.from(
  { length: COUNT * SIZE },
  (_, i) => 1 + (((i % SIZE) + Math.floor(i / SIZE) * 7) % 255),
);
const setOf = (images: Uint8Array): ImageSet =>
  inMemory({
    count: images.length / SIZE,
    ...SHAPE,
    images,
    labels: new Uint8Array(images.length / SIZE),
  });
const set = setOf(bytes);

function fillBatch(
  recipe: ImageRecipe & { readonly set: ImageSet },
  draw: ImageDraw,
  out: Float32Array,
): void {
  const { pixels } = recipe.set;
  if (pixels.kind !== 'memory') throw new Error('the set is in memory');
  const filler = createBatchFiller(recipe);
  const regions = readMemory(pixels, recipe.set).read(filler.wanted(draw));
  if (regions instanceof Promise) throw new Error('memory is read at once');
  filler.fill(regions, draw, out);
}
const everyone = Uint32Array.from({ length: COUNT }, (_, i) => i);

function fill(
  augment: AugmentSpec,
  draw: { members?: Uint32Array; seed?: number; epoch?: number } = {},
): Float32Array {
  const members = draw.members ?? everyone;
  const out = new Float32Array(members.length * SIZE);
  fillBatch({ augment, view: null, normalization: null, set }, { members, seed: 1, epoch: 0, ...draw }, out);
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
    return isInside ? (bytes[member * SIZE + at(row, column, i % CHANNELS)] ?? 0) : 0;
  });
}

describe('createBatchFiller', () => {
  it('changes nothing without augmentation', () => {
    expect(pixelsOf(fill(NO_AUGMENT), 3)).toEqual([...bytes.subarray(3 * SIZE, 4 * SIZE)]);
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
      const original = [...bytes.subarray(member * SIZE, (member + 1) * SIZE)];
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
    const augment = { ...NO_AUGMENT, cutout: { length: 4, squares: 1 } };
    fillBatch({ augment, view: null, normalization, set }, { members: everyone, seed: 1, epoch: 0 }, out);
    const plain = new Float32Array(COUNT * SIZE);
    fillBatch(
      { augment: NO_AUGMENT, view: null, normalization, set },
      { members: everyone, seed: 1, epoch: 0 },
      plain,
    );
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

  it('cuts out as many squares as it shall, the first one where the only one would be', () => {
    const zeros = (squares: number): number[] => {
      const batch = fill({ ...NO_AUGMENT, cutout: { length: 2, squares } });
      return [...batch].flatMap((value, i) => (value === 0 ? [i] : []));
    };
    const [one, two] = [zeros(1), zeros(2)];
    const second = new Set(two);
    expect(one.every((i) => second.has(i))).toBe(true);
    expect(two.length).toBeGreaterThan(1.7 * one.length);
    expect(two.length).toBeLessThan(2 * one.length);
  });

  it('depends on seed, epoch and image alone: not on the batch around it', () => {
    const augment: AugmentSpec = {
      ...NO_AUGMENT,
      crop: { padding: 2 },
      flip: true,
      autoAugment: 'cifar10',
      cutout: { length: 2, squares: 1 },
    };
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
    const both = fill({ ...NO_AUGMENT, flip: true, cutout: { length: 2, squares: 1 } });
    expect(both.every((value, i) => value === 0 || value === flips[i])).toBe(true);
  });

  // Recorded before there were learned policies and views.
  it.each([
    [{ crop: { padding: 2 }, flip: true, cutout: { length: 4, squares: 1 } }, 'f15dd6e1edb11be2'],
    [{ flip: true }, 'a96890dbed4845f2'],
    [{ crop: { padding: 2 } }, '559c20bc1c9bef09'],
    [{ cutout: { length: 2, squares: 1 } }, 'b6a178e8297add3c'],
  ])('gives what it always gave: %j', (augment, expected) => {
    const count = 8;
    const images = Uint8Array.from({ length: count * SIZE }, (_, i) => (i * 37 + (i >> 5)) % 256);
    const out = new Float32Array(images.length);
    const recipe = { augment: { ...NO_AUGMENT, ...augment }, view: null, normalization: null };
    const members = Uint32Array.from({ length: count }, (_, i) => i);
    fillBatch({ ...recipe, set: setOf(images) }, { members, seed: 5, epoch: 3 }, out);
    const bytes = new Uint8Array(out.buffer);
    expect(createHash('sha256').update(bytes).digest('hex').slice(0, 16)).toBe(expected);
  });
});

describe('learned policies', () => {
  it('come after crop and flip, whose choices they leave alone', () => {
    const before = fill({ ...NO_AUGMENT, crop: { padding: 2 }, flip: true });
    const after = fill({ ...NO_AUGMENT, crop: { padding: 2 }, flip: true, autoAugment: 'svhn' });
    const drawsFor = drawsOf({ seed: 1, epoch: 0 });
    for (const member of everyone) {
      const chosen = chosenOperations(POLICIES.svhn, drawsFor(member));
      // Padding is grey instead of black; nothing else in these images is 0.
      let from = Uint8Array.from(pixelsOf(before, member), (pixel) => (pixel === 0 ? 128 : pixel));
      for (const operation of chosen) {
        const to = new Uint8Array(SIZE);
        applyOperation(operation, { from, to, height: HEIGHT, width: WIDTH, channels: CHANNELS });
        from = to;
      }
      expect(pixelsOf(after, member)).toEqual([...from]);
    }
  });

  it('change images, each in its own way', () => {
    const plain = fill(NO_AUGMENT);
    const changed = fill({ ...NO_AUGMENT, autoAugment: 'cifar10' });
    const different = [...everyone].filter(
      (member) => pixelsOf(plain, member).join() !== pixelsOf(changed, member).join(),
    );
    expect(different.length).toBeGreaterThan(COUNT / 3);
    expect(different.length).toBeLessThan(COUNT);
  });
});

describe('other sizes than the set has', () => {
  const view = { resize: 10, crop: 8 };
  const sizedFill = (augment: AugmentSpec, seed = 1): Float32Array => {
    const out = new Float32Array(COUNT * 8 * 8 * CHANNELS);
    fillBatch({ augment, view, normalization: null, set }, { members: everyone, seed, epoch: 0 }, out);
    return out;
  };
  const imageOf = (batch: Float32Array, position: number): Uint8Array =>
    Uint8Array.from(batch.subarray(position * 192, (position + 1) * 192), (value) => Math.round(value * 255));

  it('shows the view where nothing is random', () => {
    const expected = new Uint8Array(192);
    createResizer(resizingOf(view, SHAPE))(bytes.subarray(7 * SIZE, 8 * SIZE), expected);
    expect(imageOf(sizedFill(NO_AUGMENT), 7)).toEqual(expected);
    expect(sizedFill(NO_AUGMENT, 2)).toEqual(sizedFill(NO_AUGMENT, 1));
  });

  it('shows resized crops instead of the view', () => {
    const resizedCrop = resizedCropSchema.parse({ size: 8 });
    const batch = sizedFill({ ...NO_AUGMENT, resizedCrop });
    const expected = new Uint8Array(192);
    const size = { height: 8, width: 8 };
    const window = drawnWindow(resizedCrop, SHAPE, drawsOf({ seed: 1, epoch: 0 })(7));
    createResizer({ image: SHAPE, window, size, wanted: { top: 0, left: 0, ...size } })(
      bytes.subarray(7 * SIZE, 8 * SIZE),
      expected,
    );
    expect(imageOf(batch, 7)).toEqual(expected);
    expect(sizedFill({ ...NO_AUGMENT, resizedCrop }, 2)).not.toEqual(batch);
  });

  it('crops and cuts out of the image as it is shown', () => {
    const batch = sizedFill({ ...NO_AUGMENT, crop: { padding: 4 }, cutout: { length: 8, squares: 1 } });
    const corners = [...everyone].filter((member) => batch[(member + 1) * 192 - 1] === 0);
    expect(corners.length).toBeGreaterThan(COUNT / 4);
  });

  it('jitters colours', () => {
    const jitter = colorJitterSchema.parse({});
    const plain = sizedFill(NO_AUGMENT);
    const jittered = sizedFill({ ...NO_AUGMENT, colorJitter: jitter });
    let from = imageOf(plain, 3);
    for (const change of chosenColors(jitter, drawsOf({ seed: 1, epoch: 0 })(3))) {
      const to = new Uint8Array(192);
      applyColorChange(change, { from, to, height: 8, width: 8, channels: CHANNELS });
      from = to;
    }
    expect(imageOf(jittered, 3)).toEqual(from);
  });
});
