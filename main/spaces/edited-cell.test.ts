import { describe, expect, it } from 'vitest';
import { findPublished } from './library.ts';
import { findPublishedRecurrent } from './recurrent/published.ts';
import { editedCellFromFile, editedCellToFile } from './edited-cell.ts';

describe('cells that are edited', () => {
  it('are read as they were written, of either kind', () => {
    for (const cell of [findPublished('DARTS_V2'), findPublishedRecurrent('RNN_DARTS_V2')]) {
      const genotype = cell?.genotype;
      if (genotype === undefined) throw new Error('both are published');
      expect(editedCellFromFile(JSON.parse(JSON.stringify(editedCellToFile(genotype))))).toEqual(genotype);
    }
  });
  it('are no cells of complete wiring', () => {
    expect(() => editedCellFromFile({ wiring: 'complete', operations: ['none'] })).toThrow(
      'expected a pair of cells or a recurrent cell, got the wiring "complete"',
    );
  });
});
