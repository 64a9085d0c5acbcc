import { describe, expect, it } from 'vitest';
import { recordingExecutor } from '../../test/support/recording-executor.ts';
import { runLoop } from '../../test/support/run-loop.ts';
import { TINY_GENOTYPE, tinyData } from '../../test/support/tiny-data.ts';
import { createTfjsExecutor } from '../engine/index.ts';
import { trainConfigSchema } from './config.ts';
import type { Loop } from './events.ts';
import { createTrainLoop } from './loop.ts';
import type { TrainEvent, TrainOptions, TrainResult } from './loop.ts';

const executor = await createTfjsExecutor();
const config = trainConfigSchema.parse({
  network: { initChannels: 2, cells: 3, dropPath: 0.5 },
  batch: 4,
  epochs: 2,
  weights: { learningRate: { max: 0.1 }, weightDecay: 3e-4 },
  augment: { crop: { padding: 1 }, flip: true },
  // Three batches an epoch, the last one of two.
  images: 10,
  evaluationBatch: 4,
  evaluateEvery: 2,
});

const open = (changed: Partial<TrainOptions> = {}): Promise<Loop<TrainEvent, TrainResult>> =>
  createTrainLoop({
    config,
    cell: { genotype: TINY_GENOTYPE, primitives: null },
    data: tinyData({ train: 12, test: 6 }),
    executor,
    seed: 1,
    restore: null,
    ...changed,
  });

const whole = await runLoop(await open());

describe('createTrainLoop', () => {
  it('tells three steps and an epoch, twice, then the result', () => {
    const kinds = whole.events.map((event) => (event.type === 'step' ? event.step : 'epoch'));
    expect(kinds).toEqual([1, 2, 3, 'epoch', 4, 5, 6, 'epoch']);
    expect(whole.events[0]).toMatchObject({ epoch: 0, steps: 6, valid: null, learningRate: 0.1 });
    const rates = whole.events.flatMap((event) => (event.type === 'step' ? [event.learningRate] : []));
    expect(rates.slice(3).every((rate) => Math.abs(rate - 0.05) < 1e-12)).toBe(true);
  });

  it('tests when it is asked to, and ends with the test of the last epoch', () => {
    const [first, second] = whole.events.filter(({ type }) => type === 'epoch');
    expect(first?.valid).toBeNull();
    expect(second?.valid).not.toBeNull();
    expect(whole.result?.test).toEqual(second?.valid);
    // Only the last epoch is tested, so it is the best one.
    expect(whole.result?.best).toEqual({ epoch: 1, accuracy: second?.valid?.accuracy });
    expect(whole.result?.parameters).toBeGreaterThan(100);
    expect(whole.result?.macs).toBeGreaterThan(1000);
  });

  it('drops more paths in each epoch, none in the first, each step by a seed of its own', async () => {
    const recorded = recordingExecutor(executor);
    await runLoop(await open({ executor: recorded.executor }));
    const steps = recorded.runs.filter(({ program }) => program.startsWith('trainStep'));
    expect(steps.map(({ program }) => program.slice('trainStep@'.length))).toEqual([
      ...['4', '4', '2', '4', '4', '2'],
    ]);
    expect(steps.map(({ feeds }) => feeds['dropPathKeep']?.[0])).toEqual([1, 1, 1, 0.75, 0.75, 0.75]);
    expect(new Set(steps.map(({ feeds }) => feeds['seed']?.join())).size).toBe(6);
    expect(recorded.open()).toBe(0);
  });

  it('drops paths in the first epoch too where that counts as 1', async () => {
    const recorded = recordingExecutor(executor);
    const network = { ...config.network, dropPathFirstEpoch: 1 as const };
    await runLoop(await open({ config: { ...config, network }, executor: recorded.executor }));
    const keep = recorded.runs.flatMap(({ feeds }) => feeds['dropPathKeep']?.[0] ?? []);
    expect(keep).toEqual([0.75, 0.75, 0.75, 0.5, 0.5, 0.5]);
  });

  it('follows the schedule of its learning rate', async () => {
    const learningRate = { schedule: 'stepDecay', max: 0.1, gamma: 0.5, every: 1 } as const;
    const { events } = await runLoop(
      await open({ config: { ...config, weights: { ...config.weights, learningRate } } }),
    );
    const rates = events.flatMap((event) => (event.type === 'step' ? [event.learningRate] : []));
    expect(rates).toEqual([0.1, 0.1, 0.1, 0.05, 0.05, 0.05]);
  });

  it('trains and tests on images of the size of the view', async () => {
    const recorded = recordingExecutor(executor);
    const viewed = trainConfigSchema.parse({
      ...config,
      augment: { resizedCrop: { size: 8 }, colorJitter: {}, autoAugment: 'cifar10' },
      view: { resize: 9, crop: 8 },
    });
    const { result } = await runLoop(await open({ config: viewed, executor: recorded.executor }));
    const imagesOf = (program: string) =>
      recorded.runs.flatMap((one) => (one.program.startsWith(program) ? [one.feeds['images']?.length] : []));
    expect(imagesOf('trainStep')).toEqual([4, 4, 2, 4, 4, 2].map((batch) => batch * 8 * 8));
    expect(imagesOf('evaluate')).toEqual([4, 2].map((batch) => batch * 8 * 8));
    // Four times the pixels of 4 x 4, and the same network.
    expect(result?.parameters).toBe(whole.result?.parameters);
    expect(result?.macs).toBeGreaterThan(3 * (whole.result?.macs ?? NaN));
  });

  it('refuses to train on images of another size than it tests on', async () => {
    const bad = trainConfigSchema.parse({ ...config, augment: { resizedCrop: { size: 8 } } });
    await expect(open({ config: bad })).rejects.toMatchObject({ code: 'data/bad-augmentation' });
  });

  it('is another run with another seed, and the same with the same', async () => {
    expect((await runLoop(await open(), 1)).events[0]).toEqual(whole.events[0]);
    expect((await runLoop(await open({ seed: 2 }), 1)).events[0]).not.toEqual(whole.events[0]);
  });
});

