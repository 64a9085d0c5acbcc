import { describe, expect, it } from 'vitest';
import { edgeCount, edgeIndex, edgesOf } from './edges.ts';

describe('edges', () => {
  it('are numbered node by node, states in order', () => {
    expect(edgesOf(2)).toEqual([
      { node: 0, input: 0 },
      { node: 0, input: 1 },
      { node: 1, input: 0 },
      { node: 1, input: 1 },
      { node: 1, input: 2 },
    ]);
  });

  it('of the published four nodes are 14', () => {
    expect(edgeCount(4)).toBe(14);
    expect(edgesOf(4)).toHaveLength(14);
    expect(edgesOf(4).at(-1)).toEqual({ node: 3, input: 4 });
  });

  it('have the row of their place in the list', () => {
    for (const inputs of [1, 2] as const) {
      const edges = edgesOf(6, inputs);
      expect(edges.map((edge) => edgeIndex(edge, inputs))).toEqual(edges.map((_, row) => row));
      expect(edges).toHaveLength(edgeCount(6, inputs));
    }
  });

  it('of a cell with one input are those of NAS-Bench-201: 1<-0, 2<-0, 2<-1, 3<-0, 3<-1, 3<-2', () => {
    expect(edgesOf(3, 1).map(({ node, input }) => `${node + 1}<-${input}`)).toEqual([
      '1<-0',
      '2<-0',
      '2<-1',
      '3<-0',
      '3<-1',
      '3<-2',
    ]);
  });
});
