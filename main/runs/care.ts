/** How a run is looked after while it is computed. None of it changes the run's numbers. */
import { z } from 'zod';

/** The careful habits of a run's trainer. */
export interface Care {
  /** How many of the newest checkpoints are kept, besides that of the best epoch. */
  readonly keep: number | 'all';
  /** A checkpoint is also written when the last one is older, in minutes; 0: after whole epochs and at a stop only. */
  readonly saveEveryMinutes: number;
  /** What happens when the search seems to collapse: see `watch/`. */
  readonly onAlarm: 'off' | 'warn' | 'stop';
}

/** What a run has that was asked for nothing else; two checkpoints, as the newest may be damaged. */
export const DEFAULT_CARE: Care = { keep: 2, saveEveryMinutes: 10, onAlarm: 'warn' };

/** The shape of it in files. */
export const careSchema = z.strictObject({
  keep: z.union([z.int().min(1).max(1_000_000), z.literal('all')]),
  saveEveryMinutes: z.number().min(0).max(1e6),
  onAlarm: z.enum(['off', 'warn', 'stop']),
});
