import { expect, it } from 'vitest';
import { createRng } from '../../base/rng.ts';
import { bestSoFar } from '../tournament.ts';
import { local } from './local.ts';

const key = (cell: readonly number[]): string => cell.join('');
const one = { edges: 1, operations: 4 };

interface Task {
  readonly space: typeof one;
  readonly rewardOf: (cell: readonly number[]) => number;
  readonly count: number;
  readonly seed?: number;
}

/** The cells that are trained, in order. */
function trained({ space, rewardOf, count, seed = 6 }: Task): readonly string[] {
  const search = local.search(space, createRng(seed));
  const cells: string[] = [];
  let asked = search.next();
  for (let i = 0; i < count; i++) {
    cells.push(key(asked.value));
    asked = search.next(rewardOf(asked.value));
  }
  return cells;
}

it('climbs to the optimum of a slope without training a cell twice', () => {
  const space = { edges: 3, operations: 4 };
  const rewardOf = (cell: readonly number[]): number => cell.reduce((sum, operation) => sum + operation, 0);
  // From anywhere three climbs of nine neighbours, and a look around at the top.
  const [found] = bestSoFar(local, { space, rng: createRng(7), rewardOf, points: [1 + 9 * 4] });
  expect(found).toEqual([3, 3, 3]);
  expect(new Set(trained({ space, rewardOf, count: 64 })).size).toBe(64);
});

it('stops where no neighbour is better, and begins again elsewhere', () => {
  const space = { edges: 6, operations: 2 };
  // Only the ends are hills: a climb to 000000 must not end the search.
  const rewardOf = (cell: readonly number[]): number => {
    const ones = cell.filter((operation) => operation === 1).length;
    return ones === 6 ? 10 : 5 - Math.min(ones, 7 - ones);
  };
  const optima = [1, 2, 3, 4, 5, 6].map((seed) => {
    const cells = trained({ space, rewardOf, count: 64, seed });
    expect(new Set(cells).size).toBe(64);
    return [cells.includes('000000'), cells.includes('111111')];
  });
  expect(optima.flat()).not.toContain(false);
});

it('looks at all neighbours before it goes to the best of them', () => {
  const space = { edges: 2, operations: 3 };
  const rewards: Readonly<Record<string, number>> = { '00': 0, '01': 1, '02': 2, '10': 3, '20': 1, '11': 9 };
  const rewardOf = (cell: readonly number[]): number => rewards[key(cell)] ?? 0;
  // A seed that begins at 00.
  const seed = Array.from({ length: 100 }, (_, i) => i).find(
    (i) => trained({ space, rewardOf, count: 1, seed: i })[0] === '00',
  );
  const cells = trained({ space, rewardOf, count: 7, seed: seed ?? expect.fail('no such seed') });
  expect(cells.slice(1, 5).sort()).toEqual(['01', '02', '10', '20']);
  // Of 10, the best of them, what is not known yet.
  expect(cells.slice(5).sort()).toEqual(['11', '12']);
});

it('goes on when it knows everything', () => {
  expect(trained({ space: one, rewardOf: ([operation = 0]) => operation, count: 50 })).toHaveLength(50);
});
