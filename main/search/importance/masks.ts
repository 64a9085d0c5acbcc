/** Which candidates are left, and which of them go: pure functions of scores. */
import { edgesIn } from '../../spaces/index.ts';
import type { CellSpace } from '../../spaces/index.ts';

/** [E][P]: which candidates of an edge are left. */
export type Mask = readonly (readonly boolean[])[];

/** [E][P]: the score of each candidate, smaller is more important. Of those that are gone it does not matter. */
export type Scores = readonly (readonly number[])[];

/** A candidate of a cell. */
export interface Candidate {
  /** Row of the edge. */
  readonly edge: number;
  /** Number of the primitive in the space. */
  readonly primitive: number;
}

/** A candidate that was removed, and the score that it was removed for. */
export interface Removed extends Candidate {
  readonly score: number;
}

/** What a shrink leaves and what it removes, in the order of the edges. */
export interface Shrunk {
  readonly mask: Mask;
  readonly removed: readonly Removed[];
}

/** Candidates that stay together: those of an edge, or of all edges into a node. */
interface Pool {
  readonly edges: readonly number[];
  /** How many are left in the end. */
  readonly keep: 1 | 2;
}

/**
 * What competes with what. Where pairs are kept, all candidates on the edges into a node, of which two stay, be they on the same edge;
 * where every edge is kept, those of the edge, of which one stays.
 */
export function poolsOf(space: Pick<CellSpace, 'wiring' | 'intermediateNodes'>): readonly Pool[] {
  const edges = edgesIn(space);
  if (space.wiring === 'complete') return edges.map((_, edge) => ({ edges: [edge], keep: 1 }));
  return Array.from({ length: space.intermediateNodes }, (_, node) => ({
    edges: edges.flatMap((edge, row) => (edge.node === node ? [row] : [])),
    keep: 2,
  }));
}

/**
 * The next mask. Of each pool the worst are removed: as many as spread what is left evenly over the shrinks to come,
 * k = ceil((candidates left - candidates kept) / shrinks left, this one included). Of equals those on earlier edges go first, on an edge the
 * earlier primitives.
 *
 * @param shrinksLeft - this one included
 */
export function shrink(
  mask: Mask,
  scores: Scores,
  on: { readonly pools: readonly Pool[]; readonly shrinksLeft: number },
): Shrunk {
  const removed = on.pools.flatMap(({ edges, keep }) => {
    const live = edges.flatMap((edge) => candidatesOf(mask, edge)).map((one) => withScore(one, scores));
    const worst = Math.ceil((live.length - keep) / on.shrinksLeft);
    // Array.prototype.sort is stable: equals keep the order of the pool.
    return [...live].sort((a, b) => greaterFirst(a.score, b.score)).slice(0, Math.max(0, worst));
  });
  const gone = new Set(removed.map(keyOf));
  return {
    mask: mask.map((row, edge) => row.map((is, primitive) => is && !gone.has(keyOf({ edge, primitive })))),
    removed: removed.sort((a, b) => a.edge - b.edge || a.primitive - b.primitive),
  };
}

const keyOf = ({ edge, primitive }: Candidate): string => `${edge} ${primitive}`;

// Infinity minus Infinity is no number, so they are compared.
const greaterFirst = (a: number, b: number): number => (a === b ? 0 : a > b ? -1 : 1);

/** What is no number is no measure of importance: it counts as infinite. */
function withScore(candidate: Candidate, scores: Scores): Removed {
  const score = scores[candidate.edge]?.[candidate.primitive] ?? NaN;
  return { ...candidate, score: Number.isNaN(score) ? Infinity : score };
}

/** The candidates that an edge has left. */
function candidatesOf(mask: Mask, edge: number): readonly Candidate[] {
  return (mask[edge] ?? []).flatMap((is, primitive) => (is ? [{ edge, primitive }] : []));
}

/** The candidates that are left, in the order of the edges, on an edge in that of the primitives. */
export const liveOf = (mask: Mask): readonly Candidate[] =>
  mask.flatMap((_, edge) => candidatesOf(mask, edge));
