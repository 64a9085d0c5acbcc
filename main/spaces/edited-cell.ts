/** What people make by hand and keep as cells of their own: a pair of cells, a recurrent one, or a path through a hypercuboid. */
import { architectureFromFile, isComplete, isPair, isPath } from './architecture.ts';
import { spacesError } from './errors.ts';
import { genotypeToFile } from './genotype.ts';
import type { Genotype, GenotypeFile } from './genotype.ts';
import type { ChannelPath } from './hypercuboid/path.ts';
import { recurrentToFile } from './recurrent/genotype.ts';
import type { RecurrentFile, RecurrentGenotype } from './recurrent/genotype.ts';

/** What the editors edit. */
export type EditedCell = Genotype | RecurrentGenotype | ChannelPath;

/** The same as files hold it. */
export type EditedCellFile = GenotypeFile | RecurrentFile | ChannelPath;

/** What is in a parsed document. @throws as `architectureFromFile`; `spaces/genotype-field` for a cell of complete wiring */
export function editedCellFromFile(document: unknown): EditedCell {
  const found = architectureFromFile(document);
  if (!isComplete(found)) return found;
  const problem = `expected a pair of cells, a recurrent cell or a path, got the wiring "${found.wiring}"`;
  throw spacesError('spaces/genotype-field', { path: ['wiring'], problem });
}

/** The document of a cell. */
export function editedCellToFile(cell: EditedCell): EditedCellFile {
  if (isPair(cell)) return genotypeToFile(cell);
  return isPath(cell) ? cell : recurrentToFile(cell);
}
