/** The texts of a run. */
import { batchify } from '../../data/index.ts';
import type { Corpus, TextColumns } from '../../data/index.ts';
import { evenStretches, rungOf, stretches } from './lengths.ts';
import type { Stretch } from './lengths.ts';

/** Texts for a run. */
export interface TextData {
  readonly corpus: Corpus;
}

/** What of a run's settings says how its text is cut. */
export interface CuttingSettings {
  readonly batch: number;
  readonly epochs: number;
  readonly length: number;
  readonly words: number | null;
}

/** The text that is learnt from, side by side. @throws AppError `data/too-few-tokens` */
export const trainingText = ({ corpus }: TextData, { batch, words }: CuttingSettings): TextColumns =>
  batchify(words === null ? corpus.train : corpus.train.subarray(0, words), batch);

/** How a text is read over a whole run. */
export interface TextSchedule {
  readonly stepsPerEpoch: readonly number[];
  /** The lengths of the programs that are needed, ascending. */
  readonly rungs: readonly number[];
  /** The batches of an epoch. */
  epoch(epoch: number): readonly Stretch[];
}

/**
 * The batches of all epochs, as the seed decides.
 *
 * @param rows - of the text
 * @param spread - whether lengths vary around the usual one
 */
export function scheduleOf(
  rows: number,
  { epochs, length }: Pick<CuttingSettings, 'epochs' | 'length'>,
  { seed, spread }: { readonly seed: number; readonly spread: boolean },
): TextSchedule {
  const plan = { length, spread, seed };
  const stepsPerEpoch: number[] = [];
  const rungs = new Set<number>();
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    const found = stretches(rows, epoch, plan);
    stepsPerEpoch.push(found.length);
    for (const stretch of found) rungs.add(rungOf(stretch.length, length, spread));
  }
  let last: { readonly epoch: number; readonly found: readonly Stretch[] } | null = null;
  return {
    stepsPerEpoch,
    rungs: [...rungs].sort((a, b) => a - b),
    epoch(epoch) {
      if (last?.epoch !== epoch) last = { epoch, found: stretches(rows, epoch, plan) };
      return last.found;
    },
  };
}

/** The same where every batch has the usual length but the last of each epoch. */
export function evenSchedule(
  rows: number,
  { epochs, length }: Pick<CuttingSettings, 'epochs' | 'length'>,
): TextSchedule {
  const found = evenStretches(rows, length);
  const rungs = new Set(found.map((stretch) => rungOf(stretch.length, length, false)));
  return {
    stepsPerEpoch: Array.from({ length: epochs }, () => found.length),
    rungs: [...rungs].sort((a, b) => a - b),
    epoch: () => found,
  };
}
