/** Flows of least cost through any network of arcs. */
import { assert } from '../../base/assert.ts';

/** An arc from one node to another. */
export interface Arc {
  readonly from: number;
  readonly to: number;
  /** The most that flows through it: a whole number from 0, or Infinity. */
  readonly capacity: number;
  /** Of each unit that flows through it: a whole number from 0. */
  readonly cost: number;
}

/** Arcs between nodes that are numbered from 0. */
export interface FlowNetwork {
  readonly nodes: number;
  readonly source: number;
  readonly sink: number;
  readonly arcs: readonly Arc[];
}

/** What flows from the source to the sink. */
export interface Flow {
  /** How much. */
  readonly value: number;
  /** Of all that flows. A bigint, for numbers would not hold it exactly: 1e5 units of 1e11 each are more than 2^53. */
  readonly cost: bigint;
  /** Through each arc. */
  readonly through: readonly number[];
}

/**
 * The cheapest flow of each value, as whole numbers and exactly. A value that the network cannot carry gives the greatest flow that it can.
 *
 * Successive shortest paths: each begins with the flow before it and adds the cheapest way that is left, forwards through what is not full or back
 * through what flows. The networks here have some forty nodes and three hundred arcs, so shortest ways are found by Bellman and Ford's method,
 * which needs no potentials; a general solver of linear programs would be a megabyte of WebAssembly and would calculate in floating point. Of ways
 * that cost the same the one whose arcs come first.
 *
 * @param values - rising
 * @see Ahuja, Magnanti, Orlin 1993, Network Flows, section 9.7
 */
export function minCostFlows(network: FlowNetwork, values: readonly number[]): readonly Flow[] {
  assert(
    values.every((value, i) => value >= (values[i - 1] ?? 0)),
    'the values rise',
  );
  const through = network.arcs.map(() => 0);
  let [value, cost, isFull] = [0, 0n, false];
  return values.map((wanted) => {
    while (!isFull && value < wanted) {
      const way = cheapestWay(network, through);
      if (way === null) {
        isFull = true;
        break;
      }
      const amount = way.reduce(
        (least, step) => Math.min(least, roomOf(network, through, step)),
        wanted - value,
      );
      assert(Number.isSafeInteger(amount), 'some arc of every way has a capacity');
      for (const { arc, sign } of way) {
        through[arc] = (through[arc] ?? 0) + sign * amount;
        cost += BigInt(sign * amount) * BigInt(network.arcs[arc]?.cost ?? 0);
      }
      value += amount;
    }
    return { value, cost, through: [...through] };
  });
}

/** An arc as a way takes it: 1 forwards, -1 back. */
interface Step {
  readonly arc: number;
  readonly sign: 1 | -1;
}

/** How much more can flow that way. */
function roomOf({ arcs }: FlowNetwork, through: readonly number[], { arc, sign }: Step): number {
  const flow = through[arc] ?? 0;
  return sign === -1 ? flow : (arcs[arc]?.capacity ?? 0) - flow;
}

/** The cheapest way from source to sink that has room; null: there is none. */
function cheapestWay(network: FlowNetwork, through: readonly number[]): readonly Step[] | null {
  const { nodes, source, sink, arcs } = network;
  const costs = Array.from({ length: nodes }, (_, node) => (node === source ? 0 : Infinity));
  const reachedBy: (Step | null)[] = costs.map(() => null);
  const steps = ([1, -1] as const).flatMap((sign) =>
    arcs.flatMap((_, arc) => (roomOf(network, through, { arc, sign }) > 0 ? [{ arc, sign }] : [])),
  );
  for (let isChanged = true; isChanged;) {
    isChanged = false;
    for (const step of steps) {
      const { from, to, cost } = endsOf(arcs, step);
      const reached = (costs[from] ?? Infinity) + cost;
      if (reached >= (costs[to] ?? Infinity)) continue;
      costs[to] = reached;
      reachedBy[to] = step;
      isChanged = true;
    }
  }
  const way: Step[] = [];
  for (let step = reachedBy[sink]; step; step = reachedBy[endsOf(arcs, step).from]) way.unshift(step);
  return way.length === 0 ? null : way;
}

/** Where a step begins and ends, and what a unit costs that takes it. */
function endsOf(arcs: readonly Arc[], { arc, sign }: Step): Omit<Arc, 'capacity'> {
  const { from = 0, to = 0, cost = 0 } = arcs[arc] ?? {};
  return sign === 1 ? { from, to, cost } : { from: to, to: from, cost: -cost };
}
