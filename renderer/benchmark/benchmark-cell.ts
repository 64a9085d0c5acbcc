/** The cells of NAS-Bench-201 as the pages know them: six operations, one for each edge. */
import {
  checkCompleteIn,
  edgesOf,
  isComplete,
  parseArchitectureString,
  printArchitectureString,
  SPACES,
} from '../../main/spaces/index.ts';
import type { Architecture, CompleteGenotype } from '../../main/spaces/index.ts';
import { edgeName } from '../cell-graph/names.ts';
import { familyColour, familyOfName } from '../ui/families.ts';

const SPACE = SPACES.nasbench201;

/** The operations in the order of the benchmark, each with its colour. */
export const OPERATIONS = SPACE.primitives.map(({ name }) => ({
  name,
  colour: familyColour(familyOfName(name, SPACE)),
}));

/** The names of the edges in the order of the architecture string: `0 → 1`. */
export const EDGE_NAMES = edgesOf(SPACE.intermediateNodes, 1).map((edge) => edgeName(edge, 1));

/** Whether it is one of the 15,625 cells of the benchmark. */
export const isBenchmarkCell = (architecture: Architecture): architecture is CompleteGenotype =>
  isComplete(architecture) &&
  architecture.operations.length === EDGE_NAMES.length &&
  architecture.operations.every((name) => OPERATIONS.some((operation) => operation.name === name));

/** The architecture string of a cell of the benchmark; null where it is none. */
export const archOf = (architecture: Architecture): string | null =>
  isBenchmarkCell(architecture) ? printArchitectureString(architecture) : null;

/** The cell with another operation on one edge. */
export const withOperation = (cell: CompleteGenotype, edge: number, operation: string): CompleteGenotype => ({
  wiring: 'complete',
  operations: cell.operations.map((before, at) => (at === edge ? operation : before)),
});

/** Whether a text is meant as an architecture string. */
export const looksLikeArch = (text: string): boolean => /^\s*\|/.test(text);

/**
 * The architecture string in its one spelling.
 *
 * @throws where it is none, or of a cell that is not of the benchmark
 */
export function readArch(text: string): string {
  const cell = parseArchitectureString(text);
  const { length } = cell.operations;
  if (length !== EDGE_NAMES.length) {
    throw new Error(
      `A cell of NAS-Bench-201 has 6 edges, |op~0|+|op~0|op~1|+|op~0|op~1|op~2|; this one has ${length}.`,
    );
  }
  checkCompleteIn(cell, SPACE);
  return printArchitectureString(cell);
}

/** Cells that people come for. */
export const KNOWN_CELLS = {
  isdarts: { title: 'IS-DARTS', says: 'The cell that IS-DARTS publishes, index 9930', text: '9930' },
  skips: {
    title: 'All skip',
    says: 'Every edge a skip connection',
    text: '|skip_connect~0|+|skip_connect~0|skip_connect~1|+|skip_connect~0|skip_connect~1|skip_connect~2|',
  },
} as const;
