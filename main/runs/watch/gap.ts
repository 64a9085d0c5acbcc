import type { EpochSoFar } from '../epochs-so-far.ts';
import { betterOf } from '../epochs-so-far.ts';
import type { AlarmDef } from './alarm.ts';
import { patienceEpochs } from './patience.ts';

/** By how much the gap must have widened since the best epoch, in accuracy. */
const RAISE_AT = 0.1;
const CALM_AT = 0.05;

/**
 * The weights memorize their half of the images: their accuracy goes on rising while that on the alphas' half, which the alphas are
 * chosen by, does not.
 *
 * A gap alone says nothing: healthy searches end with ten points and more. So what counts is how much wider the gap is
 * than it was in the best epoch by held-out accuracy, and only when that epoch lies back for longer than chance explains: a tenth of the run, five
 * epochs at most. R-DARTS shows that searches which overfit so choose cells that generalize badly. The thresholds are this project's.
 */
export const gap: AlarmDef = {
  source: 'R-DARTS, arXiv:1909.09656, section 4 (overfitting of the bilevel search); thresholds: see above',
  judge(epochs) {
    const now = epochs.at(-1);
    if (now === undefined || now.valid === null) return null;
    const best = epochs.reduce(betterOf, null);
    const bestEpoch = epochs.find(({ epoch }) => epoch === best?.epoch);
    if (bestEpoch === undefined) return null;
    const widened = gapOf(now) - gapOf(bestEpoch);
    if (bestEpoch === now || widened <= CALM_AT) return 'calm';
    const since = now.epoch - bestEpoch.epoch;
    if (widened < RAISE_AT || since <= patienceEpochs(now)) return null;
    return {
      raise: `The gap between training and held-out accuracy has widened from ${points(gapOf(bestEpoch))} to ${points(gapOf(now))} since it was best, after ${bestEpoch.epoch + 1} epochs: the network memorizes its images, and the alphas follow. Stop the search and use the cell that it had then, or fork it from that checkpoint, if it is kept, with stronger augmentation or more weight decay.`,
    };
  },
};

const gapOf = ({ train, valid }: EpochSoFar): number =>
  valid === null ? 0 : train.accuracy - valid.accuracy;

const points = (gapValue: number): string => `${(100 * gapValue).toFixed(1)} points`;
