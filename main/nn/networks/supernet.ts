import { defined } from '../../base/assert.ts';
import { float32 } from '../../engine/index.ts';
import type { Var } from '../../engine/index.ts';
import { allowedMask, edgesIn, kindsOf } from '../../spaces/index.ts';
import type { CellKind, CellSpace } from '../../spaces/index.ts';
import { completeSearchCell } from '../cells/complete-cell.ts';
import { coefficientsOf } from '../cells/mixture.ts';
import type { Coefficients, Weighting } from '../cells/mixture.ts';
import type { Mixed } from '../cells/mixed-nodes.ts';
import { searchCell } from '../cells/search-cell.ts';
import type { CellInputs } from '../cells/states.ts';
import { Tracer } from '../tracer.ts';
import type { Mode, Network } from '../tracer.ts';
import { nnError } from '../errors.ts';
import { searchConventions } from './conventions.ts';
import type { SearchConventions } from './conventions.ts';
import { classifier } from './head.ts';
import { planCells } from './plan.ts';
import type { ImageNetworkOptions } from './plan.ts';
import { completeNetwork, normalizedOutput } from './skeleton.ts';
import { STEMS } from './stem.ts';
import type { NetworkName } from './stem.ts';

/** For each kind of cell that a space has: which candidates its edges have, [E][P]. */
export type Candidates = Readonly<Partial<Record<CellKind, readonly (readonly boolean[])[]>>>;

/** A supernet. */
export interface SupernetOptions extends ImageNetworkOptions {
  readonly mode: Mode;
  /** How alphas weigh the candidates; `equal`: each with one over the number of the space's primitives, and no alphas are read. */
  readonly weighting: Weighting | 'equal';
  /** Candidates to write; left out: all that the space allows. The others are not there at all, nor are their parameters. */
  readonly candidates?: Candidates;
  /** Left out: that for small images, which is the only one that networks of complete cells have. */
  readonly stem?: NetworkName;
  /** Whether the cells' batch normalizations keep running statistics; left out: as the code of the space's primitives. */
  readonly runningStatistics?: boolean;
}

/** What a supernet's program calls the alphas [E,P] of each cell. */
export const ALPHAS = {
  normal: 'alphas.normal',
  reduction: 'alphas.reduction',
} as const satisfies Record<CellKind, string>;

/** What one candidate of a supernet computes. */
export interface CandidateOutput {
  readonly kind: CellKind;
  /** Of its cell, from 0. */
  readonly cell: number;
  /** Row of its edge. */
  readonly edge: number;
  /** Number of its primitive in the space. */
  readonly primitive: number;
  /** The fetch that gives it, [N,H,W,C], before it is weighed; null: zeros, which nothing computes. */
  readonly fetch: string | null;
}

/**
 * The continuous network of a search space: `images` [N,H,W,C] to `logits` [N,K], by alphas `alphas.normal` and, of a space that has reduction
 * cells, `alphas.reduction` [E,P], which all cells of a kind share.
 *
 * @throws nn/odd-size, nn/odd-channels, nn/size-mismatch, nn/uneven-stages, nn/large-stem where images or settings do not fit
 * @see DARTS, arXiv 1806.09055, section 2; sharpDARTS, arXiv 1903.09900, section 4; NAS-Bench-201, arXiv 2001.00326, section 2.1
 */
export function traceSupernet(space: CellSpace, options: SupernetOptions): Network {
  const t = Tracer.begin(options.mode);
  return t.finish('supernet', { logits: supernet(t, { space, options }) });
}

/** The same network, which also gives what each of its candidates computes. */
export function traceCandidates(
  space: CellSpace,
  options: SupernetOptions,
): { readonly network: Network; readonly candidates: readonly CandidateOutput[] } {
  const t = Tracer.begin(options.mode);
  const candidates: CandidateOutput[] = [];
  const fetches: Record<string, Var> = {};
  const observe: Observe = ({ output, ...where }) => {
    const { cell, edge, primitive } = where;
    const fetch = output === null ? null : `cells.${cell}.${edge}.${primitive}`;
    if (fetch !== null && output !== null) fetches[fetch] = output;
    candidates.push({ ...where, fetch });
  };
  const logits = supernet(t, { space, options, observe });
  return { network: t.finish('candidates', { logits, ...fetches }), candidates };
}

