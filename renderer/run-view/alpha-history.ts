/** What the alphas of a search did over its epochs: how decided each edge is, and which operation led when. */
import { edgesByNode, isPath, kindsOf } from '../../main/spaces/index.ts';
import type { Architecture, CellKind, GenotypeEdge, SearchSpace } from '../../main/spaces/index.ts';
import type { AlphaFrame } from '../stores/run-log.ts';
import { alphaTable, entropy } from './alphas.ts';
import type { AlphaTable } from './alphas.ts';

/** One cell after an epoch. */
interface CellMoment {
  readonly mixture: AlphaTable;
  /** Of each edge, in nats. */
  readonly entropy: readonly number[];
  /** The operation of each edge that weighs most. */
  readonly strongest: readonly number[];
}

type Moment = Readonly<Record<CellKind, CellMoment>>;

/** An edge whose strongest operation is another than an epoch before. */
export interface RankFlip {
  /** The place of the frame in which the new one leads. */
  readonly frame: number;
  readonly cell: CellKind;
  readonly row: number;
  readonly from: number;
  readonly to: number;
}

// A frame never changes, and a run has one space.
const MOMENTS = new WeakMap<AlphaFrame, Moment>();

/** The mixtures of a frame and what they say, computed once. */
export function momentOf(space: SearchSpace, frame: AlphaFrame): Moment {
  const known = MOMENTS.get(frame);
  if (known !== undefined) return known;
  const cellOf = (cell: CellKind): CellMoment => {
    const mixture = alphaTable(space, frame, { cell, mode: 'softmax' });
    return { mixture, entropy: mixture.map(entropy), strongest: mixture.map(strongestOf) };
  };
  const moment = { normal: cellOf('normal'), reduction: cellOf('reduction') };
  MOMENTS.set(frame, moment);
  return moment;
}

/** Of equals the first, so that what is undecided does not seem to change. */
function strongestOf(shares: readonly (number | null)[]): number {
  let best = -1;
  for (const [i, share] of shares.entries()) {
    if (share !== null && (best === -1 || share > (shares[best] ?? -1))) best = i;
  }
  return best;
}

/** Every change of an edge's strongest operation, in order. */
export function rankFlips(space: SearchSpace, frames: readonly AlphaFrame[]): readonly RankFlip[] {
  return frames.flatMap((frame, i) => {
    const before = frames[i - 1];
    if (before === undefined) return [];
    return kindsOf(space).flatMap((cell) => {
      const [was, is] = [momentOf(space, before)[cell], momentOf(space, frame)[cell]];
      return is.strongest.flatMap((to, row) => {
        const from = was.strongest[row] ?? to;
        // Where all weighed the same nothing led before.
        const isFirst = new Set(was.mixture[row]?.filter((share) => share !== null)).size <= 1;
        return from === to || isFirst ? [] : [{ frame: i, cell, row, from, to }];
      });
    });
  });
}

/** The edges of the derived normal cell. */
export const normalEdges = (genotype: Architecture): readonly GenotypeEdge[] =>
  isPath(genotype) ? [] : edgesByNode(genotype, 'normal').flat();

/** Skip connections among the edges of the derived normal cell, by what the primitives compute. */
export function skipCount(genotype: Architecture, { primitives }: SearchSpace): number {
  const names = primitives.filter(({ definition }) => definition.block === 'skip').map(({ name }) => name);
  return normalEdges(genotype).filter(({ primitive }) => names.includes(primitive)).length;
}

/** The number of skip connections from which on the alarm is raised when it lasts: half of the edges, three at least. */
export function skipThreshold(genotype: Architecture): number {
  return Math.max(3, Math.ceil(0.5 * normalEdges(genotype).length));
}

/** The mean of numbers; NaN of none. */
export function mean(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length;
}
