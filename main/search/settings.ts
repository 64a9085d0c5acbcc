import { z } from 'zod';
import { augmentSchema, viewSchema } from '../data/index.ts';
import type { NetworkName } from '../nn/index.ts';
import { divisionSettings, momentumSchema, partialBatchSchema, precisionSchema } from '../train/index.ts';

/** The share of the images that trains the weights, in all published searches. */
export const TRAIN_PORTION = 0.5;

/** The settings that every search method shares, as plain data. */
export const searchSettingsSchema = z.strictObject({
  network: z.strictObject({
    /** The stem: that of small images, or that of large ones, which halves them three times. Complete cells have the one of small images. */
    kind: z.enum(['cifar', 'imagenet'] satisfies NetworkName[]).default('cifar'),
    initChannels: z.int().positive().multipleOf(2),
    cells: z.int().positive(),
  }),
  batch: z.int().positive(),
  epochs: z.int().positive(),
  /** SGD on the weights. */
  weights: momentumSchema,
  /** Both halves of the training data are augmented. */
  augment: augmentSchema,
  /** How images are shown where chance does not decide it: resized, and their middle cut out; null: as they are. */
  view: viewSchema.nullable().default(null),
  partialBatch: partialBatchSchema,
  /**
   * Share of the images, the first of them, that trains the weights; the rest trains the alphas, or scores cells. 1: all of them, for methods
   * that need no others; their supernet is then evaluated on the test images.
   */
  trainPortion: z.number().gt(0).max(1).default(TRAIN_PORTION),
  /** Use only the first images of the training set; null: all. */
  images: z.int().min(2).nullable().default(null),
  /** Images in a batch of evaluation. */
  evaluationBatch: z.int().positive().default(200),
  /**
   * Score on the images that do not train the weights, after every so many epochs and after the last; null: never. A method that chooses
   * by these scores makes those that its choice needs all the same: `random` of several samples after the last epoch of each,
   * `randomSharing` after the last epoch.
   */
  evaluateEvery: z.int().positive().nullable().default(1),
  precision: precisionSchema,
  ...divisionSettings,
});

/** The settings that every search method shares. */
export type SearchSettings = z.output<typeof searchSettingsSchema>;
