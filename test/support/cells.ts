import { isComplete, isPath } from '../../main/spaces/index.ts';
import type { Architecture, Genotype } from '../../main/spaces/index.ts';

/** The pair of cells that an architecture has to be. */
export function asPair(architecture: Architecture): Genotype {
  if (isComplete(architecture) || isPath(architecture))
    throw new Error('a complete cell or a path where a pair of cells was to be found');
  return architecture;
}
