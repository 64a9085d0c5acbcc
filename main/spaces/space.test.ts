import { describe, expect, it } from 'vitest';
import { findPublished } from './library.ts';
import { SPACES } from './registry.ts';
import { allowedMask, allowedOn, checkInSpace, checkSpace, reductionCells } from './space.ts';
import type { CellSpace, EdgeRestriction } from './space.ts';

describe('reduction cells', () => {
  it.each([
    [1, [0]],
    [2, [0, 1]],
    [3, [1, 2]],
    [8, [2, 5]],
    [14, [4, 9]],
    [20, [6, 13]],
  ])('of %i cells by the rule of DARTS are %j', (cells, expected) => {
    expect(reductionCells('thirds', cells)).toEqual(expected);
  });

  it('may come at a spacing or be listed', () => {
    expect(reductionCells({ spacing: 3 }, 8)).toEqual([2, 5]);
    expect(reductionCells([1, 4], 8)).toEqual([1, 4]);
  });
});

const restricted = (...restrictions: readonly EdgeRestriction[]): CellSpace => ({
  ...SPACES.darts,
  restrictions,
});

describe('restrictions', () => {
  const poolsOnInputs: EdgeRestriction = {
    cell: 'reduction',
    node: null,
    input: 0,
    primitives: ['none', 'max_pool_3x3'],
  };

  it('hold on the edges they match, and together where several do', () => {
    const space = restricted(poolsOnInputs, {
      cell: 'both',
      node: 1,
      input: null,
      primitives: ['max_pool_3x3', 'skip_connect'],
    });
    const allowed = (cell: 'normal' | 'reduction', node: number, input: number): string[] =>
      space.primitives.map(({ name }) => name).filter((_, p) => allowedOn(space, cell, { node, input })[p]);
    expect(allowed('reduction', 0, 0)).toEqual(['none', 'max_pool_3x3']);
    expect(allowed('reduction', 1, 0)).toEqual(['max_pool_3x3']);
    expect(allowed('normal', 1, 2)).toEqual(['max_pool_3x3', 'skip_connect']);
    expect(allowed('normal', 0, 0)).toHaveLength(8);
  });

  it('make a mask of the size of the alphas', () => {
    const mask = allowedMask(restricted(poolsOnInputs), 'reduction');
    expect(mask).toHaveLength(14);
    expect(mask.map((row) => row.filter(Boolean).length)).toEqual([2, 8, 2, 8, 8, 2, 8, 8, 8, 2, 8, 8, 8, 8]);
  });

  it('must leave each node two inputs', () => {
    const onlyNone: EdgeRestriction = { cell: 'normal', node: 0, input: 1, primitives: ['none'] };
    expect(() => checkSpace(restricted(onlyNone))).toThrow(
      'restrictions: leave node 0 of the normal cell 1 of the 2 inputs it needs',
    );
    expect(() => checkSpace(restricted({ ...onlyNone, node: 1 }))).not.toThrow();
  });

  it('bind the genotypes of the space', () => {
    const { genotype } = findPublished('DARTS_V2');
    expect(() => checkInSpace(genotype, restricted(poolsOnInputs))).not.toThrow();
    const noPools = restricted({
      cell: 'reduction',
      node: 0,
      input: null,
      primitives: ['none', 'skip_connect'],
    });
    expect(() => checkInSpace(genotype, noPools)).toThrow(
      'reduce[0]: the space does not allow "max_pool_3x3" on this edge; allowed are none and skip_connect.',
    );
  });
});

describe('a genotype in a space', () => {
  it('has the primitives and the nodes of the space', () => {
    expect(() => checkInSpace(findPublished('SHARP_DARTS').genotype, SPACES.sharpdarts)).not.toThrow();
    expect(() => checkInSpace(findPublished('SHARP_DARTS').genotype, SPACES.darts)).toThrow(
      'normal[0]: the space darts has no primitive "choke_conv_3x3"',
    );
    expect(() => checkInSpace(findPublished('NASNet').genotype, SPACES.sharper)).toThrow(
      'normal: has 5 nodes (two pairs each); allowed is 4 in the space sharper.',
    );
  });
});
