/** The published graph of a hypercuboid: nodes by name, edges with their weights. */
import { addName, operationName, stemNames, TAIL, baseName } from './node-names.ts';
import { stagesOf } from './space.ts';
import type { HyperCuboid } from './space.ts';
import { computedOf } from './weights.ts';
import type { CuboidValues } from './weights.ts';

/** An edge of the graph. */
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** Null: it has none, and counts as 1. */
  readonly weight: number | null;
}

/** A graph whose nodes stand in the order in which images pass them. */
export interface CuboidGraph {
  readonly nodes: readonly string[];
  readonly edges: readonly GraphEdge[];
}

/**
 * The graph of what is computed.
 *
 * @param least - operations that weigh no more are left out; null: all are there
 * @throws hypercuboid/weights
 */
export function cuboidGraph(space: HyperCuboid, weights: CuboidValues, least: number | null): CuboidGraph {
  const nodes: string[] = ['Source'];
  const edges: GraphEdge[] = [];
  const join = (from: string, to: string, weight: number | null = null): void =>
    void edges.push({ from, to, weight });
  let features = space.channels.map((_, i): string => {
    const [convolution, normalization] = stemNames(i);
    nodes.push(convolution, normalization);
    join('Source', convolution, 600);
    join(convolution, normalization);
    return normalization;
  });
  const stages = stagesOf(space);
  computedOf(space, weights, least).forEach((operations, i) => {
    const { layer = 0, stride = 1 } = stages[i] ?? {};
    const sums = space.channels.map((channels) => addName({ layer, stride, channels }));
    const given = new Set<number>();
    for (const { from, to, primitive, weight } of operations) {
      const name = operationName({ layer, stride, from, to, primitive }, space);
      if (!given.has(to)) nodes.push(sums[to] ?? '');
      given.add(to);
      nodes.push(name);
      join(features[from] ?? '', name);
      join(name, sums[to] ?? '', weight);
    }
    features = sums;
  });
  const last = computedOf(space, weights, least).at(-1) ?? [];
  const [sum, pool, linear] = TAIL;
  space.channels.forEach((channels, to) => {
    if (!last.some((one) => one.to === to)) return;
    nodes.push(baseName(channels));
    join(features[to] ?? '', baseName(channels));
    join(baseName(channels), sum);
  });
  nodes.push(...TAIL);
  join(sum, pool);
  join(pool, linear, 800);
  return { nodes, edges };
}