describe('a snapshot', () => {
  // In the middle of an epoch; after its last step, before it is told; right after it is told; at the end.
  it.each([2, 3, 4, 8])('after %i events goes on to the same bits', async (stop) => {
    const before = await runLoop(await open(), stop);
    expect(before.events).toEqual(whole.events.slice(0, stop));
    const carried: unknown = JSON.parse(JSON.stringify(before.snapshot.carried));
    const after = await runLoop(await open({ restore: { ...before.snapshot, carried } }));
    expect(after.events).toEqual(whole.events.slice(stop));
    expect(after.result).toEqual(whole.result);
    expect(after.snapshot).toEqual(whole.snapshot);
  });

  it('of another network is refused, and nothing is left open', async () => {
    const recorded = recordingExecutor(executor);
    const wider = { ...config, network: { ...config.network, initChannels: 4 } };
    const opening = open({ config: wider, restore: whole.snapshot, executor: recorded.executor });
    await expect(opening).rejects.toThrow(/does not belong to this run: its variable "weights" has \d+/);
    expect(recorded.open()).toBe(0);
  });

  it('of another kind of loop is refused', async () => {
    const opening = open({ restore: { ...whole.snapshot, carried: { closed: 1 } } });
    await expect(opening).rejects.toMatchObject({ code: 'train/foreign-snapshot' });
  });
});

it('refuses batches that the images do not fill', async () => {
  const opening = open({ config: { ...config, batch: 64, partialBatch: 'drop' } });
  await expect(opening).rejects.toMatchObject({ code: 'data/too-few-images' });
});

describe('a moving average', () => {
  const averaging = trainConfigSchema.parse({ ...config, ema: { decay: 0.5 } });

  it('is what is tested; the training itself is as without', async () => {
    const averaged = await runLoop(await open({ config: averaging }));
    const trainOf = ({ events }: typeof whole) => events.map(({ train }) => train);
    expect(trainOf(averaged)).toEqual(trainOf(whole));
    expect(averaged.result?.test).not.toEqual(whole.result?.test);
    // A training that begins where the average ended is tested with the same result.
    const variables = Object.fromEntries(
      Object.keys(whole.snapshot.variables).map((name) => {
        const values = averaged.snapshot.variables[`ema.${name}`] ?? averaged.snapshot.variables[name];
        return [name, values ?? new Float32Array()];
      }),
    );
    const { result } = await runLoop(await open({ restore: { ...averaged.snapshot, variables } }));
    expect(result?.test).toEqual(averaged.result?.test);
  });

  it('goes on from a snapshot to the same bits', async () => {
    const entire = await runLoop(await open({ config: averaging }));
    const before = await runLoop(await open({ config: averaging }), 3);
    const after = await runLoop(await open({ config: averaging, restore: before.snapshot }));
    expect(after.events).toEqual(entire.events.slice(3));
    expect(after.snapshot).toEqual(entire.snapshot);
    expect(after.result).toEqual(entire.result);
  });
});

describe('a divided batch', () => {
  const divided = trainConfigSchema.parse({ ...config, accumulate: 2 });

  it('goes through the network in parts, with a draw and an order of their own, before one update', async () => {
    const recorded = recordingExecutor(executor);
    const { events } = await runLoop(await open({ config: divided, executor: recorded.executor }));
    expect(events).toHaveLength(whole.events.length);
    const steps = recorded.runs.filter(({ program }) => !program.startsWith('evaluate'));
    const [large, small] = [
      ['accumulate@2', 'accumulate@2', 'applyStep'],
      ['accumulate@1', 'accumulate@1', 'applyStep'],
    ];
    expect(steps.slice(0, 9).map(({ program }) => program)).toEqual([...large, ...large, ...small]);
    const seeds = steps.flatMap(({ feeds }) => (feeds['seed'] === undefined ? [] : [feeds['seed'].join()]));
    expect(new Set(seeds).size).toBe(12);
  });

  it('goes on from a snapshot to the same bits', async () => {
    const entire = await runLoop(await open({ config: divided }));
    const before = await runLoop(await open({ config: divided }), 2);
    const after = await runLoop(await open({ config: divided, restore: before.snapshot }));
    expect(after.events).toEqual(entire.events.slice(2));
    expect(after.snapshot).toEqual(entire.snapshot);
  });

  it('that leaves a rest is refused, as are devices that are not there', async () => {
    const recorded = recordingExecutor(executor);
    const refused = (division: object) =>
      open({ config: trainConfigSchema.parse({ ...config, ...division }), executor: recorded.executor });
    await expect(refused({ accumulate: 4 })).rejects.toMatchObject({ code: 'train/uneven-batch' });
    await expect(refused({ devices: 2 })).rejects.toMatchObject({ code: 'train/too-few-gpus' });
    expect(recorded.open()).toBe(0);
  });
});
