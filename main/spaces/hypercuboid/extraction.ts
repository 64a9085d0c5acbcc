/** Paths out of the weights of a hypercuboid, as the published code finds them. */
import { hypercuboidError } from './errors.ts';
import { aroundLength } from './node-names.ts';
import type { ChannelPath } from './path.ts';
import { leastScore, stagesOf } from './space.ts';
import type { HyperCuboid } from './space.ts';
import { computedOf } from './weights.ts';
import type { CuboidValues, Weighted } from './weights.ts';

/** A path, and how much its operations weigh. */
export interface FoundPath {
  readonly path: ChannelPath;
  /** The sum of the weights of its operations. */
  readonly score: number;
  /** The score and the weights of all other edges of the published graph. */
  readonly length: number;
}

/** What paths are found among. */
export interface ExtractionTask {
  readonly space: HyperCuboid;
  /** After the softmax. */
  readonly weights: CuboidValues;
  /** Operations that weigh no more were not computed, and are no way; null: all were. */
  readonly least: number | null;
}

/** A way to find a path. */
export interface ExtractionDef {
  readonly title: string;
  /** What it does, in a sentence. */
  readonly rule: string;
  find(task: ExtractionTask): FoundPath;
}

/**
 * The path whose operations weigh most together. All paths have as many edges, so the others do not count. Of equals the one that comes first
 * in the order of the operations.
 *
 * @throws hypercuboid/weights, hypercuboid/no-path
 * @see sharpDARTS, cnn/model_search.py, `longest_path`: `networkx.dag_longest_path`
 */
export const longest: ExtractionDef = {
  title: 'Longest path',
  rule: 'the path whose operations weigh most together',
  find(task) {
    let best: readonly (Ending | null)[] = task.space.channels.map(() => ({ score: 0, steps: null }));
    for (const operations of computed(task)) {
      const before = best;
      best = task.space.channels.map((_, to) =>
        operations.reduce<Ending | null>((found, operation) => {
          const start = before[operation.from];
          if (operation.to !== to || !start) return found;
          const score = start.score + operation.weight;
          return found === null || score > found.score
            ? { score, steps: { operation, before: start.steps } }
            : found;
        }, null),
      );
    }
    const end = best.reduce<Ending | null>(
      (found, one) => (one !== null && (found === null || one.score > found.score) ? one : found),
      null,
    );
    return foundPath(task.space, end === null ? null : stepsOf(end.steps));
  },
};

/**
 * The path that weights stand for: the longest of those that are computed; where none of them leads through, the longest of all.
 *
 * @throws hypercuboid/weights
 */
export function likeliestPath(space: HyperCuboid, weights: CuboidValues): ChannelPath {
  const task = { space, weights, least: leastScore(space) };
  const isOpen = computed(task).every((operations) => operations.length > 0);
  return longest.find(isOpen ? task : { ...task, least: null }).path;
}

/** The heaviest way to a feature. */
interface Ending {
  readonly score: number;
  readonly steps: Steps | null;
}

interface Steps {
  readonly operation: Weighted;
  readonly before: Steps | null;
}

function stepsOf(last: Steps | null): readonly Weighted[] {
  const operations: Weighted[] = [];
  for (let steps = last; steps !== null; steps = steps.before) operations.unshift(steps.operation);
  return operations;
}

/**
 * From the end of the network back to its beginning: before each feature the operation that weighs most, of equals the first. The last feature
 * is the one of fewest channels that there is, for in the published graph nothing is weighed there.
 *
 * @throws hypercuboid/weights, hypercuboid/no-path
 * @see sharpDARTS, cnn/model_search.py, `greedy_bottom_up`
 */
export const greedyBottomUp: ExtractionDef = {
  title: 'Greedy, from the end',
  rule: 'from the narrowest last feature back, always the operation that weighs most',
  find: (task) => bottomUp(task, null),
};

/**
 * The same from a given last feature.
 *
 * @param last - its channels; null: the fewest that there are
 */
