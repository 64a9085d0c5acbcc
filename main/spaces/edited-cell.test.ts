import { describe, expect, it } from 'vitest';
import { findPublished } from './library.ts';
import { findPublishedPath } from './hypercuboid/published.ts';
import { findPublishedRecurrent } from './recurrent/published.ts';
import { editedCellFromFile, editedCellToFile } from './edited-cell.ts';

describe('cells that are edited', () => {
  it('are read as they were written, of every kind', () => {
    for (const genotype of [
      findPublished('DARTS_V2').genotype,
      findPublishedRecurrent('RNN_DARTS_V2')?.genotype,
      findPublishedPath('MULTI_CHANNEL_HANDMADE_PATH')?.path,
    ]) {
      if (genotype === undefined) throw new Error('all are published');
      expect(editedCellFromFile(JSON.parse(JSON.stringify(editedCellToFile(genotype))))).toEqual(genotype);
    }
  });
  it('are no cells of complete wiring', () => {
    expect(() => editedCellFromFile({ wiring: 'complete', operations: ['none'] })).toThrow(
      'expected a pair of cells, a recurrent cell or a path, got the wiring "complete"',
    );
  });
});
