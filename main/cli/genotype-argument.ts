import { existsSync, readFileSync } from 'node:fs';
import { AppError, messageOf } from '../base/errors.ts';
import {
  findPublishedPath,
  isComplete,
  isPath as isChannelPath,
  isRecurrent,
  readArchitecture,
  readArchitectureText,
  readGenotypeText,
} from '../spaces/index.ts';
import type { Architecture, OpTableName, ReadArchitecture, ReadGenotype } from '../spaces/index.ts';
import { cliError } from './errors.ts';

/** How a genotype is given to a command, for its help. */
export const GENOTYPE_HELP = 'a name of the library, a file, - for standard input, or a Genotype(...) text';

/**
 * The genotype that an argument means. A name of the library wins over a file of that name.
 *
 * @throws AppError `spaces/...`, `cli/unreadable-file`
 */
export const readGenotypeArgument = (argument: string): ReadGenotype =>
  readArgument(argument, readGenotypeText);

/**
 * The same of any architecture: a cell of complete wiring, a recurrent cell, a path.
 *
 * @throws AppError `spaces/...`, `hypercuboid/...`, `cli/unreadable-file`
 */
export const readArchitectureArgument = (argument: string): ReadArchitecture =>
  readArgument(argument, readArchitecture);

/** What the text of an argument says, or of the file that it names. */
function readArgument<T>(argument: string, read: (text: string) => T): T {
  if (argument === '-') return read(readText(0));
  try {
    return read(argument);
  } catch (error) {
    const isUnknown = error instanceof AppError && UNKNOWN.includes(error.code);
    if (!isUnknown || !(existsSync(argument) || isPath(argument))) throw error;
    return read(readText(argument));
  }
}

/** A cell that somebody gives. */
interface GivenCell {
  readonly genotype: Architecture;
  /** The op table that its names are of, where that is known: those of complete cells are of NAS-Bench-201. */
  readonly opTable: OpTableName | null;
  /** Of a published path: its network was made without its last operation. Null of all else. */
  readonly lastOperation: 'dropped' | null;
}

/**
 * The cell that an argument means: a genotype as `readGenotypeArgument` takes it, or a complete cell as its architecture string or as JSON,
 * or a recurrent cell, or a path through a hypercuboid: its published name, the names of its nodes, or JSON.
 *
 * @throws AppError `spaces/...`, `cli/unreadable-file`
 */
export const readCellArgument = (argument: string): GivenCell => readArgument(argument, givenCell);

function givenCell(text: string): GivenCell {
  const genotype = readArchitectureText(text);
  if (isRecurrent(genotype)) return { genotype, opTable: null, lastOperation: null };
  if (isComplete(genotype)) return { genotype, opTable: 'nasbench201', lastOperation: null };
  if (isChannelPath(genotype)) {
    return {
      genotype,
      opTable: null,
      lastOperation: findPublishedPath(text.trim()) === null ? null : 'dropped',
    };
  }
  const read = readGenotypeText(text);
  return { genotype, lastOperation: null, opTable: read.from === 'library' ? read.published.ops : null };
}

/** Whether an argument can only be meant as the path of a file. */
export const isPath = (argument: string): boolean =>
  /[/\\]|\.(?:json|txt|py|log)$/.test(argument) && !/[\n({]/.test(argument);

const UNKNOWN = ['spaces/genotype-unknown', 'spaces/genotype-unreadable'];

/**
 * The text of a file.
 *
 * @param file - its path, or 0 for standard input
 * @throws AppError `cli/unreadable-file`
 */
export function readText(file: string | 0): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const path = file === 0 ? 'Standard input' : file;
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw cliError(
      'cli/unreadable-file',
      { path, reason: isMissing ? 'it does not exist' : messageOf(error) },
      error,
    );
  }
}
