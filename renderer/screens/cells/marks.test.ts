import { describe, expect, it } from 'vitest';
import { findPublished } from '../../../main/spaces/index.ts';
import type { Genotype } from '../../../main/spaces/index.ts';
import { marksOf } from './marks.ts';
import { genotypeIn, lined, looksLikeCell, rangeOf } from './text.ts';
import { followed, itemsOf } from './walk.ts';

const V2 = findPublished('DARTS_V2').genotype;
const changed = (index: number, edge: { primitive: string; input: number }): Genotype => ({
  ...V2,
  normal: { ...V2.normal, edges: V2.normal.edges.map((one, i) => (i === index ? edge : one)) },
});

describe('a cell beside another', () => {
  it('tells what is the same, another primitive, added and removed', () => {
    const { normal } = marksOf(V2, changed(3, { primitive: 'max_pool_3x3', input: 1 }));
    expect(normal.edges[3]).toEqual({ change: 'changed', before: 'sep_conv_3x3' });
    expect(normal).toMatchObject({ differing: 1, all: 8, lost: [] });
    const rewired = marksOf(V2, changed(4, { primitive: 'sep_conv_3x3', input: 2 })).normal;
    expect(rewired.edges[4]).toEqual({ change: 'added', before: null });
    expect(rewired.lost).toEqual([{ node: 2, input: 1, primitive: 'sep_conv_3x3' }]);
    expect(marksOf(V2, V2).reduction.edges.every(({ change }) => change === 'same')).toBe(true);
  });
});

describe('a cell as text', () => {
  it('is read in every form with what its names stand for', () => {
    const wished = { ops: 'darts', space: 'darts' } as const;
    expect(genotypeIn('SHARP_DARTS', wished)).toMatchObject({
      title: 'SHARP_DARTS',
      meaning: { ops: 'sharp' },
    });
    expect(genotypeIn('Genotype(normal=[', wished)).toMatchObject({
      problem: expect.stringMatching(/^Line 1/),
    });
    expect(looksLikeCell('a Genotype (normal=')).toBe(true);
    expect(looksLikeCell('{"normal": []}')).toBe(true);
    expect(looksLikeCell('hello')).toBe(false);
  });

  it('knows where the pair of an edge stands', () => {
    const text = lined(
      "Genotype(normal=[('a', 0), ('b', 1)], normal_concat=[2], reduce=[('c', 0), ('d', 1)], reduce_concat=[2])",
      'python',
    );
    const at = (kind: 'normal' | 'reduction', index: number) =>
      text.slice(...(rangeOf(text, { kind, index }) ?? [0, 0]));
    expect(at('normal', 1)).toBe("('b', 1)");
    expect(at('reduction', 0)).toBe("('c', 0)");
  });
});

describe('the keyboard', () => {
  it('walks nodes and edges, and follows edges', () => {
    const cell = V2.normal;
    const items = itemsOf(cell, 'normal');
    expect(items).toHaveLength(12);
    const go = (from: (typeof items)[number] | null, key: string) => followed(items, { from, key, cell });
    expect(go(null, 'Home')).toEqual({ part: 'node', kind: 'normal', node: 0 });
    expect(go(items[0] ?? null, 'ArrowDown')).toEqual({ part: 'edge', kind: 'normal', index: 0 });
    expect(go({ part: 'edge', kind: 'normal', index: 7 }, 'ArrowLeft')).toEqual({
      part: 'node',
      kind: 'normal',
      node: 0,
    });
    expect(go({ part: 'node', kind: 'normal', node: 0 }, 'ArrowRight')).toEqual({
      part: 'edge',
      kind: 'normal',
      index: 7,
    });
    expect(go({ part: 'edge', kind: 'normal', index: 0 }, 'ArrowLeft')).toBeNull();
    expect(go(null, 'x')).toBeNull();
  });
});
