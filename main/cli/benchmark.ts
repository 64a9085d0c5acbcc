/** Times the steps of the loops that runs are made of, on random images. */
import { createRng } from '../base/rng.ts';
import { inMemory } from '../data/index.ts';
import type { Dataset, ImageSet } from '../data/index.ts';
import type { Executor } from '../engine/index.ts';
import { createSearchLoop, searchConfigSchema } from '../search/index.ts';
import { findPublished, findSpace } from '../spaces/index.ts';
import { createTrainLoop, trainConfigSchema } from '../train/index.ts';
import type { EpochEvent, FeedWatch, Loop, RunData, StepEvent } from '../train/index.ts';

/** What is timed: as many steps as asked for, after one that warms up. */
export interface BenchmarkPlan {
  readonly batch: number;
  readonly channels: number;
  readonly layers: number;
  readonly steps: number;
  /** Search space of a search; a final training has none. */
  readonly space: string;
  readonly dtype: 'float32' | 'bfloat16';
}

/** What the steps run on. */
export interface BenchmarkMeans {
  readonly executor: Executor;
  /** Threads that prepare batches, and their bundled entry. */
  readonly workers: number;
  readonly workerPath: URL | string | null;
  /** Milliseconds since the process started. */
  readonly now: () => number;
  /** Called before one more step, which is not timed. */
  readonly beforeLast?: () => void;
}

/** What a benchmark has measured. */
export interface Timing {
  /** Trainable parameters of the network, without alphas. */
  readonly parameters: number;
  readonly firstStepMs: number;
  /** From the start of the process to the end of the first step. */
  readonly startToFirstStepMs: number;
  /** Each step after the first, waiting for its batches included. */
  readonly stepsMs: readonly number[];
  /** Share of the time of those steps in which the loop had asked for a batch and did not have it. */
  readonly waitingShare: number;
}

/** Events of a loop that end a turn of it. */
export type BenchmarkEvent = StepEvent | EpochEvent | { readonly type: 'start' | 'shrink' };

interface BenchmarkJob {
  /** The published settings, which are the ones of the comparison too. */
  readonly defaults: { readonly batch: number; readonly channels: number; readonly layers: number };
  createLoop(plan: BenchmarkPlan, on: Materials): Promise<Loop<BenchmarkEvent, unknown>>;
}

interface Materials {
  readonly data: RunData;
  readonly executor: Executor;
}

const SEED = 0;
const MOMENTUM = { learningRate: { max: 0.025 }, momentum: 0.9, weightDecay: 3e-4, clip: 5 };

/** One step of each: of a first-order DARTS search the alphas' and the weights', of a final training the weights'. */
export const BENCHMARKS = {
  search: {
    defaults: { batch: 64, channels: 16, layers: 8 },
    createLoop(plan, on) {
      const config = searchConfigSchema.parse({
        ...sharedSettings(plan),
        space: plan.space,
        method: { name: 'darts', options: { alphas: {} } },
        network: { initChannels: plan.channels, cells: plan.layers },
      });
      return createSearchLoop({ ...on, config, space: findSpace(plan.space), seed: SEED, restore: null });
    },
  },
  final: {
    defaults: { batch: 32, channels: 36, layers: 20 },
    createLoop(plan, on) {
      const config = trainConfigSchema.parse({
        ...sharedSettings(plan),
        network: { initChannels: plan.channels, cells: plan.layers },
      });
      const cell = { genotype: findPublished('DARTS_V2').genotype, primitives: null };
      return createTrainLoop({ ...on, config, cell, seed: SEED, restore: null });
    },
  },
} as const satisfies Record<string, BenchmarkJob>;

/** The name of a benchmark. */
export type BenchmarkName = keyof typeof BENCHMARKS;

const sharedSettings = ({ batch, dtype }: BenchmarkPlan) => ({
  batch,
  precision: dtype,
  epochs: 1,
  weights: MOMENTUM,
  augment: {},
  partialBatch: 'drop',
  evaluationBatch: batch,
});

/**
 * Runs a benchmark to its end.
 *
 * @throws AppError of the rooms whose parts do not fit together
 */
