import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HYPERCUBOIDS } from './catalog.ts';
import type { PathCosts } from './costed-path.ts';
import { EXTRACTIONS } from './extraction.ts';
import { flowPaths, undominatedOf } from './flow.ts';
import { paretoPaths } from './front.ts';
import { checkPathIn } from './path.ts';
import type { HyperCuboid } from './space.ts';
import { cuboidWeights } from './weights.ts';

const SPACE: HyperCuboid = { ...HYPERCUBOIDS.multichannelnet, channels: [4, 8], layers: 2 };
const list = <T>(of: fc.Arbitrary<T>, length: number): fc.Arbitrary<T[]> =>
  fc.array(of, { minLength: length, maxLength: length });
const cost = fc.integer({ min: 0, max: 1e9 });
const given = fc.record({
  alphas: list(list(fc.double({ min: -4, max: 4, noNaN: true }), 8), 4),
  costs: fc.record({ stem: list(cost, 2), stages: list(list(cost, 8), 4), base: list(cost, 2), head: cost }),
});
const taskOf = (alphas: readonly (readonly number[])[]) => ({
  space: SPACE,
  weights: cuboidWeights(SPACE, alphas),
  least: null,
});

describe('the flows', () => {
  it('consist of paths that carry all that flows and cost all that it costs', () => {
    fc.assert(
      fc.property(given, ({ alphas, costs }) => {
        const points = flowPaths(taskOf(alphas), costs, { steps: 7, cut: 0 });
        const demands = points.map(({ demand }) => demand);
        expect(demands).toEqual([...new Set(demands)].sort((a, b) => a - b));
        for (const { demand, cost: whole, paths } of points) {
          expect(paths.reduce((sum, { flow }) => sum + flow, 0)).toBe(demand);
          expect(paths.reduce((sum, one) => sum + BigInt(one.flow) * BigInt(one.cost), 0n)).toBe(whole);
          paths.forEach(({ path }) => {
            checkPathIn(path, SPACE);
          });
        }
      }),
      { numRuns: 40 },
    );
  });

  it('begin with the cheapest path, and are nowhere better than the front', () => {
    fc.assert(
      fc.property(given, ({ alphas, costs }) => {
        // Shares of 5 % at least: the cheapest path carries the first of many demands.
        const task = taskOf(alphas.map((stage) => stage.map((alpha) => alpha / 8)));
        const [first, ...front] = paretoPaths(task, costs);
        const [point] = flowPaths(task, costs, { steps: 2000, cut: 0 });
        expect(point?.paths[0]?.cost).toBe(first?.cost);
        const found = undominatedOf(flowPaths(task, costs, { steps: 9, cut: 0 }));
        for (const one of found) {
          const isReached = [first, ...front].some(
            (other) => other !== undefined && other.cost <= one.cost && other.score >= one.score,
          );
          expect(isReached).toBe(true);
        }
        expect(found.map((one) => one.cost)).toEqual(found.map((one) => one.cost).sort((a, b) => a - b));
      }),
      { numRuns: 15 },
    );
  });

  it('lead through what carries more than the cut alone', () => {
    fc.assert(
      fc.property(given, fc.integer({ min: 0, max: 20_000 }), ({ alphas, costs }, cut) => {
        for (const { paths, kept, demand } of flowPaths(taskOf(alphas), costs, { steps: 5, cut })) {
          expect(paths.reduce((sum, { flow }) => sum + flow, 0)).toBeLessThanOrEqual(demand);
          const used = new Set(
            paths.flatMap(({ path }) => path.operations.map((one, i) => JSON.stringify([i, one]))),
          );
          expect(used.size).toBeLessThanOrEqual(kept);
          expect(kept * cut).toBeLessThanOrEqual(demand * 4);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('of the heaviest operations alone are the longest path', () => {
    // In every stage one operation has nearly all of the weight, and they join.
    const alphas = [0, 1, 2, 3].map(() => [0, 0, 0, 0, 0, 0, 0, 12]);
    const costs: PathCosts = {
      ...{ stem: [1, 2], base: [1, 2], head: 3 },
      stages: alphas.map(() => [1, 2, 3, 4, 5, 6, 7, 8]),
    };
    const task = taskOf(alphas);
    const point = flowPaths(task, costs, { steps: 1, cut: 1000 })[0];
    expect(point?.paths.map(({ path }) => path)).toEqual([EXTRACTIONS.longest.find(task).path]);
    expect(point?.kept).toBe(4);
    expect(point?.paths[0]?.cost).toBe(2 + 4 * 8 + 2 + 3);
    expect(flowPaths(task, costs, { steps: 6, cut: 0 })).toEqual(
      flowPaths(task, costs, { steps: 6, cut: 0 }),
    );
  });

  it('are none where every operation of a stage weighs too little to carry anything', () => {
    const weights = [0, 1, 2, 3].map((stage) => Array<number>(8).fill(stage === 2 ? 1e-6 : 0.1));
    const zero = Array<number>(8).fill(0);
    const costs = { stem: [0, 0], stages: weights.map(() => zero), base: [0, 0], head: 0 };
    expect(() => flowPaths({ space: SPACE, weights, least: null }, costs, { steps: 3, cut: 0 })).toThrow(
      'No path leads through',
    );
  });
});
