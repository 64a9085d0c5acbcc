import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import fixtures from '../../../test/fixtures/parity/fixtures_isdarts.json' with { type: 'json' };
import { ruledScores } from '../parity/isdarts/rules.ts';
import { liveOf, poolsOf, shrink } from './masks.ts';
import type { Mask } from './masks.ts';

const full = (edges: number, columns: number): Mask =>
  Array.from({ length: edges }, () => Array.from({ length: columns }, () => true));
const textOf = (mask: Mask): string[] => mask.map((row) => row.map((is) => (is ? '1' : '0')).join(''));
const COMPLETE = poolsOf({ wiring: 'complete', intermediateNodes: 3 });
const PAIRS = poolsOf({ wiring: 'pairs', intermediateNodes: 4 });

describe('shrink', () => {
  it.each(fixtures.nb201_mask_steps)(
    'follows the published masks, edge by edge: $name',
    ({ seed, ties, steps }) => {
      let mask = full(6, 5);
      for (const { step, masks } of steps) {
        const scores = ruledScores(6, 5, { seed: seed + step, ties });
        ({ mask } = shrink(mask, scores, { pools: COMPLETE, shrinksLeft: steps.length - step }));
        expect(textOf(mask)).toEqual(masks);
      }
    },
  );

  it.each(fixtures.darts_mask_steps)(
    'follows the published masks, node by node: $name',
    ({ seed, ties, steps, steps_total }) => {
      let masks = { normal: full(14, 8), reduction: full(14, 8) };
      for (const { step, normal_masks, reduce_masks } of steps) {
        const next = (mask: Mask, at: number) =>
          shrink(mask, ruledScores(14, 8, { seed: at, ties }), {
            pools: PAIRS,
            shrinksLeft: steps_total - step,
          }).mask;
        masks = {
          normal: next(masks.normal, seed + 2 * step),
          reduction: next(masks.reduction, seed + 2 * step + 1),
        };
        expect(textOf(masks.normal)).toEqual(normal_masks);
        expect(textOf(masks.reduction)).toEqual(reduce_masks);
      }
    },
  );

  it('leaves the published numbers of candidates', () => {
    const left = Array.from({ length: 4 }, (): number[] => []);
    let mask = full(14, 8);
    for (let shrinksLeft = 7; shrinksLeft > 0; shrinksLeft--) {
      mask = shrink(mask, ruledScores(14, 8, { seed: shrinksLeft, ties: false }), {
        pools: PAIRS,
        shrinksLeft,
      }).mask;
      PAIRS.forEach(({ edges }, node) =>
        left[node]?.push(edges.reduce((sum, edge) => sum + (mask[edge]?.filter(Boolean).length ?? 0), 0)),
      );
    }
    expect(left).toEqual([
      [14, 12, 10, 8, 6, 4, 2],
      [20, 17, 14, 11, 8, 5, 2],
      [27, 22, 18, 14, 10, 6, 2],
      [34, 28, 22, 17, 12, 7, 2],
    ]);
  });

  it('removes of equals the earlier, and takes no number as infinite', () => {
    const on = { pools: [{ edges: [0], keep: 1 as const }], shrinksLeft: 3 };
    expect(shrink([[true, true, true, true]], [[5, 7, 7, 5]], on).mask).toEqual([[true, false, true, true]]);
    expect(shrink([[true, true, true, true]], [[5, Infinity, NaN, 5]], on).mask).toEqual([
      [true, false, true, true],
    ]);
    expect(shrink([[true, true, false, true]], [[5, 4, 9, NaN]], on).removed).toEqual([
      { edge: 0, primitive: 3, score: Infinity },
    ]);
  });

  it('always ends with what is kept, and only removes', () => {
    const row = fc.array(fc.oneof(fc.double({ noNaN: true }), fc.constant(Infinity)), {
      minLength: 5,
      maxLength: 5,
    });
    const scores = fc.array(row, { minLength: 14, maxLength: 14 });
    fc.assert(
      fc.property(fc.array(scores, { minLength: 1, maxLength: 6 }), (all) => {
        let mask = full(14, 5);
        for (const [i, one] of all.entries()) {
          const before = mask;
          const { mask: after, removed } = shrink(before, one, { pools: PAIRS, shrinksLeft: all.length - i });
          const was = (edge: number, primitive: number) => before[edge]?.[primitive];
          expect(liveOf(after).every(({ edge, primitive }) => was(edge, primitive))).toBe(true);
          expect(liveOf(after).length + removed.length).toBe(liveOf(before).length);
          mask = after;
        }
        expect(liveOf(mask)).toHaveLength(8);
      }),
      { numRuns: 50 },
    );
  });
});
