import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HYPERCUBOIDS } from './catalog.ts';
import type { PathCosts } from './costed-path.ts';
import { EXTRACTIONS } from './extraction.ts';
import { paretoPaths } from './front.ts';
import { checkPathIn } from './path.ts';
import { candidatesOf, stageSize } from './space.ts';
import type { HyperCuboid } from './space.ts';
import { computedOf, cuboidWeights } from './weights.ts';

const SPACE: HyperCuboid = { ...HYPERCUBOIDS.multichannelnet, channels: [4, 8], layers: 2 };
const four = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(of, { minLength: 4, maxLength: 4 });
const two = (of: fc.Arbitrary<number>): fc.Arbitrary<number[]> =>
  fc.array(of, { minLength: 2, maxLength: 2 });
const eight = (of: fc.Arbitrary<number>): fc.Arbitrary<number[]> =>
  fc.array(of, { minLength: 8, maxLength: 8 });
// Few different values, so that many paths tie.
const weights = four(eight(fc.oneof(fc.constantFrom(0.25, 0.5), fc.double({ min: 0, max: 1, noNaN: true }))));
const cost = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 1e9 }));
const costs: fc.Arbitrary<PathCosts> = fc.record({
  ...{ stem: two(cost), stages: four(eight(cost)), base: two(cost), head: cost },
});

interface End {
  readonly at: number;
  readonly score: number;
  readonly cost: number;
}

/** Score and cost of every path, one by one. */
function allPaths(values: readonly (readonly number[])[], { stem, stages, base, head }: PathCosts): End[] {
  let ends: End[] = stem.map((first, at) => ({ at, score: 0, cost: first }));
  values.forEach((stage, i) => {
    ends = ends.flatMap((end) =>
      candidatesOf(SPACE).flatMap(({ from, to }, k) => {
        const score = end.score + (stage[k] ?? 0);
        return from === end.at ? [{ at: to, score, cost: end.cost + (stages[i]?.[k] ?? 0) }] : [];
      }),
    );
  });
  return ends.map((end) => ({ ...end, cost: end.cost + (base[end.at] ?? 0) + head }));
}

describe('the front', () => {
  it('is that of all paths, the cheapest first', () => {
    fc.assert(
      fc.property(weights, costs, (values, given) => {
        const all = allPaths(values, given);
        const isBeaten = (one: End): boolean =>
          all.some(
            (other) =>
              other.score >= one.score &&
              other.cost <= one.cost &&
              (other.score > one.score || other.cost < one.cost),
          );
        const best = new Map(
          all.filter((one) => !isBeaten(one)).map((one) => [one.cost, [one.cost, one.score]]),
        );
        const found = paretoPaths({ space: SPACE, weights: values, least: null }, given);
        expect(found.map((one) => [one.cost, one.score])).toEqual(
          [...best.values()].sort(([a = 0], [b = 0]) => a - b),
        );
        found.forEach(({ path }) => {
          checkPathIn(path, SPACE);
        });
        const longest = EXTRACTIONS.longest.find({ space: SPACE, weights: values, least: null });
        expect(found.at(-1)?.score).toBe(longest.score);
      }),
      { numRuns: 100 },
    );
  });

  it('says of its paths what their operations weigh and cost', () => {
    fc.assert(
      fc.property(weights, costs, (values, given) => {
        for (const one of paretoPaths({ space: SPACE, weights: values, least: null }, given)) {
          const at = (channels: number): number => SPACE.channels.indexOf(channels);
          const { operations } = one.path;
          const places = operations.map(({ primitive, channelsIn, channelsOut }) =>
            candidatesOf(SPACE).findIndex(
              ({ from, to, primitive: k }) =>
                from === at(channelsIn) && to === at(channelsOut) && SPACE.primitives[k]?.name === primitive,
            ),
          );
          const sum = (list: readonly (readonly number[])[]): number =>
            places.reduce((total, place, i) => total + (list[i]?.[place] ?? NaN), 0);
          const ends = [
            given.stem[at(operations[0]?.channelsIn ?? 0)] ?? NaN,
            given.base[at(operations.at(-1)?.channelsOut ?? 0)] ?? NaN,
          ];
          expect(one.score).toBe(sum(values));
          expect(one.cost).toBe(sum(given.stages) + (ends[0] ?? NaN) + (ends[1] ?? NaN) + given.head);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('leads through what is computed alone', () => {
    fc.assert(
      fc.property(weights, costs, (values, given) => {
        const least = 1 / stageSize(SPACE);
        const shares = cuboidWeights(
          SPACE,
          values.map((stage) => stage.map((value) => 4 * value)),
        );
        const stages = computedOf(SPACE, shares, least);
        if (stages.some(({ length }) => length === 0)) return;
        for (const { path } of paretoPaths({ space: SPACE, weights: shares, least }, given)) {
          path.operations.forEach((operation, i) => {
            const isComputed = stages[i]?.some(
              ({ from, to, primitive }) =>
                SPACE.channels[from] === operation.channelsIn &&
                SPACE.channels[to] === operation.channelsOut &&
                SPACE.primitives[primitive]?.name === operation.primitive,
            );
            expect(isComputed).toBe(true);
          });
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is none where nothing leads through', () => {
    const none = {
      stem: [0, 0],
      stages: [1, 2, 3, 4].map(() => Array.from({ length: 8 }, () => 0)),
      base: [0, 0],
      head: 0,
    };
    const values = [1, 2, 3, 4].map(() => Array.from({ length: 8 }, () => 0.125));
    expect(() => paretoPaths({ space: SPACE, weights: values, least: 0.5 }, none)).toThrow(
      'No path leads through',
    );
  });
});
