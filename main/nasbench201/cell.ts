import { defined } from '../base/assert.ts';
import { AppError } from '../base/errors.ts';
import { shown } from '../base/wording.ts';
import {
  checkCompleteIn,
  parseArchitectureString,
  printArchitectureString,
  SPACES,
} from '../spaces/index.ts';
import type { CompleteGenotype } from '../spaces/index.ts';
import { benchmarkError } from './errors.ts';

/** The operations in the order of the benchmark. */
export const OPERATIONS = [
  'none',
  'skip_connect',
  'nor_conv_1x1',
  'nor_conv_3x3',
  'avg_pool_3x3',
] as const satisfies readonly string[];

/** The name of an operation, as in the paper. */
export type Operation = (typeof OPERATIONS)[number];

/** An operation for each edge, in the order 1\<-0, 2\<-0, 2\<-1, 3\<-0, 3\<-1, 3\<-2 (from \<- is the source, node 3 the output). */
export type Cell = readonly [Operation, Operation, Operation, Operation, Operation, Operation];

/** The edges of a cell. */
export const EDGES = 6;
/** All cells: five operations on six edges. */
export const CELLS = OPERATIONS.length ** EDGES;

/**
 * A cell's place among all cells where the last edge varies fastest, 0 to 15,624: an order that needs no table. It is not the
 * benchmark's index.
 */
export function codeOf(cell: readonly Operation[]): number {
  return cell.reduce((code, operation) => code * OPERATIONS.length + OPERATIONS.indexOf(operation), 0);
}

/** The cell at that place. */
export function cellOfCode(code: number): Cell {
  const at = (edge: number): Operation => {
    const digit = Math.floor(code / OPERATIONS.length ** (EDGES - 1 - edge)) % OPERATIONS.length;
    return defined(OPERATIONS[digit], 'a code has digits below five');
  };
  return [at(0), at(1), at(2), at(3), at(4), at(5)];
}

/** The architecture string of a cell, `|op~0|+|op~0|op~1|+|op~0|op~1|op~2|`. */
export const printCell = (cell: Cell): string =>
  printArchitectureString({ wiring: 'complete', operations: cell });

/**
 * The cell that a text means: an architecture string, or the tuple of six numbers of NASLib.
 *
 * @throws `nasbench201/architecture`, `spaces/genotype-syntax` with the column, `spaces/primitive-unknown` with the edge
 */
export function parseCell(text: string): Cell {
  const trimmed = text.trim();
  return /^[([]/.test(trimmed) ? cellOfTuple(trimmed) : cellOfGenotype(parsedString(trimmed));
}

function parsedString(text: string): CompleteGenotype {
  try {
    return parseArchitectureString(text);
  } catch (error) {
    if (text.startsWith('|') || !(error instanceof AppError)) throw error;
    const problem = `${shown(text)} is no architecture of NAS-Bench-201: expected an index from 0 to ${CELLS - 1}, a string |op~0|+|op~0|op~1|+|op~0|op~1|op~2|, or six numbers (4, 0, 3, 1, 4, 3) as NASLib writes them.`;
    throw benchmarkError('nasbench201/architecture', { problem }, error);
  }
}

/**
 * The cell of a complete genotype.
 *
 * @throws `spaces/genotype-field`, `spaces/primitive-unknown`
 */
export function cellOfGenotype(genotype: CompleteGenotype): Cell {
  checkCompleteIn(genotype, SPACES.nasbench201);
  const at = (edge: number): Operation =>
    defined(
      OPERATIONS.find((operation) => operation === genotype.operations[edge]),
      'the space knows the operation',
    );
  return [at(0), at(1), at(2), at(3), at(4), at(5)];
}

/** The operations by NASLib's numbers. */
const NASLIB: readonly Operation[] = ['skip_connect', 'none', 'nor_conv_3x3', 'nor_conv_1x1', 'avg_pool_3x3'];
/** NASLib's edges are e12 e13 e14 e23 e24 e34: by their source, not by their target. The same swap leads back. */
const SWAPPED = [0, 1, 3, 2, 4, 5] as const;

/** NASLib's tuple of a cell: six numbers. */
export function naslibTuple(cell: Cell): readonly number[] {
  return SWAPPED.map((edge) => NASLIB.indexOf(cell[edge]));
}

function cellOfTuple(text: string): Cell {
  const numbers = /^(?:\((.*)\)|\[(.*)\])$/s.exec(text);
  const parts = (numbers?.[1] ?? numbers?.[2] ?? '').split(',').map((part) => part.trim());
  const wrong = parts.findIndex((part) => !/^[0-4]$/.test(part));
  if (parts.length !== EDGES || wrong >= 0) {
    const where = parts.length === EDGES ? `at place ${wrong + 1}` : `for ${parts.length} of them`;
    const problem = `${shown(text)} is no architecture as NASLib writes it: expected six numbers from 0 to 4 in brackets, wrong ${where}.`;
    throw benchmarkError('nasbench201/architecture', { problem });
  }
  const at = (edge: 0 | 1 | 2 | 3 | 4 | 5): Operation =>
    defined(NASLIB[Number(parts[SWAPPED[edge]])], 'a number below five');
  return [at(0), at(1), at(2), at(3), at(4), at(5)];
}
