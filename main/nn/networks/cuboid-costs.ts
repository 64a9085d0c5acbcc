/** What every operation of a hypercuboid costs. */
import { assert, defined } from '../../base/assert.ts';
import { candidatesOf, checkPathIn, stagesOf } from '../../spaces/index.ts';
import type { ChannelPath, HyperCuboid, PathCosts } from '../../spaces/index.ts';
import { countNetwork } from '../counts.ts';
import type { Cost as CountedCost } from '../counts.ts';
import { tracePath } from './hypercuboid.ts';
import type { PathOptions } from './hypercuboid.ts';

/** What a part of a network costs, for one image, as `countNetwork` counts. */
export type PartCost = Pick<CountedCost, 'params' | 'macs'>;

/** What the parts of the networks of all paths cost. */
export interface CuboidCosts {
  /** By the place of its channels. */
  readonly stem: readonly PartCost[];
  /** Of each stage, in the order of `candidatesOf`. */
  readonly stages: readonly (readonly PartCost[])[];
  /** By the place of the channels of the last operation, where that is kept and where it is dropped: then its images are larger. */
  readonly base: Readonly<Record<LastOperation, readonly PartCost[]>>;
  readonly head: PartCost;
}

/** Whether the last operation of a path is in its network: the published constructor drops it. */
export type LastOperation = 'kept' | 'dropped';

/** The images that networks are counted for. */
export type CuboidCostOptions = Pick<PathOptions, 'height' | 'width' | 'inputChannels' | 'classes'>;

/**
 * The costs of all operations, counted in the networks of as many paths as a stage has operations: the channels of the one that begins with channel
 * count a and goes on by b are a, a + b, a + 2b, ... (modulo their number), so that over all a and b every stage has each pair once.
 *
 * @throws nn/... when a path cannot be made for images of that size
 */
export function cuboidCosts(space: HyperCuboid, options: CuboidCostOptions): CuboidCosts {
  const { channels, primitives } = space;
  const candidates = candidatesOf(space);
  const stages = stagesOf(space).map((): PartCost[] => []);
  const [stem, kept, dropped]: [PartCost[], PartCost[], PartCost[]] = [[], [], []];
  let head: PartCost | null = null;
  for (const { from, to, primitive } of candidates) {
    const places = stages.map((_, i) => (from + i * to) % channels.length);
    places.push((from + stages.length * to) % channels.length);
    const path = pathThrough(space, places, primitive);
    const parts = partsOf(path, space, { ...options, dropsLast: false });
    stages.forEach((stage, i) => {
      const [a = 0, b = 0] = places.slice(i);
      stage[(a * channels.length + b) * primitives.length + primitive] = parts.of(`op_grid.${i}`);
    });
    const [first = 0, beforeLast = 0, last = 0] = [places[0], ...places.slice(-2)];
    stem[first] ??= parts.of('stem.0');
    kept[last] ??= parts.of('base.0');
    dropped[beforeLast] ??= partsOf(path, space, { ...options, dropsLast: true }).of('base.0');
    head ??= parts.of('classifier');
  }
  return { stem, stages, base: { kept, dropped }, head: defined(head, 'a stage has an operation at least') };
}

function pathThrough(space: HyperCuboid, places: readonly number[], primitive: number): ChannelPath {
  const channels = places.map((place) => space.channels[place] ?? 0);
  const operations = stagesOf(space).map(({ stride }, i) => ({
    primitive: space.primitives[primitive]?.name ?? '',
    stride,
    channelsIn: channels[i] ?? 0,
    channelsOut: channels[i + 1] ?? 0,
  }));
  return { wiring: 'path', operations, base: space.base };
}

function partsOf(
  path: ChannelPath,
  { primitives }: HyperCuboid,
  options: CuboidCostOptions & Pick<PathOptions, 'dropsLast'>,
): { readonly of: (name: string) => PartCost } {
  const { layers } = countNetwork(tracePath(path, { ...options, batch: 1, mode: 'train', primitives }));
  return {
    of(name) {
      const { params, macs } = defined(
        layers.find((layer) => layer.name === name),
        `the network of a path has a part ${name}`,
      );
      return { params, macs };
    },
  };
}

/** The parts of the network of a path, in the order in which images pass them. */
export interface PathParts {
  readonly stem: PartCost;
  /** Those that the network has. */
  readonly operations: readonly PartCost[];
  readonly base: PartCost;
  readonly head: PartCost;
  readonly total: PartCost;
}

/**
 * What a path costs, the same as `countNetwork` of its network.
 *
 * @throws hypercuboid/path for a path of another space
 */
export function costOfPath(
  path: ChannelPath,
  {
    space,
    costs,
    last,
  }: { readonly space: HyperCuboid; readonly costs: CuboidCosts; readonly last: LastOperation },
): PathParts {
  checkPathIn(path, space);
  assert(path.base === space.base, 'the costs are those of the base of the space');
  const { channels, primitives } = space;
  const used = last === 'kept' ? path.operations : path.operations.slice(0, -1);
  const operations = used.map(({ primitive: name, channelsIn, channelsOut }, i) => {
    const primitive = primitives.findIndex((one) => one.name === name);
    const [from, to] = [channels.indexOf(channelsIn), channels.indexOf(channelsOut)];
    return costs.stages[i]?.[(from * channels.length + to) * primitives.length + primitive] ?? NOTHING;
  });
  const first = channels.indexOf(path.operations[0]?.channelsIn ?? 0);
  const end = channels.indexOf(used.at(-1)?.channelsOut ?? path.operations[0]?.channelsIn ?? 0);
  const [stem, base] = [costs.stem[first] ?? NOTHING, costs.base[last][end] ?? NOTHING];
  const { head } = costs;
  const parts = [stem, ...operations, base, head];
  const sum = (field: keyof PartCost): number => parts.reduce((total, part) => total + part[field], 0);
  return { stem, operations, base, head, total: { params: sum('params'), macs: sum('macs') } };
}

const NOTHING: PartCost = { params: 0, macs: 0 };

/** One of the costs of whole paths, for `paretoPaths` and `flowPaths`. */
export function costsBy(costs: CuboidCosts, field: keyof PartCost): PathCosts {
  const of = (parts: readonly PartCost[]): readonly number[] => parts.map((part) => part[field]);
  return {
    stem: of(costs.stem),
    stages: costs.stages.map(of),
    base: of(costs.base.kept),
    head: costs.head[field],
  };
}
