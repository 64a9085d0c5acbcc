import type { Alphas } from '../search/index.ts';
import type { Architecture } from '../spaces/index.ts';
import type { Score } from '../train/index.ts';
import type { RunEvent } from './events.ts';

/** What is known of an epoch that is over. */
export interface EpochSoFar {
  readonly epoch: number;
  /** Of the whole run. */
  readonly epochs: number;
  /** The last of its steps, after which its checkpoint was taken. */
  readonly step: number;
  readonly train: Score;
  readonly valid: Score | null;
  /** Of a search: its alphas after the epoch, and the cell that they give. */
  readonly detail: { readonly alphas: Alphas; readonly genotype: Architecture } | null;
}

/** The epochs that a log tells of, in order. */
export function epochsIn(events: readonly RunEvent[]): readonly EpochSoFar[] {
  const found: EpochSoFar[] = [];
  let step = 0;
  for (const event of events) {
    if (event.type === 'step') step = event.step;
    if (event.type === 'epoch') {
      const { epoch, epochs, train, valid } = event;
      found.push({ epoch, epochs, step, train, valid, detail: null });
    }
    const last = found.at(-1);
    // The line of the alphas after that many epochs.
    if (event.type === 'alphas' && last !== undefined && event.epoch === last.epoch + 1) {
      const { alphas, genotype } = event;
      found[found.length - 1] = { ...last, detail: { alphas, genotype } };
    }
  }
  return found;
}

/** The epoch of highest accuracy on held-out data. */
export interface BestEpochSoFar {
  readonly epoch: number;
  /** Its last step, which its checkpoint is named by. */
  readonly step: number;
  readonly accuracy: number;
}

/** The better of the best so far and an epoch: of equals the first, and none that was not scored on held-out data. */
export function betterOf(
  best: BestEpochSoFar | null,
  { epoch, step, valid }: EpochSoFar,
): BestEpochSoFar | null {
  if (valid === null || (best !== null && valid.accuracy <= best.accuracy)) return best;
  return { epoch, step, accuracy: valid.accuracy };
}
