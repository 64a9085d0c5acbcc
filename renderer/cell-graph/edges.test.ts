import { describe, expect, it } from 'vitest';
import { graphEdges } from './edges.ts';
import { kindsShown, shownCell } from './shown-cell.ts';

const looks = {
  colourOf: (name: string) => `#${name}`,
  weightOf: (row: number) => row / 10,
  withCandidates: true,
};
const half = {
  edges: [
    { primitive: 'a', input: 1 },
    { primitive: 'b', input: 0 },
    { primitive: 'c', input: 2 },
    { primitive: 'd', input: 2 },
  ],
  concat: [2, 3],
};
const cell = shownCell({ normal: half, reduction: half }, 'normal');

describe('edges of a drawing', () => {
  it('draws every edge once, those that lost behind', () => {
    const edges = graphEdges(cell, looks);
    expect(
      edges.map(({ key, row, from, to, operation }) => [key, row, from, to, operation?.primitive ?? null]),
    ).toEqual([
      ['2', 2, 0, 3, null],
      ['3', 3, 1, 3, null],
      ['0', 0, 0, 2, 'b'],
      ['1', 1, 1, 2, 'a'],
      ['4', 4, 2, 3, 'c'],
      ['4-second', 4, 2, 3, 'd'],
    ]);
    expect(edges[4]?.operation).toEqual({ primitive: 'c', colour: '#c', weight: 0.4 });
  });

  it('leaves the candidates out where there was no search', () => {
    expect(graphEdges(cell, { ...looks, withCandidates: false })).toHaveLength(4);
  });

  it('draws all of a complete cell, whose states count from its input', () => {
    const complete = { wiring: 'complete', operations: ['a', 'b', 'c', 'd', 'e', 'f'] } as const;
    expect(kindsShown(complete)).toEqual(['normal']);
    const edges = graphEdges(shownCell(complete, 'normal'), looks);
    expect(edges.map(({ row, from, to, operation }) => [row, from, to, operation?.primitive])).toEqual([
      [0, 0, 1, 'a'],
      [1, 0, 2, 'b'],
      [2, 1, 2, 'c'],
      [3, 0, 3, 'd'],
      [4, 1, 3, 'e'],
      [5, 2, 3, 'f'],
    ]);
  });
});
