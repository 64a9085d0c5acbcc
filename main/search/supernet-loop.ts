import { AppError } from '../base/errors.ts';
import { NO_AUGMENT } from '../data/index.ts';
import type { BatchStream } from '../data/index.ts';
import type { Executable } from '../engine/index.ts';
import { deriveGenotype } from '../spaces/index.ts';
import {
  batchSizes,
  carriedOf,
  checkBatches,
  checkDevices,
  checkPrecision,
  checkSnapshot,
  isScored,
  learningRates,
  openStream,
  positionAt,
  readSnapshot,
  runEpochs,
  towerSize,
  writeVariables,
} from '../train/index.ts';
import type { Loop, Position, Score, StepReport } from '../train/index.ts';
import { readAlphas } from './cell-alphas.ts';
import type { SearchDetail, SearchEvent, SearchResult } from './events.ts';
import { halvesOf } from './halves.ts';
import type { Halves } from './halves.ts';
import type { SearchMaterials } from './strategy.ts';
import type {
  EpochEnd,
  SearchPrograms,
  SearchStep,
  SearchStepReport,
  SearchTurn,
  SearchTask,
  SupernetMethod,
  SupernetStrategy,
} from './supernet-method.ts';

/** A search that is open. */
interface Search {
  readonly options: SearchMaterials;
  readonly method: BoundMethod;
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

/** A method with its own settings. */
interface BoundMethod {
  readonly takesAlphaBatch: boolean;
  programs(task: SearchTask): SearchPrograms;
  step(on: SearchStep): Promise<SearchStepReport>;
  closeEpoch(on: EpochEnd): Promise<Score | null>;
}

/** The method with the loop over one supernet. */
export function overSupernet<C>(method: SupernetMethod<C>): SupernetStrategy<C> {
  return {
    ...method,
    open: (materials, config) =>
      createSupernetLoop(materials, {
        takesAlphaBatch: method.takesAlphaBatch,
        programs: (task) => method.programs(task, config),
        step: (on) => method.step(on, config),
        closeEpoch: (on) => method.closeEpoch(on, config),
      }),
  };
}

async function createSupernetLoop(
  options: SearchMaterials,
  method: BoundMethod,
): Promise<Loop<SearchEvent, SearchResult>> {
  const search = await open(options, method);
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

async function open(options: SearchMaterials, method: BoundMethod): Promise<Search> {
  const { config, executor, seed, restore } = options;
  const position = positionAt(restore);
  const halves = halvesOf(options.data, config);
  const streams = openStreams(options, halves);
  try {
    const task = taskOf(options, halves, streams.weights.imageShape);
    checkDevices(executor, config);
    checkPrecision(executor, config.precision);
    checkBatches(task.weightBatches, config);
    if (method.takesAlphaBatch) checkAlphaBatch(task);
    const made = method.programs(task);
    if (restore !== null) checkSnapshot(made.bundle, restore);
    const executable = await executor.load(made.bundle);
    await writeVariables(executable, restore?.variables ?? made.initial(seed));
    return { options, method, made, executable, streams, position };
  } catch (error) {
    await closeStreams(streams);
    throw error;
  }
}

async function closeStreams({ weights, alphas, evaluation }: Streams): Promise<void> {
  await Promise.all([weights.dispose(), alphas.dispose(), evaluation.dispose()]);
}

/**
 * Passes if the batch of the alphas can be divided. A whole batch can, by its schema; that of a half that does not fill one may not, and
 * there is no other to leave it out for.
 * @throws train/uneven-batch
 */
function checkAlphaBatch({ alphaBatch, config: { batch, devices, accumulate } }: SearchTask): void {
  if (Number.isInteger(towerSize(alphaBatch, { devices, accumulate }))) return;
  throw new AppError(
    'train/uneven-batch',
    `There are ${alphaBatch} images for the alphas, fewer than a batch of ${batch}, and they cannot be divided over ${devices} devices in ${accumulate} passes, which needs a multiple of ${devices * accumulate}: change "trainPortion", which leaves them these images, or "accumulate" or "devices".`,
    { data: { batch: alphaBatch, devices, accumulate } },
  );
}

function taskOf(
  { config, space, data, executor }: SearchMaterials,
  halves: Halves,
  imageShape: BatchStream['imageShape'],
): SearchTask {
  return {
    space,
    images: { ...imageShape, classes: data.dataset.classes.length },
    config,
    weightBatches: batchSizes(halves.weights.indices.length, config.batch, config.partialBatch === 'drop'),
    alphaBatch: Math.min(config.batch, halves.alphas.indices.length),
    evaluationBatches: batchSizes(halves.alphas.indices.length, config.evaluationBatch, false),
    fused: executor.fuses,
  };
}

function openStreams({ config, data, seed }: SearchMaterials, halves: Halves): Streams {
  const shared = { seed, dropLast: false, view: config.view };
  const training = { ...shared, batch: config.batch, augment: config.augment };
  return {
    weights: openStream(data, {
      ...training,
      ...halves.weights,
      stream: 'weights',
      order: 'shuffled',
      dropLast: config.partialBatch === 'drop',
    }),
    alphas: openStream(data, { ...training, ...halves.alphas, stream: 'alphas', order: 'fresh' }),
    evaluation: openStream(data, {
      ...shared,
      ...halves.alphas,
      stream: 'evaluation',
      order: 'sequential',
      batch: config.evaluationBatch,
      augment: NO_AUGMENT,
    }),
  };
}

async function* run(search: Search): AsyncGenerator<SearchEvent, SearchResult, void> {
  const { options, method, streams, position } = search;
  const { epochs, evaluateEvery, weights } = options.config;
  if (position.step === 0) yield { type: 'start', detail: await detailOf(search) };
  yield* runEpochs<SearchDetail>({
    position,
    stepsPerEpoch: streams.weights.batchesPerEpoch,
    epochs,
    learningRates: learningRates(epochs, weights.learningRate),
    step: (at) => step(search, at),
    async closeEpoch(epoch) {
      const isLast = epoch === epochs - 1;
      const isDue = isScored(epoch, options.config);
      const dueBefore = evaluateEvery === null ? 0 : Math.floor(epoch / evaluateEvery);
      const on = { ...turnOf(search), epoch, isLast, isDue, dueBefore, evaluation: streams.evaluation };
      return { valid: await method.closeEpoch(on), detail: await detailOf(search) };
    },
  });
  return detailOf(search);
}

const turnOf = ({ options, executable }: Search): SearchTurn => ({
  executable,
  space: options.space,
  seed: options.seed,
});

async function step(
  search: Search,
  at: { readonly epoch: number; readonly index: number; readonly learningRate: number },
): Promise<StepReport> {
  const { options, method, streams, position } = search;
  const { step: number } = position;
  const [weightBatch, alphaBatch] = await Promise.all([
    streams.weights.batch(at.epoch, at.index),
    // Every step draws from a new order of the alphas' half, so images come back before all were seen, as in the reference.
    method.takesAlphaBatch ? streams.alphas.batch(number, 0) : null,
  ]);
  const report = await method.step({
    ...turnOf(search),
    step: number,
    learningRate: at.learningRate,
    weightBatch,
    alphaBatch,
    accumulate: options.config.accumulate,
  });
  return { ...report, size: weightBatch.size };
}

/** The alphas as they are, and the cell that they give. */
async function detailOf({ options, executable, made }: Search): Promise<SearchDetail> {
  const { space } = options;
  const alphas = await readAlphas(executable, space);
  const { skipZero } = made;
  return { alphas, genotype: deriveGenotype(space, alphas, { skipZero, values: 'alphas' }) };
}
