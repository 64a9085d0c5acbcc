/** Paths with what they cost. */
import { assert } from '../../base/assert.ts';
import { hypercuboidError } from './errors.ts';
import type { ExtractionTask } from './extraction.ts';
import { checkPathIn } from './path.ts';
import type { ChannelPath } from './path.ts';
import { stageSize, stagesOf } from './space.ts';
import type { HyperCuboid } from './space.ts';
import { computedOf } from './weights.ts';
import type { CuboidValues, Weighted } from './weights.ts';

/**
 * What the parts of the networks of all paths cost: numbers of parameters, multiply-accumulates, nanoseconds, whatever adds up. Whole numbers from
 * 0, so that sums are exact: those of a path below 2^53.
 */
export interface PathCosts {
  /** Of the stem, by the place of its channels. */
  readonly stem: readonly number[];
  /** Of every operation, in the order of `candidatesOf`. */
  readonly stages: CuboidValues;
  /** Behind the last operation, by the place of its channels. */
  readonly base: readonly number[];
  /** What every path ends with. */
  readonly head: number;
}

/** A path, how much its operations weigh together, and what it costs. */
export interface CostedPath {
  readonly path: ChannelPath;
  /** The sum of the weights of its operations, as of a `FoundPath`. */
  readonly score: number;
  readonly cost: number;
}

/** An operation with its weight and its cost. */
export interface CostedOperation extends Weighted {
  readonly cost: number;
}

/**
 * The operations of each stage that are computed, with their costs.
 *
 * @throws hypercuboid/weights, hypercuboid/no-path where some stage has none
 */
export function costedStages(
  { space, weights, least }: ExtractionTask,
  costs: PathCosts,
): readonly (readonly CostedOperation[])[] {
  checkCosts(space, costs);
  const { channels, primitives } = space;
  const stages = computedOf(space, weights, least).map((operations, i) =>
    operations.map((operation) => {
      const { from, to, primitive } = operation;
      const at = (from * channels.length + to) * primitives.length + primitive;
      return { ...operation, cost: costs.stages[i]?.[at] ?? 0 };
    }),
  );
  if (stages.some((operations) => operations.length === 0)) throw hypercuboidError('hypercuboid/no-path', {});
  return stages;
}

/** The path of an operation of each stage. */
export function costedPath(
  space: HyperCuboid,
  operations: readonly CostedOperation[],
  costs: PathCosts,
): CostedPath {
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
  const around =
    (costs.stem[operations[0]?.from ?? 0] ?? 0) + (costs.base[operations.at(-1)?.to ?? 0] ?? 0) + costs.head;
  return {
    path,
    score: operations.reduce((sum, { weight }) => sum + weight, 0),
    cost: operations.reduce((sum, { cost }) => sum + cost, around),
  };
}

/**
 * What a path of the space costs.
 *
 * @throws hypercuboid/path for a path of another space
 */
export function costOf(path: ChannelPath, space: HyperCuboid, costs: PathCosts): number {
  checkPathIn(path, space);
  checkCosts(space, costs);
  const { channels, primitives } = space;
  const place = (count: number | undefined): number => channels.indexOf(count ?? 0);
  const { operations } = path;
  const around =
    (costs.stem[place(operations[0]?.channelsIn)] ?? 0) +
    (costs.base[place(operations.at(-1)?.channelsOut)] ?? 0) +
    costs.head;
  return operations.reduce((sum, { primitive, channelsIn, channelsOut }, i) => {
    const p = primitives.findIndex(({ name }) => name === primitive);
    const at = (place(channelsIn) * channels.length + place(channelsOut)) * primitives.length + p;
    return sum + (costs.stages[i]?.[at] ?? 0);
  }, around);
}

function checkCosts(space: HyperCuboid, { stem, stages, base, head }: PathCosts): void {
  const [count, size] = [space.channels.length, stageSize(space)];
  assert(stem.length === count && base.length === count, 'every channel count has a stem and a base');
  const isWhole = stages.length === stagesOf(space).length && stages.every(({ length }) => length === size);
  assert(isWhole, 'every operation has a cost');
  const parts = [stem, ...stages, base, [head]];
  assert(
    parts.flat().every((cost) => Number.isSafeInteger(cost) && cost >= 0),
    'costs are whole numbers',
  );
  const most = parts.reduce((sum, part) => sum + part.reduce((high, cost) => Math.max(high, cost), 0), 0);
  assert(Number.isSafeInteger(most), 'the cost of every path can be added up exactly');
}
