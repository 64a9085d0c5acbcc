/** What people make by hand and keep as cells of their own: a pair of cells, or a recurrent one. */
import { architectureFromFile, isPair, isRecurrent } from './architecture.ts';
import { spacesError } from './errors.ts';
import { genotypeToFile } from './genotype.ts';
import type { Genotype, GenotypeFile } from './genotype.ts';
import { recurrentToFile } from './recurrent/genotype.ts';
import type { RecurrentFile, RecurrentGenotype } from './recurrent/genotype.ts';

/** A cell that the editor edits. */
export type EditedCell = Genotype | RecurrentGenotype;

/** Such a cell as files hold it. */
export type EditedCellFile = GenotypeFile | RecurrentFile;

/** The cell in a parsed document. @throws as `architectureFromFile`; `spaces/genotype-field` for a path or a cell of complete wiring */
export function editedCellFromFile(document: unknown): EditedCell {
  const found = architectureFromFile(document);
  if (isPair(found) || isRecurrent(found)) return found;
  const problem = `expected a pair of cells or a recurrent cell, got the wiring "${found.wiring}"`;
  throw spacesError('spaces/genotype-field', { path: ['wiring'], problem });
}

/** The document of a cell. */
export const editedCellToFile = (cell: EditedCell): EditedCellFile =>
  isPair(cell) ? genotypeToFile(cell) : recurrentToFile(cell);
