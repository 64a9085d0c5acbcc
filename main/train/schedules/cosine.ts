import { z } from 'zod';
import { fits } from '../schedule.ts';
import type { ScheduleDef } from '../schedule.ts';

const cosineSchema = z.strictObject({
  /** Rate of epoch 0. */
  max: z.number().positive(),
  /** Rate that is approached, never reached. */
  min: z.number().min(0).default(0),
});

/**
 * Cosine annealing: min + (max - min) (1 + cos(pi t / T)) / 2 for t = 0 .. T-1.
 * @see SGDR, Loshchilov and Hutter 2017, arXiv:1608.03983, equation 5 without restarts; DARTS, cnn/train_search.py (CosineAnnealingLR)
 */
export const cosine: ScheduleDef<z.output<typeof cosineSchema>> = {
  title: 'Cosine annealing',
  source: 'Loshchilov and Hutter 2017, arXiv:1608.03983, equation 5; DARTS, cnn/train.py',
  names: ['plain_cosine', 'cosine_annealing'],
  settingNames: { max_lr: 'max', min_lr: 'min' },
  config: cosineSchema,
  values: (epochs, { max, min }) =>
    Array.from(
      { length: epochs },
      (_, t) => min + ((max - min) * (1 + Math.cos((Math.PI * t) / epochs))) / 2,
    ),
  misfit: fits,
};
