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
    expect(edgesOf(6).map(edgeIndex)).toEqual(edgesOf(6).map((_, row) => row));
  });
});
