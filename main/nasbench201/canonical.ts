import { defined } from '../base/assert.ts';
import type { Cell, Operation } from './cell.ts';

/** How classes are told apart: whether an edge without signal counts as one. */
export interface ClassOptions {
  /** `none`, and all that follows from it, is no operation but the lack of one. */
  readonly zero: boolean;
}

/** The output of a node that nothing reaches. */
const ZERO = '#';

/**
 * The text that a cell shares with those that compute the same by relabelled nodes, by skips and by edges without signal: 6,466
 * classes, or 12,751 without the rule of zeros. Members of a class were trained separately and differ by noise.
 *
 * @see AutoDL-Projects, `CellStructure.to_unique_str`. As there, only an edge from a node whose whole text is "#" carries no signal;
 *   a node fed by two zeros is "#+#", which is another text.
 */
export function canonicalString(cell: Cell, { zero }: ClassOptions = { zero: true }): string {
  const nodes = ['0'];
  let edge = 0;
  for (let node = 1; node <= 3; node++) {
    const tokens = nodes.map((source) => {
      const operation = defined(cell[edge++], 'a cell has six edges');
      return token(operation, source, zero);
    });
    nodes.push(tokens.sort().join('+'));
  }
  return defined(nodes[3], 'four nodes were written');
}

function token(operation: Operation, source: string, zero: boolean): string {
  if (zero && (operation === 'none' || source === ZERO)) return ZERO;
  return operation === 'skip_connect' ? source : `(${source})@${operation}`;
}
