/** What became of each edge of a cell from another one: drawn by colour and by line. */
import { diffGenotypes } from '../../../main/spaces/index.ts';
import type { CellDiff, CellKind, Genotype } from '../../../main/spaces/index.ts';

/** How an edge differs. */
export interface EdgeMark {
  readonly change: 'same' | 'changed' | 'added';
  /** What was on it. */
  readonly before: string | null;
}

/** An edge that is not there any more. */
export interface LostEdge {
  readonly node: number;
  readonly input: number;
  readonly primitive: string;
}

/** A cell beside another. */
export interface CellMarks {
  /** One for each edge, in the order of the cell. */
  readonly edges: readonly EdgeMark[];
  readonly lost: readonly LostEdge[];
  /** Edges that are not the same, of the larger cell's. */
  readonly differing: number;
  readonly all: number;
  /** The output joins the same states in the same order. */
  readonly sameOutput: boolean;
}

/** The differences of both cells from `before` to `after`. */
export function marksOf(before: Genotype, after: Genotype): Readonly<Record<CellKind, CellMarks>> {
  const diff = diffGenotypes(before, after);
  return {
    normal: marked(after, 'normal', diff.normal),
    reduction: marked(after, 'reduction', diff.reduction),
  };
}

function marked(after: Genotype, kind: CellKind, diff: CellDiff): CellMarks {
  const left = diff.nodes.map((changes) => [...changes]);
  const edges = after[kind].edges.map(({ primitive, input }, i): EdgeMark => {
    const changes = left[Math.floor(i / 2)] ?? [];
    const at = changes.findIndex(
      (change) =>
        change.input === input &&
        (change.kind === 'changed'
          ? change.after === primitive
          : change.kind !== 'removed' && change.primitive === primitive),
    );
    const [found] = at < 0 ? [] : changes.splice(at, 1);
    if (found === undefined || found.kind === 'added' || found.kind === 'removed')
      return { change: 'added', before: null };
    return found.kind === 'changed'
      ? { change: 'changed', before: found.before }
      : { change: 'same', before: found.primitive };
  });
  const lost = diff.nodes.flatMap((changes, node) =>
    changes.flatMap((change) =>
      change.kind === 'removed' ? [{ node, input: change.input, primitive: change.primitive }] : [],
    ),
  );
  const { added, removed, reordered } = diff.concat;
  return {
    edges,
    lost,
    differing: diff.allEdges - diff.sameEdges,
    all: diff.allEdges,
    sameOutput: added.length === 0 && removed.length === 0 && !reordered,
  };
}
