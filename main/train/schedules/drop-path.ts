import { z } from 'zod';
import { fits } from '../schedule.ts';
import type { ScheduleDef } from '../schedule.ts';

/** Settings of drop path. */
export const dropPathSchema = z.strictObject({
  /** Probability that the rise leads to. */
  max: z.number().min(0).lt(1),
  /** What the first epoch counts as: 0 in DARTS, which drops nothing in it, 1 in sharpDARTS. */
  firstEpoch: z.union([z.literal(0), z.literal(1)]).default(0),
});

/**
 * The probability of dropping a path: max (t + firstEpoch) / T for t = 0 .. T-1.
 * @see DARTS, cnn/train.py; sharpDARTS, cnn/train.py
 */
export const dropPath: ScheduleDef<z.output<typeof dropPathSchema>> = {
  title: 'Probability of dropping a path',
  source: 'DARTS and sharpDARTS, cnn/train.py',
  names: ['drop_path_prob'],
  settingNames: { p: 'max' },
  config: dropPathSchema,
  values: (epochs, { max, firstEpoch }) =>
    Array.from({ length: epochs }, (_, t) => (max * (t + firstEpoch)) / epochs),
  misfit: fits,
};