export function bottomUp(task: ExtractionTask, last: number | null): FoundPath {
  const { channels } = task.space;
  const stages = computed(task);
  const ends = channels.flatMap((_, to) =>
    stages.at(-1)?.some((one) => one.to === to) === true ? [to] : [],
  );
  let at = last === null ? ends[0] : ends.find((to) => channels[to] === last);
  const operations: Weighted[] = [];
  for (const stage of [...stages].reverse()) {
    const found = heaviest(stage.filter(({ to }) => to === at));
    if (found === null) return foundPath(task.space, null);
    operations.unshift(found);
    at = found.from;
  }
  return foundPath(task.space, operations);
}

/**
 * From the beginning of the network to its end. In the published graph the edges to operations weigh nothing, so that its walk always takes the
 * first there is: the narrowest feature and the first primitive, whatever was learnt.
 *
 * @throws hypercuboid/weights, hypercuboid/no-path
 * @see sharpDARTS, cnn/model_search.py, `greedy_top_down`
 */
export const greedyTopDown: ExtractionDef = {
  title: 'Greedy, from the beginning, as published',
  rule: 'always the first operation, for the published graph weighs no edge that leads to one',
  find: (task) => topDown(task, ([first]) => first ?? null),
};

/**
 * From the beginning of the network to its end, by the weights: at first the feature, and then at each the operation, that weighs most, of
 * equals the first. What the published walk was meant to be.
 *
 * @throws hypercuboid/weights, hypercuboid/no-path
 */
export const greedyByWeight: ExtractionDef = {
  title: 'Greedy, from the beginning',
  rule: 'from the first stage on, always the operation that weighs most',
  find: (task) => topDown(task, heaviest),
};

function topDown(
  task: ExtractionTask,
  choose: (operations: readonly Weighted[]) => Weighted | null,
): FoundPath {
  const operations: Weighted[] = [];
  let at: number | null = null;
  for (const stage of leadingOn(computed(task))) {
    const found = choose(stage.filter(({ from }) => at === null || from === at));
    if (found === null) return foundPath(task.space, null);
    operations.push(found);
    at = found.to;
  }
  return foundPath(task.space, operations);
}

const computed = ({ space, weights, least }: ExtractionTask): readonly (readonly Weighted[])[] =>
  computedOf(space, weights, least);

/** Without those behind which nothing is computed. */
function leadingOn(stages: readonly (readonly Weighted[])[]): readonly (readonly Weighted[])[] {
  const kept: (readonly Weighted[])[] = [];
  for (const stage of [...stages].reverse()) {
    const next = kept[0];
    kept.unshift(next === undefined ? stage : stage.filter(({ to }) => next.some(({ from }) => from === to)));
  }
  return kept;
}

/** Of equals the first. */
function heaviest(operations: readonly Weighted[]): Weighted | null {
  return operations.reduce<Weighted | null>(
    (found, one) => (found === null || one.weight > found.weight ? one : found),
    null,
  );
}

/** @throws hypercuboid/no-path */
function foundPath(space: HyperCuboid, operations: readonly Weighted[] | null): FoundPath {
  if (operations === null) throw hypercuboidError('hypercuboid/no-path', {});
  const stages = stagesOf(space);
  const path: ChannelPath = {
    wiring: 'path',
    operations: operations.map(({ from, to, primitive }, i) => ({
      primitive: space.primitives[primitive]?.name ?? '',
      stride: stages[i]?.stride ?? 1,
      channelsIn: space.channels[from] ?? 0,
      channelsOut: space.channels[to] ?? 0,
    })),
    base: space.base,
  };
  const score = operations.reduce((sum, { weight }) => sum + weight, 0);
  return { path, score, length: score + aroundLength(operations.length) };
}

/** The ways to find a path by their names. */
export const EXTRACTIONS = {
  longest,
  greedyBottomUp,
  greedyTopDown,
  greedyByWeight,
} as const satisfies Record<string, ExtractionDef>;
