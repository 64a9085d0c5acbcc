import { z } from 'zod';
import { cuboidGraph, EXTRACTIONS, HYPERCUBOIDS, nodesOfPath } from '../../spaces/index.ts';
import type { CuboidValues, HyperCuboid } from '../../spaces/index.ts';
import { parsedFixture } from '../../nn/index.ts';
import type { Comparison, FixtureCase } from '../../nn/index.ts';

const names = z.array(z.string());
const tensor = z.object({ shape: z.tuple([z.int(), z.int(), z.int(), z.int()]), data: z.array(z.number()) });
const schema = z.object({
  channels: z.array(z.int()),
  pairs: z.int(),
  primitives: names,
  weights_stride1: tensor,
  weights_stride2: tensor,
  longest_path: names,
  longest_path_length: z.number(),
  greedy_top_down: names,
  greedy_bottom_up: names,
  node_count: z.int(),
  edge_count: z.int(),
});

/** Paths out of given weights. */
export async function runPaths(fixture: FixtureCase): Promise<readonly Comparison[]> {
  const given = parsedFixture(fixture.id, schema, fixture);
  const space: HyperCuboid = {
    ...HYPERCUBOIDS.multichannelnet,
    channels: given.channels,
    layers: given.pairs,
    primitives: given.primitives.map((name) => ({
      name,
      table: null,
      definition: { block: 'plain', kernel: 1 },
    })),
  };
  const weights = Array.from({ length: given.pairs }, (_, layer) =>
    [given.weights_stride1, given.weights_stride2].map((all) => layerOf(all, layer)),
  ).flat();
  const task = { space, weights, least: null };
  const longest = EXTRACTIONS.longest.find(task);
  const graph = cuboidGraph(space, weights, null);
  return [
    nodeComparison('longest path', nodesOfPath(longest.path, space), given.longest_path),
    // Printed with nine digits.
    { ...exact('longest path length', longest.length, given.longest_path_length), deviation: 1e-6 },
    // Its list begins behind the source.
    nodeComparison(
      'greedy top-down',
      nodesOfPath(EXTRACTIONS.greedyTopDown.find(task).path, space).slice(1),
      given.greedy_top_down,
    ),
    nodeComparison(
      'greedy bottom-up',
      nodesOfPath(EXTRACTIONS.greedyBottomUp.find(task).path, space),
      given.greedy_bottom_up,
    ),
    exact('nodes', graph.nodes.length, given.node_count),
    exact('edges', graph.edges.length, given.edge_count),
  ];
}

function layerOf({ shape: [, ...stage], data }: z.infer<typeof tensor>, layer: number): CuboidValues[number] {
  const size = stage.reduce((product, length) => product * length, 1);
  return data.slice(layer * size, (layer + 1) * size);
}

/** Compares nodes as numbers: the place of each in the list that is expected. */
const nodeComparison = (
  quantity: string,
  found: readonly string[],
  expected: readonly string[],
): Comparison => ({
  quantity,
  found: found.map((node) => expected.indexOf(node)),
  expected: expected.map((_, i) => i),
  deviation: 0,
});

const exact = (quantity: string, found: number, expected: number): Comparison => ({
  quantity,
  found: [found],
  expected: [expected],
  deviation: 0,
});
