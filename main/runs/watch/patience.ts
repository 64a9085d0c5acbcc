import type { EpochSoFar } from '../epochs-so-far.ts';

const SHARE = 0.1;
const MOST = 5;

/** For how many epochs in a row something must be seen before it is told: a tenth of all, five at most, one at least. */
export function patienceEpochs({ epochs }: Pick<EpochSoFar, 'epochs'>): number {
  return Math.min(MOST, Math.max(1, Math.ceil(SHARE * epochs)));
}

/** `for 3 epochs`; nothing where one was enough. */
export const forEpochs = (epochs: number): string => (epochs === 1 ? '' : ` for ${epochs} epochs`);
