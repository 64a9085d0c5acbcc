import { z } from 'zod';
import type { Score } from './events.ts';

/**
 * The most probable class, the lower of equal ones; -1 where a logit is not a number.
 * @param row - [K]
 */
export const predictionOf = (row: Float32Array): number => row.indexOf(peakOf(row));

const peakOf = (row: Float32Array): number => row.reduce((best, value) => Math.max(best, value), -Infinity);

/** Cross entropy of one image, in nats, in double precision. */
function lossOf(row: Float32Array, label: number): number {
  const peak = peakOf(row);
  const total = row.reduce((sum, value) => sum + Math.exp(value - peak), 0);
  return Math.log(total) + peak - (row[label] ?? Number.NaN);
}

/**
 * How many classes come before one by their logits: 0 is the most probable one. Of equal ones the lower comes first.
 * @param row - [K]
 */
export function placeOf(row: Float32Array, label: number): number {
  const own = row[label] ?? Number.NaN;
  // Not "those above": what is not a number must not make an answer right.
  const isBehind = (value: number, other: number) => value < own || (value === own && other >= label);
  return row.filter((value, other) => !isBehind(value, other)).length;
}

/** The logits [N,K] of a batch, image by image. */
export function rowsOf(logits: Float32Array, count: number): readonly Float32Array[] {
  const classes = logits.length / count;
  return Array.from({ length: count }, (_, i) => logits.subarray(i * classes, (i + 1) * classes));
}

/** Sums that means over several batches are made of; plain data, so that it goes into a snapshot. */
export const tallySchema = z
  .strictObject({ examples: z.number(), lossSum: z.number(), correct: z.number() })
  .readonly();

/** Sums that means over several batches are made of. */
export type Tally = z.output<typeof tallySchema>;

/** Nothing counted yet. */
export const EMPTY_TALLY: Tally = { examples: 0, lossSum: 0, correct: 0 };

/**
 * Sums over a batch.
 * @param logits - [N,K], row by row
 * @param labels - [N]
 */
export function tallyOf(logits: Float32Array, labels: Int32Array): Tally {
  let lossSum = 0;
  let correct = 0;
  rowsOf(logits, labels.length).forEach((row, i) => {
    const label = labels[i] ?? -1;
    lossSum += lossOf(row, label);
    if (predictionOf(row) === label) correct += 1;
  });
  return { examples: labels.length, lossSum, correct };
}

/**
 * Mean loss and accuracy of a batch.
 * @param logits - [N,K], row by row
 * @param labels - [N]
 */
export const scoreOf = (logits: Float32Array, labels: Int32Array): Score => meanOf(tallyOf(logits, labels));

/** Two tallies as one. */
export const joined = (a: Tally, b: Tally): Tally => ({
  examples: a.examples + b.examples,
  lossSum: a.lossSum + b.lossSum,
  correct: a.correct + b.correct,
});

/** The tally with a batch's score added, weighted by its size. */
export const tally = (so: Tally, { loss, accuracy }: Score, examples: number): Tally =>
  joined(so, { examples, lossSum: loss * examples, correct: accuracy * examples });

/** The mean of what was counted. */
export function meanOf({ examples, lossSum, correct }: Tally): Score {
  return { loss: lossSum / examples, accuracy: correct / examples };
}
