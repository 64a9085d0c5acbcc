import { z } from 'zod';
import type { Score } from './events.ts';

/**
 * Loss and accuracy of a batch from its logits, in double precision.
 * @param logits - [N,K], row by row
 * @param labels - [N]
 */
export function scoreOf(logits: Float32Array, labels: Int32Array): Score {
  const classes = logits.length / labels.length;
  let loss = 0;
  let correct = 0;
  labels.forEach((label, i) => {
    const row = logits.subarray(i * classes, (i + 1) * classes);
    const peak = row.reduce((best, value) => Math.max(best, value), -Infinity);
    const total = row.reduce((sum, value) => sum + Math.exp(value - peak), 0);
    loss += Math.log(total) + peak - (row[label] ?? Number.NaN);
    if (row.indexOf(peak) === label) correct += 1;
  });
  return { loss: loss / labels.length, accuracy: correct / labels.length };
}

/** Sums that means over several batches are made of; plain data, so that it goes into a snapshot. */
export const tallySchema = z
  .strictObject({ examples: z.number(), lossSum: z.number(), correct: z.number() })
  .readonly();

/** Sums that means over several batches are made of. */
export type Tally = z.output<typeof tallySchema>;

/** Nothing counted yet. */
export const EMPTY_TALLY: Tally = { examples: 0, lossSum: 0, correct: 0 };

/** The tally with a batch's score added, weighted by its size. */
export function tally(so: Tally, score: Score, examples: number): Tally {
  return {
    examples: so.examples + examples,
    lossSum: so.lossSum + score.loss * examples,
    correct: so.correct + score.accuracy * examples,
  };
}

/** The mean of what was counted. */
export function meanOf({ examples, lossSum, correct }: Tally): Score {
  return { loss: lossSum / examples, accuracy: correct / examples };
}
