import { describe, expect, it } from 'vitest';
import { diffGenotypes } from './diff.ts';
import { genotypeFromFile } from './genotype.ts';
import type { Genotype } from './genotype.ts';
import { findPublished } from './library.ts';

const oneCell = (pairs: readonly (readonly [string, number])[], concat: readonly number[]): Genotype =>
  genotypeFromFile({
    normal: pairs,
    normal_concat: concat,
    reduce: [
      ['none', 0],
      ['none', 1],
    ],
    reduce_concat: [2],
  });

describe('the difference of two genotypes', () => {
  it('is none for the same cells, whatever the order of a node’s pairs', () => {
    const a = oneCell(
      [
        ['sep_conv_3x3', 0],
        ['skip_connect', 1],
      ],
      [2],
    );
    const b = oneCell(
      [
        ['skip_connect', 1],
        ['sep_conv_3x3', 0],
      ],
      [2],
    );
    expect(diffGenotypes(a, b).equal).toBe(true);
    expect(diffGenotypes(a, { ...b, layout: 'cell' }).equal).toBe(true);
  });

  it('names what is the same, changed, added and removed', () => {
    const a = oneCell(
      [
        ['sep_conv_3x3', 0],
        ['skip_connect', 1],
        ['max_pool_3x3', 0],
        ['none', 1],
      ],
      [2, 3],
    );
    const b = oneCell(
      [
        ['sep_conv_3x3', 0],
        ['dil_conv_3x3', 1],
        ['max_pool_3x3', 0],
        ['none', 2],
      ],
      [3],
    );
    const { normal, equal } = diffGenotypes(a, b);
    expect(equal).toBe(false);
    expect(normal.nodes).toEqual([
      [
        { kind: 'same', input: 0, primitive: 'sep_conv_3x3' },
        { kind: 'changed', input: 1, before: 'skip_connect', after: 'dil_conv_3x3' },
      ],
      [
        { kind: 'same', input: 0, primitive: 'max_pool_3x3' },
        { kind: 'removed', input: 1, primitive: 'none' },
        { kind: 'added', input: 2, primitive: 'none' },
      ],
    ]);
    expect(normal.concat).toEqual({ same: [3], added: [], removed: [2], reordered: false });
    expect([normal.sameEdges, normal.allEdges]).toEqual([2, 4]);
  });

  it('tells twin edges apart by number', () => {
    const twins = oneCell(
      [
        ['avg_pool_3x3', 0],
        ['avg_pool_3x3', 0],
      ],
      [2],
    );
    const single = oneCell(
      [
        ['avg_pool_3x3', 0],
        ['avg_pool_3x3', 1],
      ],
      [2],
    );
    expect(diffGenotypes(twins, single).normal.nodes[0]?.map(({ kind }) => kind)).toEqual([
      'same',
      'removed',
      'added',
    ]);
  });

  it('works between cells of different size', () => {
    const small = oneCell(
      [
        ['none', 0],
        ['none', 1],
      ],
      [2],
    );
    const large = oneCell(
      [
        ['none', 0],
        ['none', 1],
        ['skip_connect', 0],
        ['skip_connect', 2],
      ],
      [3, 2],
    );
    const { normal } = diffGenotypes(small, large);
    expect(normal.nodes[1]?.map(({ kind }) => kind)).toEqual(['added', 'added']);
    expect(normal.concat).toEqual({ same: [2], added: [3], removed: [], reordered: false });
    expect(diffGenotypes(large, small).normal.nodes[1]?.map(({ kind }) => kind)).toEqual([
      'removed',
      'removed',
    ]);
  });

  it('sees the output in another order', () => {
    const a = oneCell(
      [
        ['none', 0],
        ['none', 1],
        ['none', 0],
        ['none', 1],
      ],
      [2, 3],
    );
    const b = oneCell(
      [
        ['none', 0],
        ['none', 1],
        ['none', 0],
        ['none', 1],
      ],
      [3, 2],
    );
    expect(diffGenotypes(a, b)).toMatchObject({ equal: false, normal: { concat: { reordered: true } } });
  });

  it('of DARTS v1 and v2 is known', () => {
    const { normal, reduction } = diffGenotypes(
      findPublished('DARTS_V1').genotype,
      findPublished('DARTS_V2').genotype,
    );
    expect([normal.sameEdges, reduction.sameEdges]).toEqual([5, 6]);
  });
});
