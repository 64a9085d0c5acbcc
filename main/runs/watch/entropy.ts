import { allowedMask, CELL_KINDS, mixtureOf } from '../../spaces/index.ts';
import type { SearchSpace } from '../../spaces/index.ts';
import type { Alphas } from '../../search/index.ts';
import type { AlarmDef } from './alarm.ts';
import { forEpochs, patienceEpochs } from './patience.ts';

/** Of the mean entropy, which is 1 where all candidates weigh the same and 0 where one has all the weight. */
const RAISE_BELOW = 0.5;
const CALM_ABOVE = 0.6;
/** Share of a run in which it is too early for that. */
const EARLY = 0.5;

/**
 * The mixtures settle while the weights have hardly been trained: what leads then goes on to lead because it alone is trained.
 *
 * At a mean of 0.5 the candidates that still count are the square root of all: 2.8 of 8. An annealed search ends there, or is meant to
 * (low entropy at the end makes the derived cell resemble the supernet: Discretization-aware DARTS), but in the first half of the epochs the
 * learning rate, a cosine, is still above half of its maximum, and weights and order of the candidates are expected to move. The
 * thresholds are this project's.
 */
export const entropy: AlarmDef = {
  source: 'entropy of the mixtures: arXiv:2007.03331; thresholds: see above',
  judge(epochs, space) {
    const now = epochs.at(-1);
    if (now === undefined || now.detail === null) return null;
    const value = meanEntropy(now.detail.alphas, space);
    if (value > CALM_ABOVE) return 'calm';
    const patience = patienceEpochs(now);
    const recent = epochs.slice(-patience);
    const lasts =
      recent.length === patience &&
      recent.every(({ detail }) => detail !== null && meanEntropy(detail.alphas, space) < RAISE_BELOW);
    if (!lasts || now.epoch + 1 > EARLY * now.epochs) return null;
    return {
      raise: `The alphas have settled after ${now.epoch + 1} of ${now.epochs} epochs: the mean entropy of the mixtures is ${value.toFixed(2)} of 1${forEpochs(patience)}, so that most candidates are hardly trained any more. Stop the search, and fork it from an earlier checkpoint with a lower learning rate of the alphas or more of their weight decay.`,
    };
  },
};

/** The entropy of the mixture of each edge, divided by the largest that its candidates allow, averaged over both cells' edges. */
export function meanEntropy(alphas: Alphas, space: SearchSpace): number {
  const values = CELL_KINDS.flatMap((kind) => {
    const mask = allowedMask(space, kind);
    return alphas[kind].flatMap((row, edge) => {
      const allowed = mask[edge] ?? row.map(() => true);
      const candidates = allowed.filter(Boolean).length;
      // An edge without a choice is settled from the beginning.
      return candidates < 2 ? [] : [entropyOf(mixtureOf(row, allowed)) / Math.log(candidates)];
    });
  });
  return values.length === 0 ? 1 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

const entropyOf = (shares: readonly number[]): number =>
  shares.reduce((sum, share) => (share > 0 ? sum - share * Math.log(share) : sum), 0);
