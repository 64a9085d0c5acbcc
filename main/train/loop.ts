import { assert } from '../base/assert.ts';
import { createRng } from '../base/rng.ts';
import type { BatchStream } from '../data/index.ts';
import type { Executable, Executor, TensorData } from '../engine/index.ts';
import { dropPathOf } from './config.ts';
import type { TrainConfig } from './config.ts';
import { runMicroBatches } from './accumulation.ts';
import { checkBatches, checkDevices } from './division.ts';
import { carriedOf, isScored, positionAt, runEpochs } from './epochs.ts';
import type { Position, StepReport } from './epochs.ts';
import { evaluate } from './evaluate.ts';
import type { BestEpoch, EpochEvent, Loop, Score, Snapshot, StepEvent } from './events.ts';
import { batchSizes, firstImages, openEvaluation, openStream } from './feeding.ts';
import type { RunData } from './feeding.ts';
import { learningRateAt } from './learning-rate.ts';
import { scoreOf } from './metrics.ts';
import { checkPrecision } from './precision.ts';
import { dropPath } from './schedules/drop-path.ts';
import { checkSnapshot, readSnapshot, writeVariables } from './snapshot.ts';
import { trainingBundle } from './training-bundle.ts';
import type { DerivedCellSpec } from './cell-network.ts';
import type { TrainingBundle } from './training-bundle.ts';

/** What a final training tells while it runs. */
export type TrainEvent = StepEvent | EpochEvent<null>;

/** What a final training ends with. */
export interface TrainResult {
  /** On the test set, with the weights of the last epoch, or their average where the settings have one. */
  readonly test: Score;
  /** Of the epochs that were tested, the first of highest accuracy; null: not known, since the run began before this was kept. */
  readonly best: BestEpoch | null;
  /** Trainable parameters without the auxiliary head. */
  readonly parameters: number;
  /** Multiply-accumulates of one image (convolutions and linear layers). */
  readonly macs: number;
}

/** What a final training is made of. */
export interface TrainOptions {
  readonly config: TrainConfig;
  readonly cell: DerivedCellSpec;
  readonly data: RunData;
  readonly executor: Executor;
  readonly seed: number;
  /** Where to go on; null: from the beginning. */
  readonly restore: Snapshot | null;
}

/** A final training that is open. */
interface Training {
  readonly options: TrainOptions;
  readonly made: TrainingBundle;
  readonly executable: Executable;
  readonly batches: BatchStream;
  readonly tests: BatchStream;
  readonly position: Position;
  /** Of each epoch, the probability of dropping a path. */
  readonly dropPathRates: readonly number[];
}

/**
 * Prepares the training of a derived network from scratch.
 * @throws spaces/..., nn/..., data/..., engine/... when the parts do not fit together
 */
export async function createTrainLoop(options: TrainOptions): Promise<Loop<TrainEvent, TrainResult>> {
  const training = await open(options);
  const { made, executable, batches, tests, position } = training;
  return {
    parameters: made.parameters,
    events: () => run(training),
    snapshot: () =>
      readSnapshot(executable, made.bundle, { step: position.step, carried: carriedOf(position) }),
    async dispose() {
      await Promise.all([batches.dispose(), tests.dispose(), executable.dispose()]);
    },
  };
}

async function open(options: TrainOptions): Promise<Training> {
  const { config, data, executor, cell, seed, restore } = options;
  const { dataset } = data;
  const position = positionAt(restore);
  const indices = firstImages(dataset.train, config.images);
  const dropLast = config.partialBatch === 'drop';
  const batches = openStream(data, {
    stream: 'weights',
    set: dataset.train,
    indices,
    order: 'shuffled',
    batch: config.batch,
    augment: config.augment,
    view: config.view,
    dropLast,
    seed,
  });
  const tests = openEvaluation(data, dataset.test, config);
  try {
    const trainBatches = batchSizes(indices.length, config.batch, dropLast);
    checkDevices(executor, config);
    checkPrecision(executor, config.precision);
    checkBatches(trainBatches, config);
    const made = trainingBundle({
      cell,
      config,
      task: { ...batches.imageShape, classes: dataset.classes.length },
      trainBatches,
      evaluationBatches: batchSizes(dataset.test.count, config.evaluationBatch, false),
      fused: executor.fuses,
    });
    if (restore !== null) checkSnapshot(made.bundle, restore);
    const executable = await executor.load(made.bundle);
    await writeVariables(executable, restore?.variables ?? made.initial(seed));
    const dropPathRates = dropPath.values(config.epochs, dropPathOf(config));
    return { options, made, executable, batches, tests, position, dropPathRates };
  } catch (error) {
    await Promise.all([batches.dispose(), tests.dispose()]);
    throw error;
  }
}

async function* run(training: Training): AsyncGenerator<TrainEvent, TrainResult, void> {
  const { made, executable, batches, tests, position } = training;
  const { config } = training.options;
  const { epochs } = config;
  const latest: { score: Score | null } = { score: null };
  yield* runEpochs<null>({
    position,
    stepsPerEpoch: batches.batchesPerEpoch,
    epochs,
    learningRate: learningRateAt(epochs, config.weights.learningRate),
    step: (at) => step(training, at),
    async closeEpoch(epoch) {
      latest.score = isScored(epoch, config) ? await evaluate(executable, tests) : null;
      return { valid: latest.score, detail: null };
    },
  });
  const test = latest.score ?? (await evaluate(executable, tests));
  return { test, best: position.best ?? null, parameters: made.parameters, macs: made.macs };
}

async function step(
  { options, executable, batches, dropPathRates }: Training,
  at: { readonly epoch: number; readonly index: number; readonly learningRate: number },
): Promise<StepReport> {
  const { config, seed } = options;
  const batch = await batches.batch(at.epoch, at.index);
  const learningRate = Float32Array.of(at.learningRate);
  const dropped = dropPathRates[at.epoch] ?? 0;
  const drawn = dropPathOf(config).max === 0 ? () => ({}) : dropPathFeeds(dropped, seed, at);
  const run = async (): Promise<TensorData | undefined> => {
    const { images, labels, size } = batch;
    const feeds = { images, labels, learningRate, ...drawn() };
    return (await executable.run(`trainStep@${size}`, feeds))['logits'];
  };
  const accumulate = async (): Promise<TensorData> => {
    const logits = await runMicroBatches(batch, config.accumulate, ({ images, labels, size }) =>
      executable.run(`accumulate@${size}`, { images, labels, ...drawn() }),
    );
    await executable.run('applyStep', { learningRate });
    return logits;
  };
  const logits = await (config.accumulate === 1 ? run() : accumulate());
  assert(logits instanceof Float32Array, 'logits are floats');
  return { train: scoreOf(logits, batch.labels), valid: null, size: batch.size };
}

/** What each pass of a step is fed with for drop path: the probability of keeping a path, and a seed of its own. */
function dropPathFeeds(
  dropped: number,
  seed: number,
  at: { readonly epoch: number; readonly index: number },
): () => Readonly<Record<string, TensorData>> {
  const rng = createRng(seed, 'drop-path', at.epoch, at.index);
  const dropPathKeep = Float32Array.of(1 - dropped);
  return () => ({ dropPathKeep, seed: Int32Array.of(rng.uint32() | 0, rng.uint32() | 0) });
}
