import { describe, expect, it } from 'vitest';
import { pixelsIn } from '../../test/support/pixels.ts';
import { recordingExecutor } from '../../test/support/recording-executor.ts';
import { createTfjsExecutor } from '../engine/index.ts';
import { randomImages, runBenchmark, stopwatch } from './benchmark.ts';
import type { BenchmarkPlan } from './benchmark.ts';

const plan: BenchmarkPlan = { batch: 1, channels: 2, layers: 1, steps: 1, space: 'darts', dtype: 'float32' };

/** A clock that goes on by a second whenever somebody looks at it. */
function ticking(): () => number {
  let ms = 0;
  return () => (ms += 1000);
}

describe('runBenchmark', () => {
  it.each([
    ['search', ['alphaStep', 'weightStep@1']],
    ['final', ['trainStep@1']],
  ] as const)('%s: one step to warm up, then those that are timed', async (job, programs) => {
    const { executor, runs, open } = recordingExecutor(await createTfjsExecutor());
    const means = { executor, workers: 0, workerPath: null, now: ticking() };
    const timing = await runBenchmark(job, plan, means);
    expect(runs.map(({ program }) => program)).toEqual([...programs, ...programs]);
    expect(open()).toBe(0);
    // Of the four looks at the clock in a step two are the watch's: a third of its time was spent waiting.
    expect(timing.stepsMs).toEqual([3000]);
    expect(timing.waitingShare).toBeCloseTo(1 / 3, 10);
    expect(timing.firstStepMs).toBe(3000);
    expect(timing.startToFirstStepMs).toBeGreaterThanOrEqual(4000);
    expect(timing.parameters).toBeGreaterThan(100);
  });

  it('gives every step images of its own', async () => {
    const { executor, runs } = recordingExecutor(await createTfjsExecutor());
    await runBenchmark('final', plan, { executor, workers: 0, workerPath: null, now: ticking() });
    const firsts = runs.map(({ feeds }) => feeds['images']?.slice(0, 8).join(' '));
    expect(new Set(firsts).size).toBe(2);
  });
});

it('stopwatch: batches that are waited for at the same time count once', () => {
  let ms = 0;
  const watch = stopwatch(() => ms);
  watch.asked();
  ms = 10;
  watch.asked();
  ms = 30;
  watch.given();
  ms = 35;
  watch.given();
  ms = 1000;
  expect(watch.elapsedMs()).toBe(35);
  watch.asked();
  ms = 1001;
  watch.given();
  expect(watch.elapsedMs()).toBe(36);
});

it('randomImages: the shape of CIFAR-10, the stated statistics, in shared memory', () => {
  const { train, test, statistics, classes } = randomImages({ batch: 4, steps: 2 });
  expect([train.size, train.channels, classes.length]).toEqual([{ height: 32, width: 32 }, 3, 10]);
  const pixels = pixelsIn(train);
  // Both halves of a search must last for more steps than are timed.
  expect(train.count / 2).toBeGreaterThan(4 * 3);
  expect(test.count).toBe(4);
  const mean = pixels.reduce((sum, value) => sum + value / 255, 0) / pixels.length;
  const variance = pixels.reduce((sum, v) => sum + (v / 255 - mean) ** 2, 0) / pixels.length;
  expect(mean).toBeCloseTo(statistics.mean[0] ?? 0, 2);
  expect(Math.sqrt(variance)).toBeCloseTo(statistics.deviation[0] ?? 0, 2);
  expect(new Set(train.labels).size).toBe(10);
  expect(pixels.buffer).toBeInstanceOf(SharedArrayBuffer);
});
