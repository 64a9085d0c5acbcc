import { CELL_KINDS, edgesInto, nodeCount } from './genotype.ts';
import type { CellKind, Genotype, GenotypeCell, GenotypeEdge } from './genotype.ts';

/** What became of one edge of a node from one genotype to another. */
export type EdgeChange =
  | { readonly kind: 'same' | 'added' | 'removed'; readonly input: number; readonly primitive: string }
  /** Another primitive on an edge from the same state. */
  | { readonly kind: 'changed'; readonly input: number; readonly before: string; readonly after: string };

/** The changes of one cell. */
export interface CellDiff {
  /** Per node of the larger cell its edges by input state, lower first. */
  readonly nodes: readonly (readonly EdgeChange[])[];
  readonly concat: {
    readonly same: readonly number[];
    readonly added: readonly number[];
    readonly removed: readonly number[];
    /** The same states in another order: the same function, its channels permuted. */
    readonly reordered: boolean;
  };
  /** How many edges are the same, of how many in the larger cell. */
  readonly sameEdges: number;
  readonly allEdges: number;
}

/** The differences of two genotypes; `equal`: both build the same cells. */
export type GenotypeDiff = Readonly<Record<CellKind, CellDiff>> & { readonly equal: boolean };

/**
 * What changes from `before` to `after`. The order of a node's two pairs does not count: the node is their sum.
 */
export function diffGenotypes(before: Genotype, after: Genotype): GenotypeDiff {
  const normal = diffCells(before.normal, after.normal);
  const reduction = diffCells(before.reduction, after.reduction);
  const cells = { normal, reduction };
  return { ...cells, equal: CELL_KINDS.every((kind) => unchanged(cells[kind])) };
}

function unchanged({ nodes, concat }: CellDiff): boolean {
  return (
    nodes.flat().every(({ kind }) => kind === 'same') &&
    concat.added.length === 0 &&
    concat.removed.length === 0 &&
    !concat.reordered
  );
}

function diffCells(before: GenotypeCell, after: GenotypeCell): CellDiff {
  const count = Math.max(nodeCount(before), nodeCount(after));
  const into = (cell: GenotypeCell, node: number): readonly GenotypeEdge[] =>
    node < nodeCount(cell) ? edgesInto(cell, node) : [];
  const nodes = Array.from({ length: count }, (_, node) => diffEdges(into(before, node), into(after, node)));
  const same = after.concat.filter((state) => before.concat.includes(state));
  const sameBefore = before.concat.filter((state) => after.concat.includes(state));
  return {
    nodes,
    concat: {
      same,
      added: after.concat.filter((state) => !before.concat.includes(state)),
      removed: before.concat.filter((state) => !after.concat.includes(state)),
      reordered: same.some((state, i) => state !== sameBefore[i]),
    },
    sameEdges: nodes.flat().filter(({ kind }) => kind === 'same').length,
    allEdges: 2 * count,
  };
}

/** Pairs off what is equal first, then what reads the same state; the rest was added or removed. */
function diffEdges(before: readonly GenotypeEdge[], after: readonly GenotypeEdge[]): readonly EdgeChange[] {
  const changes: EdgeChange[] = [];
  const gone = [...before];
  const take = (fits: (edge: GenotypeEdge) => boolean): GenotypeEdge | undefined => {
    const at = gone.findIndex(fits);
    return at < 0 ? undefined : gone.splice(at, 1)[0];
  };
  const others = after.filter(({ input, primitive }) => {
    const same = take((edge) => edge.input === input && edge.primitive === primitive);
    if (same !== undefined) changes.push({ kind: 'same', input, primitive });
    return same === undefined;
  });
  for (const { input, primitive } of others) {
    const changed = take((edge) => edge.input === input);
    if (changed === undefined) changes.push({ kind: 'added', input, primitive });
    else changes.push({ kind: 'changed', input, before: changed.primitive, after: primitive });
  }
  changes.push(...gone.map(({ input, primitive }) => ({ kind: 'removed', input, primitive }) as const));
  return changes.sort((a, b) => a.input - b.input);
}
