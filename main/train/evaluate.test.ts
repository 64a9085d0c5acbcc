import { expect, it } from 'vitest';
import { createBuilder, createTfjsExecutor, float32 } from '../engine/index.ts';
import type { BatchStream } from '../data/index.ts';
import { evaluate, examine } from './evaluate.ts';

/** Logits of two classes: an image's only pixel and its negative. */
function program(batch: number) {
  const b = createBuilder();
  const images = b.feed('images', float32(batch, 1));
  const logits = b.one('concat', [images, b.one('neg', [images])], { axis: 1 });
  return b.build(`evaluate@${batch}`, { fetches: { logits } });
}

const BATCHES = [
  { images: Float32Array.of(1, 2), labels: Int32Array.of(0, 0), size: 2 },
  { images: Float32Array.of(3), labels: Int32Array.of(1), size: 1 },
];
const stream: BatchStream = {
  imageShape: { height: 1, width: 1, channels: 1 },
  batchesPerEpoch: BATCHES.length,
  batch: async (_, index) => BATCHES[index] ?? Promise.reject(new Error('there is no such batch')),
  dispose: async () => undefined,
};

it('scores all batches, each weighted by its images', async () => {
  const programs = { 'evaluate@2': program(2), 'evaluate@1': program(1) };
  const executable = await (await createTfjsExecutor()).load({ variables: {}, programs });
  const { loss, accuracy } = await evaluate(executable, stream);
  const examined = await examine(executable, stream, { classes: ['light', 'dark'] });
  await executable.dispose();
  const softplus = (x: number) => Math.log(1 + Math.exp(x));
  expect(loss).toBeCloseTo((softplus(-2) + softplus(-4) + softplus(6)) / 3, 5);
  expect(accuracy).toBe(2 / 3);
  expect(examined).toMatchObject({
    images: 3,
    loss,
    accuracy,
    confusion: [
      [2, 0],
      [1, 0],
    ],
  });
});
