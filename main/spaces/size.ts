import { defined } from '../base/assert.ts';
import type { CellKind } from './genotype.ts';
import { allowedMask, edgesIn, kindsOf, usable } from './space.ts';
import type { CellSpace } from './space.ts';

/** How large a search space is. */
export interface SpaceSize {
  /** Edges of a cell [E]. */
  readonly edges: number;
  /** Candidates of each edge of each kind of cell that the space has, in the order of `edgesOf`; the zero operation counts. */
  readonly candidates: Readonly<Partial<Record<CellKind, readonly number[]>>>;
  /**
   * Genotypes that derivation can give where the zero operation is never chosen: for each node two of its edges, and for each of these
   * one of its candidates. The order of a node's two pairs does not count. Of complete cells: for each edge one of its candidates, the
   * zero operation among them.
   *
   * @see DARTS, arXiv 1806.09055, section 3.1.1: about 10^9 cells, 10^18 pairs of them; NAS-Bench-201, arXiv 2001.00326: 15,625
   */
  readonly genotypes: bigint;
}

/** The size of a space. */
export function sizeOfSpace(space: CellSpace): SpaceSize {
  const candidates = (kind: CellKind): readonly number[] =>
    allowedMask(space, kind).map((allowed) => allowed.filter(Boolean).length);
  return {
    edges: edgesIn(space).length,
    candidates: Object.fromEntries(kindsOf(space).map((kind) => [kind, candidates(kind)])),
    genotypes: kindsOf(space).reduce((product, kind) => product * cellsOf(space, kind), 1n),
  };
}

function cellsOf(space: CellSpace, kind: CellKind): bigint {
  if (space.wiring === 'complete') {
    const choices = allowedMask(space, kind).map((allowed) => BigInt(allowed.filter(Boolean).length));
    return choices.reduce((product, choice) => product * choice, 1n);
  }
  const computes = usable(space);
  const open = allowedMask(space, kind).map((allowed) =>
    BigInt(allowed.filter((is, p) => is && computes[p]).length),
  );
  const edges = edgesIn(space);
  return Array.from({ length: space.intermediateNodes }, (_, node) =>
    pairsOf(
      edges.flatMap((edge, e) =>
        edge.node === node ? [defined(open[e], 'a mask has a row for each edge')] : [],
      ),
    ),
  ).reduce((product, pairs) => product * pairs, 1n);
}

/** The sum over all pairs of edges of the product of their choices: e2, half the difference of squared sum and sum of squares. */
function pairsOf(choices: readonly bigint[]): bigint {
  const sum = choices.reduce((total, choice) => total + choice, 0n);
  const squares = choices.reduce((total, choice) => total + choice * choice, 0n);
  return (sum * sum - squares) / 2n;
}
