import { z } from 'zod';
import type { ScheduleDef } from '../schedule.ts';

const warmupCosineSchema = z.strictObject({
  /** Rate in which the warm-up ends. */
  max: z.number().positive(),
  /** Epochs in whose steps the rate rises from 0; at the end it stays 0 for as many. */
  warmupEpochs: z.int().positive().default(5),
});

/**
 * A straight rise from 0 over the steps of w epochs, then max (1 + cos(pi (e - w) / (E - w))) / 2 before epoch E - w, and 0 from there on.
 *
 * The published code ends the cosine by the epochs that follow the warm-up but counts them from the first epoch, so that the last w epochs of a
 * run compute without learning. That is kept: its published networks were trained so.
 * @see IS-DARTS, arXiv:2312.12648; its code and AutoDL-Projects, CosineAnnealingLR with `warmup`
 */
export const warmupCosine: ScheduleDef<z.output<typeof warmupCosineSchema>> = {
  title: 'Cosine annealing after a warm-up',
  source: 'The code of IS-DARTS, arXiv:2312.12648, and of AutoDL-Projects',
  names: ['warmup_cosine'],
  settingNames: { max_lr: 'max', warmup: 'warmupEpochs', warmup_epochs: 'warmupEpochs' },
  config: warmupCosineSchema,
  values: (epochs, { max, warmupEpochs }) =>
    Array.from({ length: epochs }, (_, e) => {
      if (e < warmupEpochs) return (max * e) / warmupEpochs;
      const period = epochs - warmupEpochs;
      return e < period ? (max * (1 + Math.cos((Math.PI * (e - warmupEpochs)) / period))) / 2 : 0;
    }),
  rise: ({ max, warmupEpochs }) => ({ epochs: warmupEpochs, to: max }),
  misfit(epochs, { warmupEpochs }) {
    if (2 * warmupEpochs < epochs) return null;
    const problem = `a warm-up of ${warmupEpochs} epochs, and as many without learning at the end, leave nothing of ${epochs}: make it shorter than half of the run`;
    return { setting: 'warmupEpochs', problem };
  },
};
