/** Every method that can search a hypercuboid. */
import { describe, expect, it } from 'vitest';
import { runLoop } from '../../test/support/run-loop.ts';
import { tinyData } from '../../test/support/tiny-data.ts';
import { defined } from '../base/assert.ts';
import { createBuilder, createTfjsExecutor, float32, gradients } from '../engine/index.ts';
import { costOfPath, cuboidCosts } from '../nn/index.ts';
import { checkPathIn, deriveArchitecture, HYPERCUBOIDS, isPath, mixtureOf, SPACES } from '../spaces/index.ts';
import type { HyperCuboid } from '../spaces/index.ts';
import type { Snapshot } from '../train/index.ts';
import { searchConfigSchema } from './config.ts';
import { costPenalty, relativeCosts } from './expected-cost.ts';
import { createSearchLoop } from './open.ts';
import { searchSettingsSchema } from './settings.ts';

const executor = await createTfjsExecutor();
const space: HyperCuboid = {
  ...HYPERCUBOIDS.multichannelnet,
  ...{ id: 'tiny-cuboid', channels: [2, 4], layers: 1, base: 3 },
};

const settings = {
  network: { initChannels: 2, cells: 2 },
  batch: 4,
  epochs: 2,
  weights: { learningRate: { max: 0.1 }, weightDecay: 3e-4 },
  augment: {},
  evaluationBatch: 4,
};
const open = (method: object, restore: Snapshot | null = null) =>
  createSearchLoop({
    config: searchConfigSchema.parse({ space: 'multichannelnet', method, ...settings }),
    ...{ space, data: tinyData({ train: 8, test: 3 }), executor, seed: 1, restore },
  });

async function found(method: object) {
  const { result } = await runLoop(await open(method));
  const { genotype, alphas } = defined(result, 'it has run to its end');
  if (!isPath(genotype)) throw new Error('no path was found');
  return { path: genotype, alphas };
}

describe.each([
  { name: 'darts', options: { alphas: { learningRate: 0.1 } } },
  { name: 'darts', options: { weighting: 'maxW', alwaysApply: true } },
  { name: 'darts', options: { order: 'second', cost: { weight: 0.5 } } },
  { name: 'singleLevel', options: { cost: { weight: 0.5, measure: 'params' } } },
  { name: 'random', options: {} },
  { name: 'random', options: { samples: 2 } },
])('$name $options', (method) => {
  it('finds a path through the hypercuboid, and goes on from a snapshot to the same bits', async () => {
    const whole = await runLoop(await open(method));
    const { genotype, alphas } = defined(whole.result, 'it has run to its end');
    if (!isPath(genotype)) throw new Error('no path was found');
    checkPathIn(genotype, space);
    expect([alphas.normal.map((row) => row.length), alphas.reduction]).toEqual([[8, 8], []]);
    expect(deriveArchitecture(space, alphas)).toEqual(genotype);
    const stop = Math.min(2, whole.events.length);
    const before = await runLoop(await open(method), stop);
    const after = await runLoop(await open(method, before.snapshot));
    expect(after.events).toEqual(whole.events.slice(before.snapshot.step === 0 ? 0 : stop));
    expect(after.result).toEqual(whole.result);
    expect(after.snapshot).toEqual(whole.snapshot);
  });
});

it.each(['importance', 'randomSharing'])('%s says that it searches cells alone', async (name) => {
  const options = name === 'importance' ? { shrinks: 1, interval: 1 } : {};
  await expect(open({ name, options }).then(runLoop)).rejects.toThrow(
    /^MultiChannelNet is a hypercuboid, and this method searches cells alone: /,
  );
});

describe('the expected cost', () => {
  const images = { height: 4, width: 4, channels: 1, classes: 3 };
  const costs = relativeCosts(space, 'macs', images);
  const task = {
    ...{ space, images, weightBatches: [2], alphaBatch: 2, evaluationBatches: [2] },
    config: searchSettingsSchema.parse(settings),
  };

  it('is 1 where all operations weigh the same, whatever is counted', () => {
    for (const measure of ['macs', 'params'] as const) {
      const mean = relativeCosts(space, measure, images)
        .map((stage) => stage.reduce((sum, cost) => sum + cost, 0) / stage.length)
        .reduce((sum, cost) => sum + cost, 0);
      expect(mean).toBeCloseTo(1, 12);
    }
  });

  it('is the mean of the costs by the mixtures, and so is its gradient', async () => {
    const alphas = costs.map((stage, i) => stage.map((_, p) => Math.sin(3 * i + p)));
    const b = createBuilder();
    const given = b.feed('alphas', float32(2, 8));
    const penalty = costPenalty(b, given, { measure: 'macs', weight: 0.7, task });
    const [gradient] = gradients(b, penalty, [given]);
    const fetches = { penalty, gradient: defined(gradient, 'one was asked for') };
    const executable = await executor.load({ variables: {}, programs: { p: b.build('p', { fetches }) } });
    const told = await executable.run('p', { alphas: Float32Array.from(alphas.flat()) });
    const means = alphas.map((stage, i) =>
      mixtureOf(stage).reduce((sum, share, p) => sum + share * (costs[i]?.[p] ?? 0), 0),
    );
    expect(told['penalty']?.[0]).toBeCloseTo(0.7 * means.reduce((sum, mean) => sum + mean, 0), 6);
    const wanted = alphas.flatMap((stage, i) =>
      mixtureOf(stage).map((share, p) => 0.7 * share * ((costs[i]?.[p] ?? 0) - (means[i] ?? 0))),
    );
    Array.from(told['gradient'] ?? []).forEach((value, i) => expect(value).toBeCloseTo(wanted[i] ?? NaN, 6));
    await executable.dispose();
  });

  it('leads the search to a cheap path when it counts for more than all else', async () => {
    const options = { alphas: { initial: 0, learningRate: 0.5 } };
    const free = await found({ name: 'darts', options });
    const cheap = await found({ name: 'darts', options: { ...options, cost: { weight: 1000 } } });
    const sizes = { height: 4, width: 4, inputChannels: 1, classes: 3 };
    const macs = (path: typeof free.path): number =>
      costOfPath(path, { space, costs: cuboidCosts(space, sizes), last: 'kept' }).total.macs;
    expect(macs(cheap.path)).toBeLessThan(macs(free.path));
    expect(cheap.path.operations.map(({ primitive }) => primitive)).toEqual([
      'ResizablePool',
      'ResizablePool',
    ]);
  });

  it('is not known of cells', () => {
    expect(() => relativeCosts(SPACES.darts, 'macs', images)).toThrow(
      /^The expected cost is known of a hypercuboid's operations/,
    );
  });
});
