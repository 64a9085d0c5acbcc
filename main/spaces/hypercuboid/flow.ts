/** Paths out of flows of least cost. */
import { costedPath, costedStages } from './costed-path.ts';
import type { CostedOperation, CostedPath, PathCosts } from './costed-path.ts';
import { hypercuboidError } from './errors.ts';
import type { ExtractionTask } from './extraction.ts';
import { undominated } from './front.ts';
import { minCostFlows } from './min-cost-flow.ts';
import type { Arc, FlowNetwork } from './min-cost-flow.ts';
import type { HyperCuboid } from './space.ts';

/** What flows through an operation at most, for each unit of its weight. */
const CAPACITY = 100_000;

/** Which flows are sought. */
export interface FlowOptions {
  /** How many demands: as many equal steps lead to the greatest flow that there is. From 1. */
  readonly steps: number;
  /** Operations through which no more flows are left out. From 0. */
  readonly cut: number;
}

/** A path, and how much of a flow takes it. */
export interface FlowPath extends CostedPath {
  readonly flow: number;
}

/** The cheapest flow for a demand. */
export interface FlowPoint {
  readonly demand: number;
  /** Of all that flows. */
  readonly cost: bigint;
  /** How many operations have more than the cut. */
  readonly kept: number;
  /** What the flow through those consists of, the heaviest path first; none where no path is above the cut. */
  readonly paths: readonly FlowPath[];
}

/**
 * The cheapest flows from the source to the linear layer for growing demands, and the paths that they consist of. An operation carries
 * floor(100000 weight) at most, so that a small flow takes the cheapest path, and a larger one what weighs more.
 *
 * The published code sketches this with networkx's `network_simplex` and does not run; it says nothing of how paths come out of a flow. Here the
 * heaviest path through what is kept takes as much as all of its operations have, is taken away, and so on. What `undominatedOf` makes of them is
 * no better than `paretoPaths`, which is exact: flows find paths of the front only where the capacities lead them there.
 *
 * @returns the demands rising
 * @throws hypercuboid/weights, hypercuboid/no-path
 * @see sharpDARTS, cnn/model_search.py, `MultiChannelNetwork`: `weight_int`, `capacity`, `demand`
 */
export function flowPaths(
  task: ExtractionTask,
  costs: PathCosts,
  { steps, cut }: FlowOptions,
): readonly FlowPoint[] {
  const stages = costedStages(task, costs);
  const network = networkOf(task.space, stages, costs);
  const [whole] = minCostFlows(network, [Infinity]);
  const most = whole?.value ?? 0;
  if (most === 0) throw hypercuboidError('hypercuboid/no-path', {});
  const demands = Array.from({ length: steps }, (_, i) => Math.max(1, Math.floor((most * (i + 1)) / steps)));
  return minCostFlows(network, [...new Set(demands)]).map(({ value, cost, through }) => {
    let next = 0;
    const flows = stages.map((operations) => operations.map(() => through[next++] ?? 0));
    const kept = flows.flat().filter((flow) => flow > cut).length;
    const paths = partsOf(task.space, { stages, flows, cut }).map(({ operations, flow }) => ({
      ...costedPath(task.space, operations, costs),
      flow,
    }));
    return { demand: value, cost, kept, paths };
  });
}

/** Of the paths of all flows those that no other one of them is as good as in both score and cost, the cheapest first. */
export const undominatedOf = (points: readonly FlowPoint[]): readonly FlowPath[] =>
  undominated(points.flatMap(({ paths }) => paths));

/** Nodes: the source, the features in front of each stage and behind the last, the sink. The arcs of operations come first, stage by stage. */
function networkOf(
  { channels }: HyperCuboid,
  stages: readonly (readonly CostedOperation[])[],
  costs: PathCosts,
): FlowNetwork {
  const count = channels.length;
  const feature = (stage: number, at: number): number => 1 + stage * count + at;
  const sink = feature(stages.length + 1, 0);
  const arcs = stages.flatMap((operations, i) =>
    operations.map(({ from, to, weight, cost }): Arc => {
      const capacity = Math.max(0, Math.floor(weight * CAPACITY));
      return { from: feature(i, from), to: feature(i + 1, to), capacity, cost };
    }),
  );
  const stems = channels.map((_, at): Arc => {
    return { from: 0, to: feature(0, at), capacity: Infinity, cost: costs.stem[at] ?? 0 };
  });
  const bases = channels.map((_, at): Arc => {
    const cost = (costs.base[at] ?? 0) + costs.head;
    return { from: feature(stages.length, at), to: sink, capacity: Infinity, cost };
  });
  return { nodes: sink + 1, source: 0, sink, arcs: [...arcs, ...stems, ...bases] };
}

/** What flows through every operation. */
interface StageFlows {
  readonly stages: readonly (readonly CostedOperation[])[];
  readonly flows: readonly (readonly number[])[];
  readonly cut: number;
}

interface Part {
  readonly operations: readonly CostedOperation[];
  readonly flow: number;
}

/** The flow as paths. What flows where the cut left no whole path is in none. */
function partsOf(space: HyperCuboid, { stages, flows, cut }: StageFlows): readonly Part[] {
  const left = flows.map((stage) => stage.map((flow) => (flow > cut ? flow : 0)));
  const parts: Part[] = [];
  for (;;) {
    const places = heaviestThrough(space, stages, left);
    if (places === null) return parts;
    const flow = places.reduce((least, at, i) => Math.min(least, left[i]?.[at] ?? 0), Infinity);
    places.forEach((at, i) => {
      const stage = left[i];
      if (stage !== undefined) stage[at] = (stage[at] ?? 0) - flow;
    });
    parts.push({ operations: places.flatMap((at, i) => stages[i]?.[at] ?? []), flow });
  }
}

/** The places, stage by stage, of the operations of the heaviest path through which something flows, of equals the first; null: there is none. */
function heaviestThrough(
  { channels }: HyperCuboid,
  stages: StageFlows['stages'],
  left: readonly (readonly number[])[],
): readonly number[] | null {
  let ways: readonly (Way | null)[] = channels.map(() => ({ score: 0, places: [] }));
  stages.forEach((operations, i) => {
    const next: (Way | null)[] = channels.map(() => null);
    operations.forEach(({ from, to, weight }, at) => {
      const [way, found] = [ways[from], next[to]];
      if (!way || (left[i]?.[at] ?? 0) <= 0) return;
      const score = way.score + weight;
      if (!found || score > found.score) next[to] = { score, places: [...way.places, at] };
    });
    ways = next;
  });
  return heavierOf(ways)?.places ?? null;
}

/** A way to a feature. */
interface Way {
  readonly score: number;
  /** Of its operations among those of their stages. */
  readonly places: readonly number[];
}

const heavierOf = (ways: readonly (Way | null)[]): Way | null =>
  ways.reduce((best, way) => (way !== null && (best === null || way.score > best.score) ? way : best), null);
