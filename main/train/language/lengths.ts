/** How long the batches of a text are: a function of the seed and the epoch alone. */
import { createRng } from '../../base/rng.ts';

/** One batch of a text. */
export interface Stretch {
  /** The row it begins at. */
  readonly row: number;
  /** How many words it was to have: the learning rate goes by this one. */
  readonly drawn: number;
  /** How many it has: the last one ends with its text. */
  readonly length: number;
}

/** How lengths are drawn. */
export interface LengthPlan {
  /** The usual one [bptt]. */
  readonly length: number;
  /** Whether a normal number is added to each: in trainings, not in searches. */
  readonly spread: boolean;
  readonly seed: number;
}

/** The share of batches that have the usual length; the others have half of it. */
const USUAL = 0.95;
/** Deviation of the lengths, and the least one. */
const DEVIATION = 5;
const LEAST = 5;
/** A length is at most so much above the usual one. */
const MOST_ABOVE = 20;

/**
 * The batches of an epoch over a text of so many rows.
 *
 * @see DARTS, rnn/train.py and train_search.py: the loop ends two rows before the end of the text, so its last row may not be predicted
 */
export function stretches(rows: number, epoch: number, plan: LengthPlan): readonly Stretch[] {
  const rng = createRng(plan.seed, 'lengths', epoch);
  const found: Stretch[] = [];
  for (let row = 0; row < rows - 2;) {
    const base = rng.uniform() < USUAL ? plan.length : plan.length / 2;
    const drawn = plan.spread
      ? Math.min(Math.max(LEAST, Math.trunc(base + DEVIATION * rng.normal())), plan.length + MOST_ABOVE)
      : Math.max(1, Math.trunc(base));
    found.push({ row, drawn, length: Math.min(drawn, rows - 1 - row) });
    row += drawn;
  }
  return found;
}

/** The batches of an evaluation: all of one length but the last. */
export function evenStretches(rows: number, length: number): readonly Stretch[] {
  const found: Stretch[] = [];
  for (let row = 0; row < rows - 1; row += length) {
    found.push({ row, drawn: length, length: Math.min(length, rows - 1 - row) });
  }
  return found;
}

/** The most different lengths that programs are written for. */
const RUNGS = 7;

/**
 * The length of the program that computes a batch of so many words: the next rung of a ladder, so that there are few programs whatever is drawn. What a
 * program has beyond its batch is computed and does not count. The usual length and its half are rungs.
 */
export function rungOf(length: number, usual: number, spread: boolean): number {
  if (spread) {
    const step = Math.max(1, Math.round(usual / RUNGS));
    return Math.ceil(length / step) * step;
  }
  const half = Math.max(1, Math.trunc(usual / 2));
  return length <= half ? half : usual;
}
