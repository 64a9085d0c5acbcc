import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  editedCellFromFile,
  editedCellToFile,
  findPublishedRecurrent,
} from '../../../../main/spaces/index.ts';
import type { RecurrentGenotype } from '../../../../main/spaces/index.ts';
import {
  ACTIVATIONS,
  addNode,
  readState,
  removeNode,
  setActivation,
  toggleOutput,
} from './recurrent-edits.ts';
import type { EditedRecurrent } from './recurrent-edits.ts';

const published = findPublishedRecurrent('RNN_DARTS_V2');
if (published === null) throw new Error('it is published');
const CELL = published.genotype;

function done(edited: EditedRecurrent): RecurrentGenotype {
  if (edited.cell === null) throw new Error(edited.refused);
  return edited.cell;
}

const refused = (edited: EditedRecurrent): string => (edited.cell === null ? edited.refused : 'it was done');

describe('edits of a recurrent cell', () => {
  it('knows the activations of the published space', () => {
    expect(ACTIVATIONS).toEqual(['tanh', 'relu', 'sigmoid', 'identity']);
  });

  it('puts activations on nodes and has them read earlier states', () => {
    const next = done(readState(done(setActivation(CELL, 3, 'tanh')), 3, 1));
    expect(next.recurrent[3]).toEqual({ primitive: 'tanh', input: 1 });
    expect(next.recurrent.filter((_, i) => i !== 3)).toEqual(CELL.recurrent.filter((_, i) => i !== 3));
  });

  it('says why something is not done', () => {
    expect(refused(setActivation(CELL, 0, 'none'))).toBe(
      'There is no activation none; there are tanh, relu, sigmoid, identity.',
    );
    expect(refused(readState(CELL, 2, 3))).toBe('Node 3 cannot read itself.');
    expect(refused(readState(CELL, 2, 5))).toBe(
      'Node 3 can read the initial state and the nodes before it, 0 to 2.',
    );
    const single = { ...CELL, recurrent: CELL.recurrent.slice(0, 1), concat: [1] };
    expect(refused(removeNode(single, 0))).toBe('A cell has at least one node.');
    expect(refused(toggleOutput(single, 0))).toBe(
      'A cell needs an output: node 1 is the last that is part of it.',
    );
  });

  it('has what read a removed node read what it read', () => {
    const cell: RecurrentGenotype = {
      wiring: 'recurrent',
      recurrent: [0, 1, 2, 2].map((input) => ({ primitive: 'tanh', input })),
      concat: [2, 4],
    };
    const next = done(removeNode(cell, 1));
    expect(next.recurrent.map(({ input }) => input)).toEqual([0, 1, 1]);
    expect(next.concat).toEqual([3]);
  });

  it('leaves a cell that can be built, whatever is done', () => {
    const small = fc.nat(9);
    const edit = fc.oneof(
      small.map((n) => (cell: RecurrentGenotype) => setActivation(cell, n, ACTIVATIONS[n % 4] ?? '')),
      fc.tuple(small, small).map(
        ([n, s]) =>
          (cell: RecurrentGenotype) =>
            readState(cell, n, s),
      ),
      fc.constant(addNode),
      small.map((n) => (cell: RecurrentGenotype) => removeNode(cell, n)),
      small.map((n) => (cell: RecurrentGenotype) => toggleOutput(cell, n)),
    );
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 30 }), (edits) => {
        const cell = edits.reduce((now, one) => one(now).cell ?? now, CELL);
        expect(editedCellFromFile(editedCellToFile(cell))).toEqual(cell);
      }),
      { numRuns: 200 },
    );
  });
});
