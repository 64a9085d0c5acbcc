import { describe, expect, it } from 'vitest';
import type { Draw } from '../draws.ts';
import { drawsOf } from '../draws.ts';
import { chosenOperations } from './auto-augment.ts';
import { OPERATIONS } from './operations.ts';
import { POLICIES } from './policies/registry.ts';
import type { Policy } from './policy.ts';

const policy: Policy = {
  source: 'this test',
  subPolicies: [
    ['shearX', 0.3, 9, 'invert', 1, 0],
    ['rotate', 0, 5, 'color', 0.5, 3],
  ],
};
const COUNT = 8000;
const drawsFor = drawsOf({ seed: 4, epoch: 2 });
const all = Array.from({ length: COUNT }, (_, member) => chosenOperations(policy, drawsFor(member)));
const share = (isSo: (one: (typeof all)[number]) => boolean): number => all.filter(isSo).length / COUNT;

describe('chosenOperations', () => {
  it('draws the sub-policies evenly, and each change with its own probability', () => {
    const names = all.map((one) => one.map(({ name }) => name).join(' '));
    const shares = new Map(
      [...new Set(names)].map((name) => [name, names.filter((one) => one === name).length / COUNT]),
    );
    expect([...shares.keys()].sort()).toEqual(['', 'color', 'invert', 'shearX invert']);
    const expected = { '': 0.25, color: 0.25, invert: 0.35, 'shearX invert': 0.15 };
    for (const [name, value] of Object.entries(expected)) {
      expect(Math.abs((shares.get(name) ?? 0) - value)).toBeLessThan(0.02);
    }
  });

  it('gives a random sign to what has one, and to nothing else', () => {
    const amounts = (name: string) =>
      new Set(
        all
          .flat()
          .filter((one) => one.name === name)
          .map(({ amount }) => amount),
      );
    expect(amounts('shearX')).toEqual(new Set([0.3, -0.3]));
    expect(amounts('color')).toEqual(new Set([0.30000000000000004, -0.30000000000000004]));
    expect(amounts('invert')).toEqual(new Set([0]));
    expect(Math.abs(share((one) => one.some(({ amount }) => amount === 0.3)) - 0.075)).toBeLessThan(0.015);
  });

  it('draws the second change apart from the first', () => {
    const dice: Record<string, readonly [number, number]> = {
      subPolicy: [0, 0],
      firstOperation: [0.29, 0.4],
      secondOperation: [0.99, 0.4],
    };
    const draw: Draw = (site) => dice[site] ?? [NaN, NaN];
    expect(chosenOperations(policy, draw)).toEqual([
      { name: 'shearX', amount: -0.3 },
      { name: 'invert', amount: 0 },
    ]);
  });
});

describe('the published policies', () => {
  it.each([
    ['cifar10', 95, 94],
    ['imagenet', 24, 20],
    ['svhn', 25, 25],
  ] as const)('%s has %d sub-policies, %d of them different', (name, count, different) => {
    const { subPolicies } = POLICIES[name];
    expect(subPolicies).toHaveLength(count);
    expect(new Set(subPolicies.map((one) => one.join())).size).toBe(different);
  });

  it('have probabilities, and strengths that exist', () => {
    for (const { subPolicies } of Object.values(POLICIES)) {
      for (const [first, p1, m1, second, p2, m2] of subPolicies) {
        expect([p1, p2].every((probability) => probability >= 0 && probability <= 1)).toBe(true);
        expect(OPERATIONS[first].magnitudes[m1]).toBeTypeOf('number');
        expect(OPERATIONS[second].magnitudes[m2]).toBeTypeOf('number');
      }
    }
  });
});
