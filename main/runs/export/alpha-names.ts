import type { Alphas } from '../../search/index.ts';
import {
  allowedMask,
  alphaShape,
  candidateNames,
  CELL_KINDS,
  edgesIn,
  isHyperCuboid,
  mixtureOf,
  resolveSpace,
  spaceReferenceSchema,
} from '../../spaces/index.ts';
import type { CellKind, Edge, SearchSpace } from '../../spaces/index.ts';
import type { RunRecord } from '../record.ts';

/** One alpha, and where it belongs. */
export interface NamedAlpha {
  readonly cell: CellKind;
  /** Row of the alphas: an edge, or a stage of a hypercuboid. */
  readonly edge: number;
  /** Null of a hypercuboid, and where the run's space is not known here; of complete cells the nodes of their architecture string, whose node 0 is the input. */
  readonly ends: Edge | null;
  /** The candidate's name; the column's number where the run's space is not known here. */
  readonly primitive: string;
  readonly alpha: number;
  /** Its share in the softmax of its edge. */
  readonly mixture: number;
}

/** Says of each number in a run's alphas what it belongs to. */
export type AlphaNaming = (alphas: Alphas) => readonly NamedAlpha[];

/** The naming of a run's alphas, by the search space in its record. */
export function alphaNaming({ config }: Pick<RunRecord, 'config'>): AlphaNaming {
  const space = spaceOf(config);
  return (alphas) => CELL_KINDS.flatMap((cell) => namedIn(cell, alphas[cell], space));
}

function namedIn(cell: CellKind, rows: Alphas[CellKind], known: SearchSpace | null): readonly NamedAlpha[] {
  const edges = known === null ? [] : namedEdges(known);
  // Alphas of another shape than the space's would get wrong names: better none.
  const [mixtures, candidates] = known === null ? [] : alphaShape(known);
  const fits = rows.length === mixtures && rows.every((row) => row.length === candidates);
  const space = fits ? known : null;
  const mask = space === null ? [] : allowedMask(space, cell);
  const names = space === null ? [] : candidateNames(space);
  return rows.flatMap((row, edge) => {
    const mixture = mixtureOf(row, mask[edge]);
    return row.map((alpha, column) => ({
      cell,
      edge,
      ends: space === null ? null : (edges[edge] ?? null),
      primitive: names[column] ?? String(column),
      alpha,
      mixture: mixture[column] ?? 0,
    }));
  });
}

/** The edges of a space by the numbers that its cells are written with. */
function namedEdges(space: SearchSpace): readonly Edge[] {
  if (isHyperCuboid(space)) return [];
  return space.wiring === 'pairs'
    ? edgesIn(space)
    : edgesIn(space).map(({ node, input }) => ({ node: node + 1, input }));
}

/** Null of a training, and of a search whose space this version does not know. */
function spaceOf(config: RunRecord['config']): SearchSpace | null {
  const reference = spaceReferenceSchema.safeParse(config['space']);
  if (!reference.success) return null;
  try {
    return resolveSpace(reference.data);
  } catch {
    // A space that was published in another version: its numbers are told without names.
    return null;
  }
}
