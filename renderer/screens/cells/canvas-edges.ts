/** The edges of a cell as the canvas draws them: with what another cell has instead, if it is beside one. */
import type { GenotypeCell } from '../../../main/spaces/index.ts';
import type { GraphEdge } from '../../cell-graph/edges.ts';
import type { CellMarks, EdgeMark } from './marks.ts';

/** An edge on the canvas. */
export interface CanvasEdge extends GraphEdge {
  /** Its place in the cell's list; null: it is another cell's. */
  readonly index: number | null;
  readonly mark: EdgeMark['change'] | 'lost' | null;
  /** What stands on it. */
  readonly text: string;
}

/** Those of another cell first, so that they lie behind. */
export function canvasEdges(
  cell: GenotypeCell,
  { colourOf, marks }: { readonly colourOf: (primitive: string) => string; readonly marks: CellMarks | null },
): readonly CanvasEdge[] {
  const operation = (primitive: string) => ({ primitive, colour: colourOf(primitive), weight: null });
  const lost = (marks?.lost ?? []).map(({ node, input, primitive }, i): CanvasEdge => ({
    key: `lost-${i}`,
    row: -1 - i,
    from: input,
    to: node + 2,
    operation: operation(primitive),
    index: null,
    mark: 'lost',
    text: `− ${primitive}`,
  }));
  const own = cell.edges.map(({ primitive, input }, index): CanvasEdge => {
    const mark = marks?.edges[index] ?? null;
    const sign = mark?.change === 'added' ? '+ ' : mark?.change === 'changed' ? '≠ ' : '';
    return {
      key: `${index}`,
      row: index,
      from: input,
      to: Math.floor(index / 2) + 2,
      operation: operation(primitive),
      index,
      mark: mark?.change ?? null,
      text: `${sign}${primitive}`,
    };
  });
  return [...lost, ...own];
}
