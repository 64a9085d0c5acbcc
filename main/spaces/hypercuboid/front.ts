/** The best paths for every cost. */
import { costedPath, costedStages } from './costed-path.ts';
import type { CostedOperation, CostedPath, PathCosts } from './costed-path.ts';
import type { ExtractionTask } from './extraction.ts';

/**
 * The Pareto front of all paths, the cheapest first: those that weigh more than every path that costs no more. Exact: of the ways to a feature, only
 * those are dropped that another one is no worse than in both, and no way on can reverse that. Of equals the first in the order of the operations,
 * from the last stage back.
 *
 * @throws hypercuboid/weights, hypercuboid/no-path
 * @see Martins 1984, On a multicriteria shortest path problem (doi:10.1016/0377-2217(84)90077-8): label setting, here on a layered graph
 */
export function paretoPaths(task: ExtractionTask, costs: PathCosts): readonly CostedPath[] {
  let features: readonly (readonly Way[])[] = task.space.channels.map((_, at) => [
    { score: 0, cost: costs.stem[at] ?? 0, last: null },
  ]);
  for (const operations of costedStages(task, costs)) {
    const before = features;
    features = task.space.channels.map((_, to) => {
      const incoming = operations.filter((operation) => operation.to === to);
      return undominated(
        incoming.flatMap((operation) =>
          (before[operation.from] ?? []).map((way): Way => {
            const score = way.score + operation.weight;
            return { score, cost: way.cost + operation.cost, last: { operation, before: way } };
          }),
        ),
      );
    });
  }
  const whole = features.flatMap((ways, at) =>
    ways.map((way) => ({ ...way, cost: way.cost + (costs.base[at] ?? 0) + costs.head })),
  );
  return undominated(whole).map((way) => costedPath(task.space, operationsOf(way), costs));
}

/** The `paths` that no other one of them is as good as in both score and cost, the cheapest first; of equals the first. */
export function undominated<T extends Pick<CostedPath, 'score' | 'cost'>>(paths: readonly T[]): readonly T[] {
  // The sort keeps the order of equals.
  const rising = [...paths].sort((a, b) => a.cost - b.cost || b.score - a.score);
  let highest = -Infinity;
  return rising.filter(({ score }) => {
    if (score <= highest) return false;
    highest = score;
    return true;
  });
}

/** A way from the source to a feature. */
interface Way {
  readonly score: number;
  readonly cost: number;
  /** Null in front of the first stage. */
  readonly last: { readonly operation: CostedOperation; readonly before: Way } | null;
}

function operationsOf(way: Way): readonly CostedOperation[] {
  const operations: CostedOperation[] = [];
  for (let { last } = way; last !== null; { last } = last.before) operations.unshift(last.operation);
  return operations;
}
