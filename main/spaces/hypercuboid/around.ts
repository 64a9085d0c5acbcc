/** A hypercuboid for a path that comes without one. */
import { HYPERCUBOIDS } from './catalog.ts';
import { checkPathIn } from './path.ts';
import type { ChannelPath } from './path.ts';
import type { HyperCuboid } from './space.ts';

/**
 * The smallest hypercuboid of the catalog that the path leads through; of another path one of its own stages and channel counts.
 * Null where it has operations that no hypercuboid of the catalog has, which mean nothing without their space.
 */
export function spaceAround(path: ChannelPath): HyperCuboid | null {
  const { operations } = path;
  const { multichannelnet, 'multichannelnet-small': small } = HYPERCUBOIDS;
  const known = [small, multichannelnet].find((space) => leadsThrough(path, space));
  if (known !== undefined) return known;
  const names = multichannelnet.primitives.map(({ name }) => name);
  if (!operations.every(({ primitive }) => names.includes(primitive))) return null;
  const counts = operations.flatMap(({ channelsIn, channelsOut }) => [channelsIn, channelsOut]);
  return {
    ...multichannelnet,
    ...{ id: 'own', title: 'the stages of this path', source: null },
    channels: [...new Set(counts)].sort((a, b) => a - b),
    layers: 1,
    strides: operations.map(({ stride }) => stride),
    base: path.base,
  };
}

function leadsThrough(path: ChannelPath, space: HyperCuboid): boolean {
  try {
    checkPathIn(path, space);
    return true;
  } catch {
    return false;
  }
}
