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

/** The share of examples whose class is among the `k` most probable ones. Of equally probable classes the lower comes first. */
export function accuracyAt(logits: Float32Array, labels: Int32Array, k: number): number {
  const classes = logits.length / labels.length;
  const isAmong = (label: number, i: number): boolean => {
    const row = logits.subarray(i * classes, (i + 1) * classes);
    const own = row[label] ?? Number.NaN;
    // Not "those above": a number that is not finite must not make an answer right.
    const behind = (value: number, other: number) => value < own || (value === own && other >= label);
    return row.filter((value, other) => !behind(value, other)).length < k;
  };
  return labels.reduce((correct, label, i) => correct + (isAmong(label, i) ? 1 : 0), 0) / labels.length;
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
