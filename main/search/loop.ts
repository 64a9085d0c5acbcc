import { assert } from '../base/assert.ts';
import { NO_AUGMENT } from '../data/index.ts';
import type { BatchStream } from '../data/index.ts';
import type { Executable, Executor } from '../engine/index.ts';
import { ALPHAS } from '../nn/index.ts';
import { deriveGenotype, edgeCount } from '../spaces/index.ts';
import type { CellKind, SearchSpace } from '../spaces/index.ts';
import {
  SCHEDULES,
  batchSizes,
  carriedOf,
  checkBatches,
  checkDevices,
  checkPrecision,
  checkSnapshot,
  evaluate,
  firstImages,
  openStream,
  positionAt,
  readSnapshot,
  runEpochs,
  writeVariables,
} from '../train/index.ts';
import type { Loop, Position, RunData, Snapshot, StepReport } from '../train/index.ts';
import { strategyOf } from './config.ts';
import type { SearchConfig } from './config.ts';
import type { Alphas, SearchDetail, SearchEvent, SearchResult } from './events.ts';
import type { SearchPrograms, SearchTask } from './strategy.ts';

/** What a search is made of. */
export interface SearchOptions {
  readonly config: SearchConfig;
  readonly space: SearchSpace;
  readonly data: RunData;
  readonly executor: Executor;
  readonly seed: number;
  /** Where to go on; null: from the beginning. */
  readonly restore: Snapshot | null;
}

/** A search that is open. */
interface Search {
  readonly options: SearchOptions;
  readonly made: SearchPrograms;
  readonly executable: Executable;
  readonly streams: Streams;
  readonly position: Position;
}

/** The weights' half, the alphas' half, and that half once more in order, for evaluation. */
interface Streams {
  readonly weights: BatchStream;
  readonly alphas: BatchStream;
  readonly evaluation: BatchStream;
}

/**
 * Prepares a search.
 * @throws spaces/..., nn/..., data/..., engine/... when the parts do not fit together
 */
export async function createSearchLoop(options: SearchOptions): Promise<Loop<SearchEvent, SearchResult>> {
  const search = await open(options);
  const { made, executable, streams, position } = search;
  return {
    parameters: made.parameters,
    events: () => run(search),
    snapshot: () =>
      readSnapshot(executable, made.bundle, { step: position.step, carried: carriedOf(position) }),
    async dispose() {
      await Promise.all([closeStreams(streams), executable.dispose()]);
    },
  };
}

async function open(options: SearchOptions): Promise<Search> {
  const { config, executor, seed, restore } = options;
  const position = positionAt(restore);
  const halves = halvesOf(options);
  const streams = openStreams(options, halves);
  try {
    const task = taskOf(options, halves);
    checkDevices(executor, config);
    checkPrecision(executor, config.precision);
    checkBatches([...task.weightBatches, task.alphaBatch], config);
    const made = strategyOf(config.method.name).programs(task, config.method.options);
    if (restore !== null) checkSnapshot(made.bundle, restore);
    const executable = await executor.load(made.bundle);
    await writeVariables(executable, restore?.variables ?? made.initial(seed));
    return { options, made, executable, streams, position };
  } catch (error) {
    await closeStreams(streams);
    throw error;
  }
}

async function closeStreams({ weights, alphas, evaluation }: Streams): Promise<void> {
  await Promise.all([weights.dispose(), alphas.dispose(), evaluation.dispose()]);
}

interface Halves {
  readonly weights: Uint32Array;
  readonly alphas: Uint32Array;
}

/** The published split: the first half of the images, in file order, for the weights, the rest for the alphas. */
function halvesOf({ config, data }: SearchOptions): Halves {
  const indices = firstImages(data.dataset.train, config.images);
  const middle = Math.floor(indices.length / 2);
  return { weights: indices.slice(0, middle), alphas: indices.slice(middle) };
}

function taskOf({ config, space, data, executor }: SearchOptions, halves: Halves): SearchTask {
  const { dataset } = data;
  return {
    space,
    images: { ...dataset, classes: dataset.classes.length },
    config,
    weightBatches: batchSizes(halves.weights.length, config.batch, config.partialBatch === 'drop'),
    alphaBatch: Math.min(config.batch, halves.alphas.length),
    evaluationBatches:
      config.evaluateEvery === null ? [] : batchSizes(halves.alphas.length, config.evaluationBatch, false),
    fused: executor.fuses,
  };
}

function openStreams({ config, data, seed }: SearchOptions, halves: Halves): Streams {
  const { dataset } = data;
  const shared = { set: dataset.train, seed, dropLast: false };
  const training = { ...shared, batch: config.batch, augment: config.augment };
  return {
    weights: openStream(data, {
      ...training,
      stream: 'weights',
      indices: halves.weights,
      order: 'shuffled',
      dropLast: config.partialBatch === 'drop',
    }),
    alphas: openStream(data, { ...training, stream: 'alphas', indices: halves.alphas, order: 'fresh' }),
    evaluation: openStream(data, {
      ...shared,
      stream: 'evaluation',
      indices: halves.alphas,
      order: 'sequential',
      batch: config.evaluationBatch,
      augment: NO_AUGMENT,
    }),
  };
}

async function* run(search: Search): AsyncGenerator<SearchEvent, SearchResult, void> {
  const { options, executable, streams, position } = search;
  const { epochs, evaluateEvery, weights } = options.config;
  if (position.step === 0) yield { type: 'start', detail: await detailOf(search) };
  yield* runEpochs<SearchDetail>({
    position,
    stepsPerEpoch: streams.weights.batchesPerEpoch,
    epochs,
    learningRates: SCHEDULES.cosine.values(epochs, weights.learningRate),
    step: (at) => step(search, at),
    async closeEpoch(epoch) {
      const isScored = evaluateEvery !== null && ((epoch + 1) % evaluateEvery === 0 || epoch === epochs - 1);
      const valid = isScored ? await evaluate(executable, streams.evaluation) : null;
      return { valid, detail: await detailOf(search) };
    },
  });
  return detailOf(search);
}

async function step(
  { options, executable, streams, position }: Search,
  at: { readonly epoch: number; readonly index: number; readonly learningRate: number },
): Promise<StepReport> {
  const { method, accumulate } = options.config;
  const [weightBatch, alphaBatch] = await Promise.all([
    streams.weights.batch(at.epoch, at.index),
    // Every step draws from a new order of the alphas' half, so images come back before all were seen, as in the reference.
    streams.alphas.batch(position.step, 0),
  ]);
  const { learningRate } = at;
  const on = { executable, step: position.step, learningRate, weightBatch, alphaBatch, accumulate };
  const report = await strategyOf(method.name).step(on, method.options);
  return { ...report, size: weightBatch.size };
}

/** The alphas as they are, and the cell that they give. */
async function detailOf({ options, executable }: Search): Promise<SearchDetail> {
  const { space } = options;
  const alphas: Alphas = {
    normal: await rowsOf(executable, space, 'normal'),
    reduction: await rowsOf(executable, space, 'reduction'),
  };
  return { alphas, genotype: deriveGenotype(space, alphas) };
}

async function rowsOf(
  executable: Executable,
  space: SearchSpace,
  kind: CellKind,
): Promise<readonly (readonly number[])[]> {
  const values = await executable.read(ALPHAS[kind]);
  const columns = space.primitives.length;
  assert(values.length === edgeCount(space.intermediateNodes) * columns, 'alphas are [E,P]');
  return Array.from({ length: values.length / columns }, (_, row) =>
    Array.from(values.subarray(row * columns, (row + 1) * columns)),
  );
}
