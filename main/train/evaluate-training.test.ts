import { expect, it } from 'vitest';
import { pixelsIn, withPixels } from '../../test/support/pixels.ts';
import { recordingExecutor } from '../../test/support/recording-executor.ts';
import { TINY_GENOTYPE, tinyData } from '../../test/support/tiny-data.ts';
import { createTfjsExecutor } from '../engine/index.ts';
import type { Bundle, Executor } from '../engine/index.ts';
import { trainConfigSchema } from './config.ts';
import { evaluateTraining } from './evaluate-training.ts';
import type { Snapshot } from './events.ts';
import { createTrainLoop } from './loop.ts';
import type { TrainResult } from './loop.ts';

const executor = await createTfjsExecutor();
const cell = { genotype: TINY_GENOTYPE, primitives: null };
const data = tinyData({ train: 8, test: 6 });
const configOf = (changed: object = {}) =>
  trainConfigSchema.parse({
    network: { initChannels: 2, cells: 3, dropPath: 0.5 },
    batch: 4,
    epochs: 1,
    weights: { learningRate: { max: 0.1 }, weightDecay: 3e-4 },
    augment: { crop: { padding: 1 }, flip: true },
    // The test images make a batch of four and one of two.
    evaluationBatch: 4,
    ...changed,
  });

async function trained(config = configOf()): Promise<{ result: TrainResult; snapshot: Snapshot }> {
  const loop = await createTrainLoop({ config, cell, data, executor, seed: 1, restore: null });
  const events = loop.events();
  let turn = await events.next();
  while (turn.done !== true) turn = await events.next();
  const snapshot = await loop.snapshot();
  await loop.dispose();
  return { result: turn.value, snapshot };
}

/** An executor that keeps the bundles that it loads. */
function noting(bundles: Bundle[]): Executor {
  return {
    ...executor,
    load: (bundle) => {
      bundles.push(bundle);
      return executor.load(bundle);
    },
  };
}

const { result, snapshot } = await trained();
const images = data.dataset.test;

it('finds what the training ended with, to the bit, and in detail', async () => {
  const { test, parameters, macs } = await evaluateTraining(
    { config: configOf(), cell, snapshot, data },
    { images, executor },
  );
  const score = { loss: test.loss, accuracy: test.accuracy };
  expect({ parameters, macs, test: score }).toEqual({
    parameters: result.parameters,
    macs: result.macs,
    test: result.test,
  });
  expect(test.images).toBe(6);
  expect(test.perClass.map(({ class: name, images: count }) => [name, count])).toEqual([
    ['dark', 2],
    ['grey', 2],
    ['bright', 2],
  ]);
  expect(test.confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(6);
});

it('loads nothing that trains', async () => {
  const bundles: Bundle[] = [];
  await evaluateTraining({ config: configOf(), cell, snapshot, data }, { images, executor: noting(bundles) });
  expect(bundles.map(({ programs }) => Object.keys(programs))).toEqual([['evaluate@4', 'evaluate@2']]);
  expect(Object.keys(bundles[0]?.variables ?? {})).toEqual([
    'weights',
    'statistics.mean',
    'statistics.variance',
  ]);
});

it('evaluates on other images by the normalization of the training', async () => {
  const darker = withPixels(
    images,
    pixelsIn(images).map((value) => Math.max(0, value - 30)),
  );
  const evaluation = (set: typeof images) =>
    evaluateTraining({ config: configOf(), cell, snapshot, data }, { images: set, executor });
  expect((await evaluation(darker)).test.loss).not.toBe((await evaluation(images)).test.loss);
});

it('evaluates a training whose batches were accumulated, and one that used devices that are not here', async () => {
  const config = configOf({ accumulate: 2 });
  const accumulated = await trained(config);
  const { test } = await evaluateTraining(
    { config, cell, snapshot: accumulated.snapshot, data },
    { images, executor },
  );
  expect(test).toMatchObject(accumulated.result.test);
  const elsewhere = configOf({ devices: 2 });
  const { test: same } = await evaluateTraining(
    { config: elsewhere, cell, snapshot, data },
    { images, executor },
  );
  expect(same).toMatchObject(result.test);
});

it('refuses the state of another network, and leaves nothing open', async () => {
  const recorded = recordingExecutor(executor);
  const wider = configOf({ network: { initChannels: 4, cells: 3 } });
  const evaluation = evaluateTraining(
    { config: wider, cell, snapshot, data },
    { images, executor: recorded.executor },
  );
  await expect(evaluation).rejects.toMatchObject({ code: 'train/foreign-snapshot' });
  expect(recorded.open()).toBe(0);
});

it('takes what was trained in float16 to a processor, in float32', async () => {
  const training = { config: configOf({ precision: 'float16' }), cell, data };
  const lossScale = { lossScale: Float32Array.of(1), goodSteps: Float32Array.of(0) };
  const half = { ...snapshot, variables: { ...snapshot.variables, ...lossScale } };
  const evaluation = await evaluateTraining({ ...training, snapshot: half }, { images, executor });
  const score = { loss: evaluation.test.loss, accuracy: evaluation.test.accuracy };
  expect(score).toEqual(result.test);
  expect(evaluation.precision).toBe('float32');
});
