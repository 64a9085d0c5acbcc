import { existsSync } from 'node:fs';
import { messageOf } from '../../base/errors.ts';
import { cellOfGenotype, findIndex, openTable, parseCell } from '../../nasbench201/index.ts';
import type { Cell, Table } from '../../nasbench201/index.ts';
import { architectureFromFile, isComplete } from '../../spaces/index.ts';
import { cliError } from '../errors.ts';
import { isPath, readText } from '../genotype-argument.ts';

/** How a cell of the benchmark is given to a command, for its help. */
export const CELL_HELP =
  'an index from 0 to 15624, an architecture string (|op~0|+|op~0|op~1|+|op~0|op~1|op~2|), six numbers as NASLib writes them, a file, or - for standard input';

/**
 * The benchmark index of the cell that an argument means.
 *
 * @throws AppError `nasbench201/...`, `spaces/...`, `cli/unreadable-file`
 */
export function indexOfArgument(table: Table, argument: string): number {
  const text = textOf(argument);
  return text.startsWith('{') ? table.indexOf(cellOfDocument(text)) : findIndex(table, text);
}

/**
 * The cell that an argument means; the table is only read for an index.
 *
 * @param resources - the folder `resources` of the installation
 * @throws AppError `nasbench201/...`, `spaces/...`, `cli/unreadable-file`
 */
export function cellOfArgument(argument: string, resources: string): Cell {
  const text = textOf(argument);
  if (text.startsWith('{')) return cellOfDocument(text);
  if (!/^[-+.\d]+$/.test(text)) return parseCell(text);
  const table = openTable(resources);
  return parseCell(table.entry(findIndex(table, text)).arch);
}

function textOf(argument: string): string {
  if (argument === '-') return readText(0).trim();
  const isFile = !/^\s*[|([{]/.test(argument) && (isPath(argument) || existsSync(argument));
  return (isFile ? readText(argument) : argument).trim();
}

function cellOfDocument(text: string): Cell {
  const architecture = architectureFromFile(parsedJson(text));
  if (isComplete(architecture)) return cellOfGenotype(architecture);
  throw cliError('cli/wrong-use', {
    problem:
      'This is a pair of cells, which NAS-Bench-201 does not have: expected one complete cell of six operations.',
  });
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw cliError('cli/wrong-use', { problem: `The cell is no JSON document: ${messageOf(error)}.` }, error);
  }
}
