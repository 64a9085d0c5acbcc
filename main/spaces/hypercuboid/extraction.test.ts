import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HYPERCUBOIDS } from './catalog.ts';
import { bottomUp, EXTRACTIONS } from './extraction.ts';
import { checkPathIn } from './path.ts';
import { findPublishedPath } from './published.ts';
import { candidatesOf, leastScore, stageSize, stagesOf } from './space.ts';
import type { HyperCuboid } from './space.ts';
import { computedOf, cuboidWeights } from './weights.ts';
import weights from '../../../test/fixtures/published-hypercuboids.json' with { type: 'json' };

const SMALL: HyperCuboid = { ...HYPERCUBOIDS.multichannelnet, channels: [4, 8], layers: 2 };
const alphas = fc.array(
  fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: 8, maxLength: 8 }),
  { minLength: 4, maxLength: 4 },
);

/** Every path and its score, one by one. */
function allScores(values: readonly (readonly number[])[]): number[] {
  const candidates = candidatesOf(SMALL);
  let ends = SMALL.channels.map((_, at) => ({ at, score: 0 }));
  for (const stage of values) {
    ends = ends.flatMap(({ at, score }) =>
      candidates.flatMap((one, i) =>
        one.from === at ? [{ at: one.to, score: score + (stage[i] ?? 0) }] : [],
      ),
    );
  }
  return ends.map(({ score }) => score);
}

describe('the published weights', () => {
  /** Stage by stage, as they were made: with the primitives in the other order. */
  const space: HyperCuboid = {
    ...HYPERCUBOIDS.multichannelnet,
    primitives: [...HYPERCUBOIDS.multichannelnet.primitives].reverse(),
  };
  const of = (name: 'MULTI_CHANNEL_SCALAR' | 'MULTI_CHANNEL_MAX_W') => ({
    space,
    weights: stagesOf(space).map(({ layer, stride }) => {
      const layers = stride === 1 ? weights[name].normal : weights[name].reduce;
      return (layers[layer] ?? []).flat(2);
    }),
    least: null,
  });
  const published = (name: string) => findPublishedPath(name)?.path;

  it.each(['SCALAR', 'MAX_W'] as const)('give the published longest path: %s', (name) => {
    expect(EXTRACTIONS.longest.find(of(`MULTI_CHANNEL_${name}`)).path).toEqual(
      published(`MULTI_CHANNEL_${name}_PATH`),
    );
  });

  it.each([
    ['SCALAR', 32],
    ['MAX_W', 64],
  ] as const)('give the published path from the end, its last channels given: %s', (name, last) => {
    expect(bottomUp(of(`MULTI_CHANNEL_${name}`), last).path).toEqual(
      published(`MULTI_CHANNEL_GREEDY_${name}_BOTTOM_UP`),
    );
  });
});

describe('a path', () => {
  it('is the heaviest of all', () => {
    fc.assert(
      fc.property(alphas, (values) => {
        const found = EXTRACTIONS.longest.find({ space: SMALL, weights: values, least: null });
        checkPathIn(found.path, SMALL);
        expect(found.score).toBeCloseTo(Math.max(...allScores(values)), 9);
      }),
      { numRuns: 60 },
    );
  });

  it.each(Object.entries(EXTRACTIONS))('%s leads through what is computed alone', (_, { find }) => {
    fc.assert(
      fc.property(alphas, (values) => {
        const shares = cuboidWeights(SMALL, values);
        // Far above the published least weight, so that much is left out.
        const least = 1 / stageSize(SMALL);
        const stages = computedOf(SMALL, shares, least);
        const name = (i: number): string => SMALL.primitives[i]?.name ?? '';
        try {
          const { path } = find({ space: SMALL, weights: shares, least });
          checkPathIn(path, SMALL);
          path.operations.forEach(({ primitive, channelsIn, channelsOut }, i) => {
            const found = stages[i]?.some(
              (one) =>
                name(one.primitive) === primitive &&
                SMALL.channels[one.from] === channelsIn &&
                SMALL.channels[one.to] === channelsOut,
            );
            expect(found).toBe(true);
          });
        } catch (error) {
          expect(error).toMatchObject({ code: 'hypercuboid/no-path' });
          expect(stages.some((stage) => stage.length === 0)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('from the beginning is the first there is as published, and what weighs most by weight', () => {
    const values = stagesOf(SMALL).map(() => [1, 2, 3, 4, 5, 6, 7, 9]);
    const task = { space: SMALL, weights: values, least: null };
    const firsts = EXTRACTIONS.greedyTopDown.find(task).path.operations;
    expect(firsts.map(({ channelsOut, primitive }) => [channelsOut, primitive])).toEqual(
      Array.from({ length: 4 }, () => [4, 'ResizablePool']),
    );
    const heaviest = EXTRACTIONS.greedyByWeight.find(task).path.operations;
    expect(
      heaviest.map(({ channelsIn, channelsOut, primitive }) => [channelsIn, channelsOut, primitive]),
    ).toEqual(Array.from({ length: 4 }, () => [8, 8, 'SharpSepConv']));
  });
});

it('an operation is left out where it weighs no more than the square of an equal share', () => {
  expect(leastScore(HYPERCUBOIDS.multichannelnet)).toBe(1 / 1024);
});
