import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HYPERCUBOIDS, PUBLISHED_PATHS, SPACES, stagesOf } from '../../spaces/index.ts';
import type { ChannelPath, HyperCuboid } from '../../spaces/index.ts';
import { countNetwork } from '../counts.ts';
import { costOfPath, costsBy, cuboidCosts } from './cuboid-costs.ts';
import type { LastOperation } from './cuboid-costs.ts';
import { tracePath } from './hypercuboid.ts';

const { multichannelnet } = HYPERCUBOIDS;
const CIFAR = { height: 32, width: 32, inputChannels: 3, classes: 10 };
const READINGS: readonly LastOperation[] = ['kept', 'dropped'];

function counted(
  path: ChannelPath,
  {
    space,
    options,
    last,
  }: { readonly space: HyperCuboid; readonly options: typeof CIFAR; readonly last: LastOperation },
) {
  const { params, macs } = countNetwork(
    tracePath(path, {
      ...{ ...options, batch: 1, mode: 'train' },
      ...{ primitives: space.primitives, dropsLast: last === 'dropped' },
    }),
  );
  return { params, macs };
}

describe('the costs of the published hypercuboid', () => {
  const costs = cuboidCosts(multichannelnet, CIFAR);

  it.each(PUBLISHED_PATHS)('add up to those of the network: $name', ({ path }) => {
    for (const last of READINGS) {
      const { total } = costOfPath(path, { space: multichannelnet, costs, last });
      expect(total).toEqual(counted(path, { space: multichannelnet, options: CIFAR, last }));
    }
  });

  it('are those of every operation', () => {
    expect(costs.stages.map((stage) => stage.filter(({ params }) => params >= 0).length)).toEqual(
      stagesOf(multichannelnet).map(() => 32),
    );
  });

  it('refuse the path of another', () => {
    const [{ path } = { path: null }] = PUBLISHED_PATHS;
    if (path === null) throw new Error('there are published paths');
    const space = HYPERCUBOIDS['multichannelnet-small'];
    expect(() => costOfPath(path, { space, costs, last: 'kept' })).toThrow('has 4 stages');
  });
});

describe('the costs of a path', () => {
  const names = ['skip_connect', 'avg_pool_3x3', 'sep_conv_3x3', 'dil_conv_3x3'];
  const spaces = fc.record({
    channels: fc.constantFrom([2], [2, 4], [2, 4, 10]),
    layers: fc.integer({ min: 1, max: 2 }),
    strides: fc.constantFrom([1], [1, 2], [2, 1, 1]),
    names: fc.subarray(names, { minLength: 1 }),
  });
  const places = fc.array(fc.nat(), { minLength: 13, maxLength: 13 });
  const images = fc.constantFrom(CIFAR, { height: 21, width: 17, inputChannels: 1, classes: 3 });

  it('are the sum of those of its parts, whatever the space, the path and the images', () => {
    fc.assert(
      fc.property(spaces, places, images, (part, chosen, options) => {
        const space: HyperCuboid = {
          ...{ ...multichannelnet, ...part, base: 6 },
          primitives: SPACES.sharper.primitives.filter(({ name }) => part.names.includes(name)),
        };
        const { channels, primitives } = space;
        const channel = (i: number): number => channels[(chosen[i] ?? 0) % channels.length] ?? 0;
        const operations = stagesOf(space).map(({ stride }, i) => ({
          primitive: primitives[(chosen[7 + i] ?? 0) % primitives.length]?.name ?? '',
          ...{ stride, channelsIn: channel(i), channelsOut: channel(i + 1) },
        }));
        const path: ChannelPath = { wiring: 'path', operations, base: 6 };
        const costs = cuboidCosts(space, options);
        for (const last of READINGS) {
          const { total } = costOfPath(path, { space, costs, last });
          expect(total).toEqual(counted(path, { space, options, last }));
        }
        const macs = costsBy(costs, 'macs');
        expect(macs.stages.map(({ length }) => length)).toEqual(
          stagesOf(space).map(() => channels.length ** 2 * primitives.length),
        );
      }),
      { numRuns: 25 },
    );
  });
});
