import { z } from 'zod';
import { augmentSchema } from '../data/index.ts';
import { divisionSettings, momentumSchema, partialBatchSchema, precisionSchema } from '../train/index.ts';

/** The settings that every search method shares, as plain data. */
export const searchSettingsSchema = z.strictObject({
  network: z.strictObject({
    initChannels: z.int().positive().multipleOf(2),
    cells: z.int().positive(),
  }),
  batch: z.int().positive(),
  epochs: z.int().positive(),
  /** SGD on the weights. */
  weights: momentumSchema,
  /** Both halves of the training data are augmented. */
  augment: augmentSchema,
  partialBatch: partialBatchSchema,
  /** Use only the first images of the training set; null: all. The first half of them trains the weights, the second the alphas. */
  images: z.int().min(2).nullable().default(null),
  /** Images in a batch of evaluation. */
  evaluationBatch: z.int().positive().default(200),
  /** Score the supernet on the alphas' half after every so many epochs; null: never. */
  evaluateEvery: z.int().positive().nullable().default(1),
  precision: precisionSchema,
  ...divisionSettings,
});

/** The settings that every search method shares. */
export type SearchSettings = z.output<typeof searchSettingsSchema>;
