import { describe, expect, it } from 'vitest';
import { createRng } from '../base/rng.ts';
import { checkInSpace, primitivesFrom, SPACES } from '../spaces/index.ts';
import type { GenotypeEdge, CellSpace } from '../spaces/index.ts';
import { randomGenotype } from './random-cell.ts';

const SPACE: CellSpace = {
  ...SPACES.darts,
  primitives: primitivesFrom('darts', ['none', 'skip_connect', 'sep_conv_3x3', 'max_pool_3x3']),
  intermediateNodes: 2,
  concatNodes: 2,
  restrictions: [],
};
const DRAWS = 3000;

/** How often each value comes, of so many cells. */
function counts(space: CellSpace, of: (edges: readonly GenotypeEdge[]) => string): Record<string, number> {
  const found: Record<string, number> = {};
  for (let i = 0; i < DRAWS; i += 1) {
    const cell = randomGenotype(space, createRng(1, i));
    checkInSpace(cell, space);
    const key = of(cell.normal.edges);
    found[key] = (found[key] ?? 0) + 1;
  }
  return found;
}

/** Within five standard deviations of an even spread over so many values. */
function expectEven(found: Record<string, number>, values: number): void {
  const expected = DRAWS / values;
  const deviation = Math.sqrt(expected * (1 - 1 / values));
  expect(Object.keys(found)).toHaveLength(values);
  for (const count of Object.values(found)) expect(Math.abs(count - expected)).toBeLessThan(5 * deviation);
}

const inputsOf = (edges: readonly GenotypeEdge[], node: number): string =>
  edges
    .slice(2 * node, 2 * node + 2)
    .map(({ input }) => input)
    .join();

describe('randomGenotype', () => {
  it('draws all pairs of states alike', () => {
    expectEven(
      counts(SPACE, (edges) => inputsOf(edges, 1)),
      3,
    );
  });

  it('draws all primitives but none alike, each edge by itself', () => {
    expectEven(
      counts(SPACE, (edges) =>
        edges
          .slice(0, 2)
          .map(({ primitive }) => primitive)
          .join(),
      ),
      9,
    );
  });

  it('is a function of its stream, and draws both kinds of cells', () => {
    const drawn = (seed: number) => randomGenotype(SPACES.darts, createRng(seed));
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(1)).not.toEqual(drawn(2));
    expect(drawn(1).normal).not.toEqual(drawn(1).reduction);
    expect(drawn(1).normal.concat).toEqual([2, 3, 4, 5]);
  });

  it('takes no edge that a restriction leaves nothing but none', () => {
    const only = { cell: 'both', node: 1, input: 2, primitives: ['none'] } as const;
    const found = counts({ ...SPACE, restrictions: [only] }, (edges) => inputsOf(edges, 1));
    expect(Object.keys(found)).toEqual(['0,1']);
  });

  it('draws a primitive that computes something whatever its name, and never the zero operation', () => {
    const zero = { name: 'zero', table: null, definition: { block: 'zero' } } as const;
    const none = { name: 'none', table: null, definition: { block: 'plain', kernel: 3 } } as const;
    const found = counts({ ...SPACE, primitives: [zero, none] }, (edges) => edges[0]?.primitive ?? '');
    expect(found).toEqual({ none: DRAWS });
  });

  it('takes only what restrictions allow, and never goes past an edge that has one choice', () => {
    const one = { cell: 'normal', node: 1, input: 1, primitives: ['skip_connect'] } as const;
    const found = counts({ ...SPACE, restrictions: [one] }, (edges) => inputsOf(edges, 1));
    // The softmax of a single choice is 1 whatever its alpha is: a derived cell has it before the higher state.
    expectEven(found, 2);
    expect(Object.keys(found).sort()).toEqual(['0,1', '1,2']);
  });
});
