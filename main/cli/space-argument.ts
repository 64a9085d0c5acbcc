import { existsSync } from 'node:fs';
import { AppError } from '../base/errors.ts';
import { readSpaceText, SPACES } from '../spaces/index.ts';
import type { SearchSpace } from '../spaces/index.ts';
import { isPath, readText } from './genotype-argument.ts';

/** How a search space is given to a command, for its help. */
export const SPACE_HELP = `a name (${Object.keys(SPACES).join(', ')}) or the JSON file of a space of one's own`;

/**
 * The search space that an argument means: a name wins over a file of that name.
 *
 * @throws AppError `spaces/...`, `cli/unreadable-file`
 */
export function readSpaceArgument(argument: string): SearchSpace {
  try {
    return readSpaceText(argument);
  } catch (error) {
    const isUnknown = error instanceof AppError && error.code === 'spaces/space-unknown';
    if (!isUnknown || !(existsSync(argument) || isPath(argument))) throw error;
    return readSpaceText(readText(argument));
  }
}