export async function runBenchmark(
  name: BenchmarkName,
  plan: BenchmarkPlan,
  { executor, workers, workerPath, now, beforeLast }: BenchmarkMeans,
): Promise<Timing> {
  const waiting = stopwatch(now);
  const data: RunData = { dataset: randomImages(plan), workers, workerPath, watch: waiting };
  const loop = await BENCHMARKS[name].createLoop(plan, { data, executor });
  try {
    const steps = stepsOf(loop.events(), now);
    const first = await steps();
    const waitedMs = waiting.elapsedMs();
    const stepsMs: number[] = [];
    while (stepsMs.length < plan.steps) stepsMs.push((await steps()).tookMs);
    const totalMs = stepsMs.reduce((sum, ms) => sum + ms, 0);
    const waitingShare = (waiting.elapsedMs() - waitedMs) / totalMs;
    if (beforeLast !== undefined) {
      beforeLast();
      await steps();
    }
    return {
      parameters: loop.parameters,
      firstStepMs: first.tookMs,
      startToFirstStepMs: first.endedMs,
      stepsMs,
      waitingShare,
    };
  } finally {
    await loop.dispose();
  }
}

/** Takes one step after the other. What a loop tells before a step does not belong to its time. */
export function stepsOf(events: AsyncGenerator<BenchmarkEvent, unknown, void>, now: () => number) {
  return async (): Promise<{ readonly tookMs: number; readonly endedMs: number }> => {
    for (;;) {
      const begunMs = now();
      const turn = await events.next();
      const endedMs = now();
      if (turn.done === true) throw new Error('internal: there are images for more steps than are timed');
      if (turn.value.type === 'step') return { tookMs: endedMs - begunMs, endedMs };
    }
  };
}

/** The time during which at least one batch was asked for and not yet given. */
export function stopwatch(now: () => number): FeedWatch & { elapsedMs(): number } {
  let open = 0;
  let sinceMs = 0;
  let elapsedMs = 0;
  return {
    asked() {
      if (open === 0) sinceMs = now();
      open += 1;
    },
    given() {
      open -= 1;
      if (open === 0) elapsedMs += now() - sinceMs;
    },
    elapsedMs: () => elapsedMs,
  };
}

const SIDE = 32;
const CHANNELS = 3;
const CLASSES = 10;
/** Batches that are prepared ahead must come from somewhere, and the epoch must not end: its evaluation is no step. */
const SPARE_BATCHES = 8;

/** Pixels are uniform, so these are their exact mean and deviation: batches have mean 0 and deviation 1. */
const UNIFORM = { mean: 0.5, deviation: Math.sqrt((256 ** 2 - 1) / 12) / 255 };

/** Noise of CIFAR-10's shape: both halves have batches enough for every step. */
export function randomImages({ batch, steps }: Pick<BenchmarkPlan, 'batch' | 'steps'>): Dataset {
  const { mean, deviation } = UNIFORM;
  return {
    id: 'random',
    name: 'random',
    classes: Array.from({ length: CLASSES }, (_, i) => String(i)),
    train: randomSet('train', 2 * batch * (steps + SPARE_BATCHES)),
    test: randomSet('test', batch),
    statistics: {
      mean: new Array<number>(CHANNELS).fill(mean),
      deviation: new Array<number>(CHANNELS).fill(deviation),
    },
    validationFrom: null,
    skipped: [],
  };
}

function randomSet(part: string, count: number): ImageSet {
  const rng = createRng(SEED, 'random images', part);
  const words = new Uint32Array(new SharedArrayBuffer(count * SIDE * SIDE * CHANNELS));
  for (let i = 0; i < words.length; i += 1) words[i] = rng.uint32();
  const labels = new Uint8Array(new SharedArrayBuffer(count));
  for (let i = 0; i < count; i += 1) labels[i] = rng.integer(CLASSES);
  const images = new Uint8Array(words.buffer);
  return inMemory({ count, height: SIDE, width: SIDE, channels: CHANNELS, images, labels });
}