type Observe = (candidate: Omit<CandidateOutput, 'fetch'> & { readonly output: Var | null }) => void;

/** What the writing of a cell needs beside its place. */
type MixedAt = (kind: CellKind, cell: number) => Mixed;

function supernet(
  t: Tracer,
  on: { readonly space: CellSpace; readonly options: SupernetOptions; readonly observe?: Observe },
): Var {
  const { space, options, observe } = on;
  const { batch, height, width, inputChannels } = options;
  const images = t.b.feed('images', float32(batch, height, width, inputChannels));
  const conventions = conventionsOf(space, options);
  const kinds = mixedOf(t, space, { options, conventions });
  const mixed: MixedAt = (kind, cell) => ({
    ...defined(kinds[kind], 'the space has cells of that kind'),
    ...(observe === undefined ? {} : { observe: (candidate) => observe({ kind, cell, ...candidate }) }),
  });
  const cells = { conventions, mixed };
  return space.wiring === 'complete'
    ? ofCompleteCells(t, images, { options, ...cells })
    : ofPairs(t, images, { space, options, ...cells });
}

function conventionsOf(space: CellSpace, { runningStatistics }: SupernetOptions): SearchConventions {
  const conventions = searchConventions(space);
  if (runningStatistics === undefined) return conventions;
  return { ...conventions, cells: { ...conventions.cells, runningStatistics } };
}

interface Cells {
  readonly options: SupernetOptions;
  readonly conventions: SearchConventions;
  readonly mixed: MixedAt;
}

function ofPairs(t: Tracer, images: Var, on: Cells & { readonly space: CellSpace }): Var {
  const { space, options, conventions, mixed } = on;
  const { stem = 'cifar', initChannels, classes } = options;
  const { concatNodes, network } = space;
  // The stem of large images gives both its outputs in the channels of the one of small ones: three times those of a node.
  let inputs: CellInputs = STEMS[stem].trace(t, images, stem === 'cifar' ? initChannels : 3 * initChannels);
  planCells(options, network.reductions, STEMS[stem].reduces).forEach((place, i) => {
    const cell = t.at('cells').at(i).styled(conventions.cells);
    const kind = place.reduction ? 'reduction' : 'normal';
    const write = () => searchCell(cell, inputs, { ...mixed(kind, i), ...place, concatNodes });
    inputs = [inputs[1], cell.section(write)];
  });
  const output = conventions.normalizesOutput ? normalizedOutput(t, inputs[1]) : inputs[1];
  return classifier(t, output, classes);
}

function ofCompleteCells(t: Tracer, images: Var, { options, conventions, mixed }: Cells): Var {
  if (options.stem === 'imagenet') throw nnError('nn/large-stem', {});
  const { logits } = completeNetwork(t, images, {
    ...options,
    cell: (layer, x, number) =>
      completeSearchCell(layer.styled(conventions.cells), x, mixed('normal', number)),
  });
  return logits;
}

/** What all cells of a kind share. Alphas are read for all kinds, also by a network that has cells of one only. */
function mixedOf(
  t: Tracer,
  space: CellSpace,
  on: { readonly options: SupernetOptions; readonly conventions: SearchConventions },
): Readonly<Partial<Record<CellKind, Mixed>>> {
  const { primitives, intermediateNodes } = space;
  const { weighting, candidates } = on.options;
  const { normalizesPools } = on.conventions;
  const entries = kindsOf(space).map((kind): [CellKind, Mixed] => {
    const allowed = candidates?.[kind] ?? allowedMask(space, kind);
    const coefficients =
      weighting === 'equal'
        ? equalCoefficients(t, space)
        : coefficientsOf(t, readAlphas(t, space, kind), { weighting, allowed });
    return [kind, { primitives, intermediateNodes, allowed, coefficients, normalizesPools }];
  });
  return Object.fromEntries(entries);
}

const readAlphas = (t: Tracer, space: CellSpace, kind: CellKind): Var =>
  t.b.read(ALPHAS[kind], float32(edgesIn(space).length, space.primitives.length));

/** One over the number of primitives, whatever is left of them: IS-DARTS never scales up what remains. */
function equalCoefficients(t: Tracer, space: CellSpace): Coefficients {
  const share = t.constant(1 / space.primitives.length, float32(1));
  return edgesIn(space).map(() => space.primitives.map(() => share));
}
