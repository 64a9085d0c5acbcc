import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minCostFlows } from './min-cost-flow.ts';
import type { Arc, FlowNetwork } from './min-cost-flow.ts';

const arc = fc.record({
  from: fc.integer({ min: 0, max: 3 }),
  to: fc.integer({ min: 0, max: 3 }),
  capacity: fc.integer({ min: 0, max: 2 }),
  cost: fc.integer({ min: 0, max: 9 }),
});
const networks = fc
  .array(arc, { minLength: 1, maxLength: 7 })
  .map((arcs): FlowNetwork => ({ nodes: 4, source: 0, sink: 3, arcs }));

const surplus = (arcs: readonly Arc[], through: readonly number[], node: number): number =>
  arcs.reduce((sum, { from, to }, i) => {
    const flow = through[i] ?? 0;
    return sum + (to === node ? flow : 0) - (from === node ? flow : 0);
  }, 0);

/** The least cost of every value, of all flows there are, one by one. */
function leastCosts({ arcs }: FlowNetwork): ReadonlyMap<number, number> {
  const all = arcs.reduce<readonly (readonly number[])[]>(
    (begun, { capacity }) =>
      begun.flatMap((through) => Array.from({ length: capacity + 1 }, (_, flow) => [...through, flow])),
    [[]],
  );
  const least = new Map<number, number>();
  for (const through of all) {
    if (surplus(arcs, through, 1) !== 0 || surplus(arcs, through, 2) !== 0) continue;
    const value = surplus(arcs, through, 3);
    const cost = arcs.reduce((sum, one, i) => sum + one.cost * (through[i] ?? 0), 0);
    if (value >= 0) least.set(value, Math.min(cost, least.get(value) ?? Infinity));
  }
  return least;
}

describe('the cheapest flows', () => {
  it('are those of all flows, and the greatest is the greatest of all', () => {
    fc.assert(
      fc.property(networks, (network) => {
        const least = leastCosts(network);
        const greatest = Math.max(...least.keys());
        const values = [...Array.from({ length: greatest + 1 }, (_, value) => value), Infinity];
        const flows = minCostFlows(network, values);
        expect(flows.map(({ value }) => value)).toEqual([...values.slice(0, -1), greatest]);
        for (const { value, cost, through } of flows) {
          expect(cost).toBe(BigInt(least.get(value) ?? -1));
          expect([1, 2].map((node) => surplus(network.arcs, through, node))).toEqual([0, 0]);
          expect(surplus(network.arcs, through, 3)).toBe(value);
          network.arcs.forEach(({ capacity }, i) => {
            expect(through[i]).toBeGreaterThanOrEqual(0);
            expect(through[i]).toBeLessThanOrEqual(capacity);
          });
        }
      }),
      { numRuns: 300 },
    );
  });

  it('take back what goes better elsewhere', () => {
    // The cheapest way, 0-1-2-3, blocks both others; the second unit leads back over 1-2.
    const arcs: Arc[] = [
      { from: 0, to: 1, capacity: 1, cost: 1 },
      { from: 0, to: 2, capacity: 1, cost: 5 },
      { from: 1, to: 2, capacity: 1, cost: 1 },
      { from: 1, to: 3, capacity: 1, cost: 5 },
      { from: 2, to: 3, capacity: 1, cost: 1 },
    ];
    expect(minCostFlows({ nodes: 4, source: 0, sink: 3, arcs }, [1, 2])).toEqual([
      { value: 1, cost: 3n, through: [1, 0, 1, 0, 1] },
      { value: 2, cost: 12n, through: [1, 1, 0, 1, 1] },
    ]);
  });

  it('cost exactly what they cost where numbers would round', () => {
    const arcs: Arc[] = [{ from: 0, to: 1, capacity: Infinity, cost: 2 ** 53 - 1 }];
    const [flow] = minCostFlows({ nodes: 2, source: 0, sink: 1, arcs }, [100_003]);
    expect(flow?.cost).toBe(100_003n * (2n ** 53n - 1n));
  });
});
