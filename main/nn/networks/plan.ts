import { reductionCells } from '../../spaces/index.ts';
import type { ReductionRule } from '../../spaces/index.ts';
import type { CellPlace } from '../cells/states.ts';

/** What supernets and derived networks have in common. */
export interface ImageNetworkOptions {
  /** Images a step. */
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  /** Channels of the images: 3 for colour, 1 for grey. */
  readonly inputChannels: number;
  readonly classes: number;
  /** Channels of the first cell's nodes, doubled at each reduction. */
  readonly initChannels: number;
  /** Number of cells. */
  readonly cells: number;
}

/**
 * The cells of a network in order. The channels double before each reduction cell.
 *
 * @param firstReduced - whether the first cell follows a reduction (in the stem)
 */
export function planCells(
  options: Pick<ImageNetworkOptions, 'cells' | 'initChannels'>,
  reductions: ReductionRule,
  firstReduced: boolean,
): readonly CellPlace[] {
  const reduced = new Set(reductionCells(reductions, options.cells));
  let channels = options.initChannels;
  let reductionBefore = firstReduced;
  return Array.from({ length: options.cells }, (_, i) => {
    const reduction = reduced.has(i);
    if (reduction) channels *= 2;
    const place = { channels, reduction, reductionBefore };
    reductionBefore = reduction;
    return place;
  });
}
