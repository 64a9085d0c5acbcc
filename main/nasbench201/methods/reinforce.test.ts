import { expect, it } from 'vitest';
import { createRng } from '../../base/rng.ts';
import { bestSoFar } from '../tournament.ts';
import { policyGradient, policyLoss, reinforce } from './reinforce.ts';

const space = { edges: 3, operations: 4 };

it('finds the optimum of a small table', () => {
  const rewardOf = (cell: readonly number[]): number => cell.filter((operation) => operation === 2).length;
  const [found] = bestSoFar(reinforce, { space, rng: createRng(8), rewardOf, points: [400] });
  expect(found).toEqual([2, 2, 2]);
});

it('learns: late draws are better than early ones', () => {
  const search = reinforce.search(space, createRng(9));
  const rewards: number[] = [];
  let asked = search.next();
  for (let i = 0; i < 1_500; i++) {
    const reward = asked.value.filter((operation) => operation === 2).length;
    rewards.push(reward);
    asked = search.next(reward);
  }
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  expect(mean(rewards.slice(0, 100))).toBeLessThan(1.5);
  expect(mean(rewards.slice(-100))).toBeGreaterThan(2.7);
});

it('has the gradient of its loss', () => {
  const rng = createRng(10);
  const logits = Array.from({ length: 3 }, () => Float64Array.from({ length: 4 }, () => rng.normal()));
  const cell = [1, 3, 0];
  const gradient = policyGradient(logits, cell, -2.5);
  const step = 1e-5;
  logits.forEach((row, edge) => {
    row.forEach((value, operation) => {
      const lossAt = (moved: number): number =>
        policyLoss(
          logits.map((one, i) => (i === edge ? one.map((old, j) => (j === operation ? moved : old)) : one)),
          cell,
          -2.5,
        );
      const slope = (lossAt(value + step) - lossAt(value - step)) / (2 * step);
      expect(gradient[edge]?.[operation]).toBeCloseTo(slope, 7);
    });
  });
});
