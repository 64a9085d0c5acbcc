import { edgeIndex, edgesOf } from '../../main/spaces/index.ts';
import type { ShownCell } from './shown-cell.ts';

/** An edge of the drawing: one that the cell uses, or one that it could have used. */
export interface GraphEdge {
  /** The same for the same edge in every epoch, so that it changes in place. */
  readonly key: string;
  /** The row of the alphas. */
  readonly row: number;
  readonly from: number;
  /** The state that it feeds: behind the inputs come the nodes. */
  readonly to: number;
  /** Null for a candidate that lost. */
  readonly operation: {
    readonly primitive: string;
    readonly colour: string;
    readonly weight: number | null;
  } | null;
}

/** How the edges of a cell look. */
export interface EdgeLooks {
  readonly colourOf: (primitive: string) => string;
  /** The share of a primitive in the mixture of an edge; null where there is no mixture. */
  readonly weightOf: (row: number, primitive: string) => number | null;
  /** Whether the candidates that lost are drawn as well. */
  readonly withCandidates: boolean;
}

/** The edges of a cell, those behind others first: candidates, then what was chosen. */
export function graphEdges(
  { inputs, nodes, into }: ShownCell,
  { colourOf, weightOf, withCandidates }: EdgeLooks,
): readonly GraphEdge[] {
  const chosen = into.flatMap((edges, node) =>
    edges.map(({ primitive, input }, i) => {
      const row = edgeIndex({ node, input }, inputs);
      const twin = edges.findIndex((edge) => edge.input === input) !== i;
      return {
        key: twin ? `${row}-second` : `${row}`,
        row,
        from: input,
        to: node + inputs,
        operation: { primitive, colour: colourOf(primitive), weight: weightOf(row, primitive) },
      };
    }),
  );
  const taken = new Set(chosen.map(({ row }) => row));
  const candidates = edgesOf(nodes, inputs).map(({ node, input }, row): GraphEdge => ({
    key: `${row}`,
    row,
    from: input,
    to: node + inputs,
    operation: null,
  }));
  const lost = withCandidates ? candidates.filter(({ row }) => !taken.has(row)) : [];
  return [...lost, ...chosen.sort((a, b) => a.row - b.row)];
}
