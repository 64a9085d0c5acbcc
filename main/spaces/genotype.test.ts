import { describe, expect, it } from 'vitest';
import { checkGenotype, edgesInto, genotypeFromFile, genotypeToFile, nodeCount } from './genotype.ts';
import type { Genotype } from './genotype.ts';

const file = {
  normal: [
    ['sep_conv_3x3', 1],
    ['skip_connect', 0],
    ['none', 2],
    ['SE_0.25', 0],
  ],
  normal_concat: [3, 2],
  reduce: [
    ['max_pool_3x3', 0],
    ['max_pool_3x3', 0],
  ],
  reduce_concat: [2],
};

describe('a genotype', () => {
  it('is read from the document of a file, pairs and states in their order', () => {
    const genotype = genotypeFromFile(file);
    expect(genotype.normal.edges[0]).toEqual({ primitive: 'sep_conv_3x3', input: 1 });
    expect(genotype.normal.concat).toEqual([3, 2]);
    expect(genotype.reduction.edges).toHaveLength(2);
    expect('layout' in genotype).toBe(false);
  });

  it('goes back to the same document, with layout where there was one', () => {
    expect(genotypeToFile(genotypeFromFile(file))).toEqual(file);
    const sharp = { ...file, layout: 'cell' };
    expect(genotypeToFile(genotypeFromFile(sharp))).toEqual(sharp);
  });

  it('names its nodes and what feeds them', () => {
    const { normal } = genotypeFromFile(file);
    expect(nodeCount(normal)).toBe(2);
    expect(edgesInto(normal, 1).map(({ input }) => input)).toEqual([2, 0]);
    expect(() => edgesInto(normal, 2)).toThrow('internal: the cell has no node 2');
  });

  it('is checked also when a program made it', () => {
    const cell = { edges: [0.5, 1].map((input) => ({ primitive: 'none', input })), concat: [2] };
    const made: Genotype = { normal: cell, reduction: cell };
    expect(() => checkGenotype(made)).toThrow('normal[0]: input 0.5 does not exist for node 0');
  });
});
