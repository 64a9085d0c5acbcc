import { z } from 'zod';
import { fits } from '../schedule.ts';
import type { ScheduleDef } from '../schedule.ts';

const stepDecaySchema = z.strictObject({
  /** Rate of epoch 0. */
  max: z.number().positive(),
  /** What the rate is multiplied by at each step. */
  gamma: z.number().positive().max(1).default(0.97),
  /** Epochs between two steps. */
  every: z.int().positive().default(1),
});

/**
 * Step decay: max gamma^floor(t / every) for t = 0 .. T-1.
 * @see DARTS, cnn/train_imagenet.py (StepLR with decay period 1 and gamma 0.97)
 */
export const stepDecay: ScheduleDef<z.output<typeof stepDecaySchema>> = {
  title: 'Step decay',
  source: 'DARTS, cnn/train_imagenet.py; the older ImageNet script of sharpDARTS',
  names: ['step', 'step_lr'],
  settingNames: { lr: 'max', max_lr: 'max', period: 'every', step_size: 'every', decay_period: 'every' },
  config: stepDecaySchema,
  values: (epochs, { max, gamma, every }) =>
    Array.from({ length: epochs }, (_, t) => max * gamma ** Math.floor(t / every)),
  misfit: fits,
};
