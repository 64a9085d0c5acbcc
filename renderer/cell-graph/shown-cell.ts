import {
  CELL_KINDS,
  edgesByNode,
  isComplete,
  isPair,
  isPath,
  isRecurrent,
  operationName,
} from '../../main/spaces/index.ts';
import type { Architecture, CellKind, GenotypeEdge, InputCount } from '../../main/spaces/index.ts';

/** The states of a cell: its inputs, its nodes, and which of them are joined to the output. */
export interface CellShape {
  readonly inputs: InputCount;
  /** The number of intermediate nodes. */
  readonly nodes: number;
  /** The states that are joined to the output; empty of a complete cell, whose last node is the output, and of a path. */
  readonly concat: readonly number[];
}

/** A cell as it is shown: one of a pair, a complete or a recurrent one; a path through a hypercuboid as a chain. */
export interface ShownCell extends CellShape {
  /** The edges that feed each node. */
  readonly into: readonly (readonly GenotypeEdge[])[];
}

/** The cells that an architecture has. */
export const kindsShown = (architecture: Architecture): readonly CellKind[] =>
  isPair(architecture) ? CELL_KINDS : ['normal'];

/** The cell of that kind. */
export function shownCell(architecture: Architecture, kind: CellKind): ShownCell {
  if (isPath(architecture)) {
    const into = architecture.operations.map((operation, input) => [
      { input, primitive: operationName(operation) },
    ]);
    return { inputs: 1, nodes: into.length, concat: [], into };
  }
  const into = edgesByNode(architecture, kind);
  if (isPair(architecture)) return { inputs: 2, nodes: into.length, concat: architecture[kind].concat, into };
  const concat = isRecurrent(architecture) ? architecture.concat : [];
  return { inputs: 1, nodes: into.length, concat, into };
}

/** What cells of that kind are called: an architecture of one cell has no other to tell it from. */
export function cellTitle(kind: CellKind, architecture: Architecture): string {
  if (isPath(architecture)) return 'Path';
  if (isRecurrent(architecture)) return 'Recurrent cell';
  if (isComplete(architecture)) return 'Cell';
  return kind === 'normal' ? 'Normal cell' : 'Reduction cell';
}
