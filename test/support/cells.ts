import { isPair } from '../../main/spaces/index.ts';
import type { Architecture, Genotype } from '../../main/spaces/index.ts';

/** The pair of cells that an architecture has to be. */
export function asPair(architecture: Architecture): Genotype {
  if (!isPair(architecture)) throw new Error('another architecture where a pair of cells was to be found');
  return architecture;
}
