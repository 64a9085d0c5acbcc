import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../base/rng.ts';
import { checkSpace, deriveGenotype, primitivesFrom, SPACES, CELL_SPACES } from '../spaces/index.ts';
import type { DeriveOptions, Genotype, GenotypeCell, SearchSpace } from '../spaces/index.ts';
import { alphasOf } from './cell-alphas.ts';
import { randomGenotype } from './random-cell.ts';

/** The same cell with some of its pairs turned round. */
function turned(cell: GenotypeCell, which: readonly boolean[]): GenotypeCell {
  const edges = which.flatMap((isTurned, node) => {
    const pair = cell.edges.slice(2 * node, 2 * node + 2);
    return isTurned ? pair.reverse() : pair;
  });
  return { ...cell, edges };
}

const RULES: readonly DeriveOptions[] = [
  { skipZero: true, values: 'alphas' },
  { skipZero: false, values: 'alphas' },
];
const NAMES = ['none', 'max_pool_3x3', 'skip_connect', 'sep_conv_3x3'] as const;

describe('alphasOf', () => {
  it.each(Object.values(CELL_SPACES).filter(({ wiring }) => wiring === 'pairs'))(
    'derives exactly to any cell of $id, in its order',
    (space) => {
      const turns = fc.array(fc.boolean(), {
        minLength: space.intermediateNodes,
        maxLength: space.intermediateNodes,
      });
      fc.assert(
        fc.property(fc.integer({ min: 0 }), turns, turns, (seed, normal, reduction) => {
          const drawn = randomGenotype(space, createRng(seed));
          const cell: Genotype = {
            normal: turned(drawn.normal, normal),
            reduction: turned(drawn.reduction, reduction),
          };
          const alphas = alphasOf(cell, space);
          for (const rule of RULES) expect(deriveGenotype(space, alphas, rule)).toEqual(cell);
        }),
        { numRuns: 50 },
      );
    },
  );

  it('derives to any drawn cell of a space whose edges are restricted', () => {
    const restriction = fc.record({
      cell: fc.constantFrom('both' as const, 'normal' as const, 'reduction' as const),
      node: fc.option(fc.integer({ min: 0, max: 2 })),
      input: fc.option(fc.integer({ min: 0, max: 1 })),
      primitives: fc.subarray([...NAMES], { minLength: 1 }),
    });
    const base = {
      ...SPACES.darts,
      primitives: primitivesFrom('darts', NAMES),
      intermediateNodes: 3,
      concatNodes: 3,
    };
    let searched = 0;
    fc.assert(
      fc.property(
        fc.array(restriction, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 0 }),
        (restrictions, seed) => {
          const space: SearchSpace = { ...base, restrictions };
          try {
            checkSpace(space);
          } catch {
            return;
          }
          searched += 1;
          const cell = randomGenotype(space, createRng(seed));
          expect(deriveGenotype(space, alphasOf(cell, space))).toEqual(cell);
        },
      ),
      { numRuns: 300, seed: 1 },
    );
    expect(searched).toBeGreaterThan(100);
  });

  it('refuses a cell that the space has not', () => {
    const cell = randomGenotype(SPACES.darts, createRng(1));
    const other = { ...SPACES.darts, primitives: primitivesFrom('darts', ['none', 'skip_connect']) };
    expect(() => alphasOf(cell, other)).toThrow('internal: alphas of the space can stand for the cell');
  });
});
