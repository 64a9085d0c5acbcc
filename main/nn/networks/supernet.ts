import { defined } from '../../base/assert.ts';
import { float32 } from '../../engine/index.ts';
import { allowedMask, CELL_KINDS, edgeCount } from '../../spaces/index.ts';
import type { CellKind, SearchSpace } from '../../spaces/index.ts';
import { coefficientsOf } from '../cells/mixture.ts';
import type { Coefficients, Weighting } from '../cells/mixture.ts';
import { searchCell } from '../cells/search-cell.ts';
import type { CellInputs, CellPlace } from '../cells/states.ts';
import { Tracer } from '../tracer.ts';
import type { Mode, Network } from '../tracer.ts';
import { classifier } from './head.ts';
import { planCells } from './plan.ts';
import type { ImageNetworkOptions } from './plan.ts';
import { STEMS } from './stem.ts';

/** A supernet. */
export interface SupernetOptions extends ImageNetworkOptions {
  readonly mode: Mode;
  readonly weighting: Weighting;
}

/** What a supernet's program calls the alphas [E,P] of each cell. */
export const ALPHAS = {
  normal: 'alphas.normal',
  reduction: 'alphas.reduction',
} as const satisfies Record<CellKind, string>;

/**
 * The continuous network of a search space: `images` [N,H,W,C] to `logits` [N,K], by alphas `alphas.normal` and `alphas.reduction`
 * [E,P] that all cells of a kind share.
 *
 * @throws nn/odd-size, nn/odd-channels, nn/size-mismatch where the images do not fit
 * @see DARTS, arXiv 1806.09055, section 2; sharpDARTS, arXiv 1903.09900, section 4
 */
export function traceSupernet(space: SearchSpace, options: SupernetOptions): Network {
  const { batch, height, width, inputChannels, classes, initChannels, mode } = options;
  const t = Tracer.begin(mode);
  const images = t.b.feed('images', float32(batch, height, width, inputChannels));
  const kinds = kindsOf(t, space, options.weighting);
  let inputs: CellInputs = STEMS.cifar.trace(t, images, initChannels);
  planCells(options, space.network.reductions, STEMS.cifar.reduces).forEach((place, i) => {
    const cell = t.at('cells').at(i);
    const shared = kinds[place.reduction ? 'reduction' : 'normal'];
    inputs = [inputs[1], cell.section(() => searchCell(cell, inputs, { ...shared, ...place }))];
  });
  return t.finish('supernet', { logits: classifier(t, inputs[1], classes) });
}

type Shared = Omit<Parameters<typeof searchCell>[2], keyof CellPlace>;

/** What all cells of a kind share. The arguments are read for both kinds, also by a network that has cells of one only. */
function kindsOf(t: Tracer, space: SearchSpace, weighting: Weighting): Readonly<Record<CellKind, Shared>> {
  const { primitives, intermediateNodes, concatNodes } = space;
  const shape = [edgeCount(intermediateNodes), primitives.length];
  const entries = CELL_KINDS.map((kind): [CellKind, Shared] => {
    const allowed = allowedMask(space, kind);
    const alphas = t.b.read(ALPHAS[kind], float32(...shape));
    const coefficients: Coefficients = coefficientsOf(t, alphas, { weighting, allowed });
    return [kind, { primitives, intermediateNodes, concatNodes, allowed, coefficients }];
  });
  const of = (kind: CellKind): Shared =>
    defined(entries.find(([key]) => key === kind)?.[1], 'both kinds are there');
  return { normal: of('normal'), reduction: of('reduction') };
}
