/** What is to be known of a data set without opening it. */
import { z } from 'zod';
import { classCounts } from '../dataset.ts';
import type { Dataset } from '../dataset.ts';
import { sizeOf } from '../image-set.ts';
import type { ImageSet } from '../image-set.ts';

const count = z.int().min(0);
const size = z.strictObject({ height: count, width: count });
const range = z.strictObject({ smallest: count, median: count, largest: count });
const part = z.strictObject({ count, perClass: z.array(count).readonly() });

/** The sizes of the images of a set. */
export const sizesSchema = z.strictObject({
  /** How many sizes there are. */
  distinct: count,
  /** Those that most images have. */
  common: z.array(size.extend({ images: count })).readonly(),
  height: range,
  width: range,
  /** By the shorter side in pixels, `from` to below `below`. */
  histogram: z.array(z.strictObject({ from: count, below: count, images: count })).readonly(),
});

/** Sizes of images, counted. */
export type ImageSizes = z.output<typeof sizesSchema>;

/** What is to be known of a data set without opening it. */
export const factsSchema = z.strictObject({
  classes: z.array(z.string()).readonly(),
  channels: count,
  train: part,
  test: part,
  /** Over both parts; null: the set is empty. */
  sizes: sizesSchema.nullable(),
  statistics: z.strictObject({
    mean: z.array(z.number()).readonly(),
    deviation: z.array(z.number()).readonly(),
  }),
  validationFrom: count.nullable(),
  skipped: z
    .array(z.strictObject({ reason: z.string(), count, examples: z.array(z.string()).readonly() }))
    .readonly(),
});

/** What is to be known of a data set without opening it. */
export type SetFacts = z.output<typeof factsSchema>;

/** The facts of an open data set. */
export function factsOf({ classes, train, test, statistics, validationFrom, skipped }: Dataset): SetFacts {
  const partOf = ({ count: images, labels }: ImageSet) => ({
    count: images,
    perClass: classCounts(labels, classes.length),
  });
  return {
    classes,
    channels: train.count > 0 ? train.channels : test.channels,
    train: partOf(train),
    test: partOf(test),
    sizes: sizesOf([train, test]),
    statistics: { mean: [...statistics.mean], deviation: [...statistics.deviation] },
    validationFrom,
    skipped,
  };
}

const MOST_COMMON = 12;

/** Counts the sizes of all images. */
export function sizesOf(sets: readonly ImageSet[]): ImageSizes | null {
  const counts = new Map<number, number>();
  const heights = new Map<number, number>();
  const widths = new Map<number, number>();
  const add = (map: Map<number, number>, key: number, images: number): void =>
    void map.set(key, (map.get(key) ?? 0) + images);
  const addSize = (height: number, width: number, images: number): void => {
    add(counts, height * LARGEST + width, images);
    add(heights, height, images);
    add(widths, width, images);
  };
  for (const set of sets) {
    if (set.size !== null) {
      if (set.count > 0) addSize(set.size.height, set.size.width, set.count);
      continue;
    }
    for (let index = 0; index < set.count; index++) {
      const { height, width } = sizeOf(set, index);
      addSize(height, width, 1);
    }
  }
  if (counts.size === 0) return null;
  const all = [...counts].map(([key, images]) => ({
    height: Math.floor(key / LARGEST),
    width: key % LARGEST,
    images,
  }));
  all.sort((a, b) => b.images - a.images || a.height - b.height || a.width - b.width);
  return {
    distinct: all.length,
    common: all.slice(0, MOST_COMMON),
    height: rangeOf(heights),
    width: rangeOf(widths),
    histogram: histogramOf(all),
  };
}

/** Above any side of an image: `eachSize` has 16 bits. */
const LARGEST = 65536;

function rangeOf(counts: ReadonlyMap<number, number>): z.output<typeof range> {
  const sorted = [...counts].sort(([a], [b]) => a - b);
  const total = sorted.reduce((sum, [, images]) => sum + images, 0);
  let seen = 0;
  const median = sorted.find(([, images]) => (seen += images) >= total / 2)?.[0] ?? 0;
  return { smallest: sorted[0]?.[0] ?? 0, median, largest: sorted.at(-1)?.[0] ?? 0 };
}

/** In bins that double: 16 to 31, 32 to 63, ... */
function histogramOf(
  sizes: readonly { height: number; width: number; images: number }[],
): ImageSizes['histogram'] {
  const bins = new Map<number, number>();
  for (const { height, width, images } of sizes) {
    const from = 2 ** Math.floor(Math.log2(Math.max(1, Math.min(height, width))));
    bins.set(from, (bins.get(from) ?? 0) + images);
  }
  return [...bins].sort(([a], [b]) => a - b).map(([from, images]) => ({ from, below: 2 * from, images }));
}
