import { edgesByNode, isHyperCuboid, isPath } from '../../spaces/index.ts';
import type { Architecture, GenotypeEdge, SearchSpace } from '../../spaces/index.ts';
import type { EpochSoFar } from '../epochs-so-far.ts';
import type { AlarmDef } from './alarm.ts';
import { forEpochs, patienceEpochs } from './patience.ts';

/** Share of the edges of the derived normal cell, and the least number. */
const SHARE = 0.5;
const LEAST = 3;
/** So many fewer end the excursion. */
const CALM_BELOW = 2;
/** Share of a run in which the order of the alphas is not meant seriously yet. */
const GRACE = 0.2;

/**
 * The derived normal cell fills with skip connections. They need no training, so that a search whose weights are not ready, or overfit,
 * prefers them; cells of them are shallow and score badly when trained from scratch.
 *
 * DARTS+ stops as soon as there are two of eight. That is no threshold for a warning: the published cells of DARTS have three (first
 * order) and two (second order) and are good. So half of the edges must be skips, four of eight: more than any published cell of DARTS
 * has, and well before the collapse to six or eight that DARTS+ and R-DARTS show; of the six of NAS-Bench-201 three, before the
 * collapse to six that its paper (arXiv:2001.00326) reports of DARTS. It must last for a tenth of the run (5 epochs at most), and the
 * first fifth does not count: there the skip connections lead in healthy searches too, being the only ones that need no training.
 */
export const skips: AlarmDef = {
  source:
    'DARTS+, arXiv:1909.06035, section 3 (stop at two skip connections); R-DARTS, arXiv:1909.09656; threshold: see above',
  judge(epochs, space) {
    const now = epochs.at(-1);
    // A path needs every operation, and may skip as much as it likes; in a recurrent cell the gate skips, and no edge needs to.
    if (!now?.detail || isHyperCuboid(space) || space.wiring === 'recurrent') return null;
    const edges = normalEdges(now.detail.genotype).length;
    const most = Math.max(LEAST, Math.ceil(SHARE * edges));
    const count = skipsOf(now, space);
    if (count <= most - CALM_BELOW) return 'calm';
    const patience = patienceEpochs(now);
    const recent = epochs.slice(-patience);
    const lasts = recent.length === patience && recent.every((epoch) => skipsOf(epoch, space) >= most);
    if (!lasts || now.epoch < GRACE * now.epochs) return null;
    const before = epochs.findLast((epoch) => skipsOf(epoch, space) <= most - CALM_BELOW);
    const fork =
      before === undefined
        ? 'start another search'
        : `fork it from a checkpoint of its first ${before.epoch + 1} epochs, when they were ${skipsOf(before, space)}, if one is kept,`;
    return {
      raise: `${count} of the ${edges} edges of ${CELL[space.wiring]} are skip connections${forEpochs(patience)} (${KNOWN[space.wiring]}): the search seems to collapse. Stop it, and ${fork} with more weight decay or stronger augmentation, or for fewer epochs.`,
    };
  },
};

const CELL = { pairs: 'the normal cell', complete: 'the cell' } as const;
const KNOWN = {
  pairs: 'the published cells of DARTS have 2 and 3',
  complete: 'in the cell of NAS-Bench-201 to which DARTS collapses all 6 are',
} as const;

const normalEdges = (genotype: Architecture): readonly GenotypeEdge[] =>
  isPath(genotype) ? [] : edgesByNode(genotype, 'normal').flat();

/** Skip connections among the edges of the normal cell, by what the space says that its primitives compute. */
function skipsOf({ detail }: EpochSoFar, { primitives }: SearchSpace): number {
  if (detail === null) return 0;
  const names = primitives.filter(({ definition }) => definition.block === 'skip').map(({ name }) => name);
  return normalEdges(detail.genotype).filter(({ primitive }) => names.includes(primitive)).length;
}
