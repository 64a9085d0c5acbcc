import { expect, it } from 'vitest';
import { createRng } from '../../base/rng.ts';
import { bestSoFar } from '../tournament.ts';
import { evolution, evolve } from './evolution.ts';

const space = { edges: 4, operations: 3 };
const difference = (a: readonly number[], b: readonly number[]): number =>
  a.filter((operation, edge) => operation !== b[edge]).length;

it('finds the optimum of a small table', () => {
  const rewardOf = (cell: readonly number[]): number => -difference(cell, [2, 0, 1, 2]);
  const [found] = bestSoFar(evolution, { space, rng: createRng(3), rewardOf, points: [300] });
  expect(found).toEqual([2, 0, 1, 2]);
});

it('breeds from the best of its sample, one operation changed', () => {
  // A sample so large that it holds every member: the parent is the best of the population.
  const search = evolve(space, createRng(4), { population: 5, sample: 400 });
  const trained: { cell: readonly number[]; reward: number }[] = [];
  let asked = search.next();
  for (let i = 0; i < 60; i++) {
    const cell = asked.value;
    const alive = trained.slice(-5);
    if (alive.length === 5) {
      const best = alive.reduce((a, b) => (b.reward > a.reward ? b : a));
      expect(difference(cell, best.cell)).toBe(1);
    }
    const reward = i * 7.3 - 10 * (i % 5);
    trained.push({ cell, reward });
    asked = search.next(reward);
  }
});

it('ages out the oldest, also if it is the best by far', () => {
  const search = evolve({ edges: 8, operations: 5 }, createRng(5), { population: 4, sample: 200 });
  let asked = search.next();
  const champion = asked.value;
  const children: boolean[] = [];
  for (let i = 0; i < 40; i++) {
    const reward = i === 0 ? 1_000 : i >= 4 ? -i : 0;
    asked = search.next(reward);
    if (i >= 3) children.push(difference(asked.value, champion) === 1);
  }
  // Once four are trained it is the parent once; then its first child has joined and it has left.
  expect(children[0]).toBe(true);
  expect(children.slice(1)).not.toContain(true);
});
