import { z } from 'zod';
import { spaceReferenceSchema } from '../../spaces/index.ts';
import { languageSettings, refinePasses } from '../../train/index.ts';
import { initialDeviation } from '../learnt-alphas.ts';

/** DARTS on words: first or second order. */
const darts = z.strictObject({
  name: z.literal('darts'),
  options: z
    .strictObject({
      /** `first`: the alphas' gradient at the weights as they are. `second`: at the weights after one more step. */
      order: z.enum(['first', 'second']).default('second'),
      /** Adam on the alphas. */
      alphas: z
        .strictObject({
          initial: initialDeviation,
          learningRate: z.number().positive().default(3e-3),
          betas: z.tuple([z.number().min(0).lt(1), z.number().min(0).lt(1)]).default([0.9, 0.999]),
          epsilon: z.number().positive().default(1e-8),
          weightDecay: z.number().min(0).default(1e-3),
        })
        .prefault({}),
    })
    .prefault({}),
});

const searchSchema = z.strictObject({
  /** The space of recurrent cells: a published one's name, or the whole of the user's own. */
  space: spaceReferenceSchema,
  method: z.discriminatedUnion('name', [darts]),
  ...languageSettings,
});

/** A search of a recurrent cell, as plain data. */
export const languageSearchSchema = searchSchema.superRefine(refinePasses);
/** A search's settings. */
export type LanguageSearch = z.output<typeof languageSearchSchema>;
