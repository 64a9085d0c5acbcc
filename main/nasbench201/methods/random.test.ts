import { expect, it } from 'vitest';
import { createRng } from '../../base/rng.ts';
import { bestSoFar } from '../tournament.ts';
import { random } from './random.ts';

const space = { edges: 3, operations: 4 };

it('finds the optimum of a small table', () => {
  const rewardOf = (cell: readonly number[]): number => (cell.join('') === '312' ? 1 : 0);
  const [found] = bestSoFar(random, { space, rng: createRng(1), rewardOf, points: [1_000] });
  expect(found).toEqual([3, 1, 2]);
});

it('draws every cell alike', () => {
  const counts = new Map<string, number>();
  const search = random.search({ edges: 2, operations: 3 }, createRng(2));
  for (let i = 0; i < 9_000; i++) {
    const key = search.next(0).value.join('');
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  expect(counts.size).toBe(9);
  for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(150);
});
