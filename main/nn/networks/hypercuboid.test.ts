import { describe, expect, it } from 'vitest';
import counts from '../../../test/fixtures/counts.json' with { type: 'json' };
import { createTfjsExecutor } from '../../engine/index.ts';
import { findPublishedPath, HYPERCUBOIDS } from '../../spaces/index.ts';
import type { ChannelPath, HyperCuboid } from '../../spaces/index.ts';
import { SPACES } from '../../spaces/index.ts';
import { countNetwork } from '../counts.ts';
import { traceCuboid, tracePath } from './hypercuboid.ts';
import { ALPHAS } from './supernet.ts';

const { multichannelnet } = HYPERCUBOIDS;
const CIFAR = { batch: 1, height: 32, width: 32, inputChannels: 3, classes: 10, mode: 'train' } as const;

function counted(path: ChannelPath | undefined, dropsLast: boolean) {
  if (path === undefined) throw new Error('there is no such path');
  const { primitives } = multichannelnet;
  const { params, macs, multiplyAdds } = countNetwork(tracePath(path, { ...CIFAR, primitives, dropsLast }));
  return { params, macs_total: macs, repo_flops_counter: multiplyAdds };
}

describe('the network of a published path', () => {
  it.each(Object.values(counts.multichannel_models))('has the published counts: $genotype', (model) => {
    const { genotype, params, macs_total, repo_flops_counter, all_8_ops: whole } = model;
    const path = findPublishedPath(genotype)?.path;
    expect(counted(path, true)).toEqual({ params, macs_total, repo_flops_counter });
    expect(counted(path, false)).toEqual(whole);
  });
});

describe('the supernet', () => {
  const trace = (space: HyperCuboid, part = {}) =>
    traceCuboid(space, { ...CIFAR, weighting: 'scalar', least: null, ...part });

  it.each([
    [4, 8_930_122],
    [3, 7_396_042],
  ])('of %i layers has the published number of parameters', (layers, params) => {
    expect(countNetwork(trace({ ...multichannelnet, layers })).params).toBe(params);
  });

  it('takes the primitives of cells, too', () => {
    const named = ['skip_connect', 'avg_pool_3x3', 'sep_conv_3x3', 'dil_conv_3x3', 'conv_7x1_1x7'];
    const space: HyperCuboid = {
      ...multichannelnet,
      channels: [4, 8],
      layers: 1,
      base: 8,
      primitives: SPACES.sharper.primitives.filter(({ name }) => named.includes(name)),
    };
    expect(countNetwork(trace(space)).params).toBeGreaterThan(0);
  });

  it('leaves out what weighs too little, and what only that leads to', async () => {
    const space: HyperCuboid = { ...multichannelnet, channels: [2, 4], layers: 1, base: 4 };
    const options = { ...CIFAR, height: 8, width: 8, batch: 2, mode: 'eval', weighting: 'scalar' } as const;
    // In the first stage all that gives 4 channels weighs nothing, so what takes 4 in the second has no input.
    const alphas = Float32Array.from([0, 0, -30, -30, 0, 0, -30, -30, 0, 0, 0, 0, 0, 0, 0, 0]);
    const network = traceCuboid(space, { ...options, least: 1e-4 });
    const executor = await createTfjsExecutor();
    const logitsWith = async (changed: RegExp): Promise<readonly number[]> => {
      const variables = Object.fromEntries([
        ...network.parameters.map(({ name, shape }) => [name, { dtype: 'float32', shape }] as const),
        ...network.statistics.flatMap(({ name, channels }) => [
          [`${name}.running_mean`, { dtype: 'float32', shape: [channels] }] as const,
          [`${name}.running_var`, { dtype: 'float32', shape: [channels] }] as const,
        ]),
        [ALPHAS.normal, { dtype: 'float32', shape: [2, 8] }] as const,
      ]);
      const executable = await executor.load({
        variables,
        programs: { [network.program.name]: network.program },
      });
      for (const [name, { shape }] of Object.entries(variables)) {
        const size = shape.reduce((product, extent) => product * extent, 1);
        const scale = changed.test(name) ? 3 : 1;
        const value = Float32Array.from({ length: size }, (_, i) =>
          name.endsWith('running_var') ? 1 : scale * (0.3 + 0.2 * Math.sin(1.7 * i + name.length)),
        );
        await executable.write(name, name === ALPHAS.normal ? alphas : value);
      }
      const images = Float32Array.from({ length: 2 * 8 * 8 * 3 }, (_, i) => 1 + Math.cos(i));
      const { logits } = await executable.run(network.program.name, { images });
      await executable.dispose();
      return [...(logits instanceof Float32Array ? logits : [])];
    };
    const before = await logitsWith(/nothing/);
    expect(before.every(Number.isFinite)).toBe(true);
    expect(await logitsWith(/^op_grid\.0\.0\.[01]\.1\./)).toEqual(before);
    expect(await logitsWith(/^op_grid\.0\.1\.1\./)).toEqual(before);
    expect(await logitsWith(/^op_grid\.0\.1\.0\./)).not.toEqual(before);
  });
});
