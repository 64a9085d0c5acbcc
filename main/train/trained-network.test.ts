import { expect, it } from 'vitest';
import { pixelsIn } from '../../test/support/pixels.ts';
import { recordingExecutor } from '../../test/support/recording-executor.ts';
import { TINY_GENOTYPE, tinyData } from '../../test/support/tiny-data.ts';
import { inMemory } from '../data/index.ts';
import { createTfjsExecutor } from '../engine/index.ts';
import { trainConfigSchema } from './config.ts';
import { evaluateTraining } from './evaluate-training.ts';
import { createTrainLoop } from './loop.ts';
import { createPredictions, rankedOf } from './predictions.ts';
import { openTrained } from './trained-network.ts';

const executor = await createTfjsExecutor();
const data = tinyData({ train: 8, test: 6 });
const cell = { genotype: TINY_GENOTYPE, primitives: null };
const config = trainConfigSchema.parse({
  network: { initChannels: 2, cells: 3, dropPath: 0.5 },
  batch: 4,
  epochs: 1,
  weights: { learningRate: { max: 0.1 }, weightDecay: 3e-4 },
  augment: { crop: { padding: 1 }, flip: true },
  evaluationBatch: 4,
});

async function learnt() {
  const loop = await createTrainLoop({ config, cell, data, executor, seed: 1, restore: null });
  for await (const _ of loop.events());
  const snapshot = await loop.snapshot();
  await loop.dispose();
  return { config, cell, snapshot, data };
}

it('says of each test image alone what the evaluation says of it, and what each cell gives', async () => {
  const training = await learnt();
  const { test, classes } = data.dataset;
  const tally = createPredictions(test.count, classes.length);
  await evaluateTraining(training, { images: test, executor, onAnswers: tally.add });
  const predictions = tally.result();
  const recorded = recordingExecutor(executor);
  const network = await openTrained(training, recorded.executor);
  const { height = 0, width = 0 } = test.size ?? {};
  const size = height * width * test.channels;
  for (let image = 0; image < test.count; image += 1) {
    const images = new Uint8Array(new SharedArrayBuffer(size));
    images.set(pixelsIn(test).subarray(image * size, (image + 1) * size));
    const labels = new Uint8Array(new SharedArrayBuffer(1));
    const alone = inMemory({ count: 1, channels: test.channels, height, width, images, labels });
    const { ranked, maps } = await network.ask(alone);
    const known = rankedOf(predictions, image);
    expect(ranked.map((each) => each.class)).toEqual(known.map((each) => each.class));
    ranked.forEach(({ probability }, i) => expect(probability).toBeCloseTo(known[i]?.probability ?? -1, 5));
    expect(maps.map((map) => map.cell)).toEqual([0, 1, 2]);
    for (const map of maps) expect(map.values).toHaveLength(map.height * map.width * map.channels);
    // The second and the third cell halve the image.
    expect(maps.map((map) => map.height)).toEqual([height, height / 2, height / 4]);
  }
  await network.dispose();
  expect(recorded.open()).toBe(0);
});
