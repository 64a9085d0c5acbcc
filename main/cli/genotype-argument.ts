import { existsSync, readFileSync } from 'node:fs';
import { AppError, messageOf } from '../base/errors.ts';
import { readGenotypeText } from '../spaces/index.ts';
import type { ReadGenotype } from '../spaces/index.ts';
import { cliError } from './errors.ts';

/** How a genotype is given to a command, for its help. */
export const GENOTYPE_HELP = 'a name of the library, a file, - for standard input, or a Genotype(...) text';

/**
 * The genotype that an argument means. A name of the library wins over a file of that name.
 *
 * @throws AppError `spaces/...`, `cli/unreadable-file`
 */
export function readGenotypeArgument(argument: string): ReadGenotype {
  if (argument === '-') return readGenotypeText(readText(0));
  try {
    return readGenotypeText(argument);
  } catch (error) {
    const isUnknown = error instanceof AppError && UNKNOWN.includes(error.code);
    if (!isUnknown || !(existsSync(argument) || isPath(argument))) throw error;
    return readGenotypeText(readText(argument));
  }
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
