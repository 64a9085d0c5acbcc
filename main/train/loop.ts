import { assert } from '../base/assert.ts';
import { createRng } from '../base/rng.ts';
import type { BatchStream } from '../data/index.ts';
import type { Executable, Executor, TensorData } from '../engine/index.ts';
import type { TrainConfig } from './config.ts';
import { runMicroBatches } from './accumulation.ts';
import { checkBatches, checkDevices } from './division.ts';
import { carriedOf, positionAt, runEpochs } from './epochs.ts';
import type { Position, StepReport } from './epochs.ts';
import { evaluate } from './evaluate.ts';
import type { EpochEvent, Loop, Score, Snapshot, StepEvent } from './events.ts';
import { batchSizes, firstImages, openEvaluation, openStream } from './feeding.ts';
import type { RunData } from './feeding.ts';
import { scoreOf } from './metrics.ts';
import { checkPrecision } from './precision.ts';
import { SCHEDULES } from './schedules/registry.ts';
import { checkSnapshot, readSnapshot, writeVariables } from './snapshot.ts';
import { trainingBundle } from './training-bundle.ts';
import type { DerivedCellSpec, TrainingBundle } from './training-bundle.ts';

/** What a final training tells while it runs. */
export type TrainEvent = StepEvent | EpochEvent<null>;

/** What a final training ends with. */
export interface TrainResult {
  /** On the test set, with the weights of the last epoch. */
  readonly test: Score;
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
    dropLast,
    seed,
  });
  const tests = openEvaluation(data, dataset.test, config.evaluationBatch);
  try {
    const trainBatches = batchSizes(indices.length, config.batch, dropLast);
    checkDevices(executor, config);
    checkPrecision(executor, config.precision);
    checkBatches(trainBatches, config);
    const made = trainingBundle({
      cell,
      config,
      task: { ...dataset, classes: dataset.classes.length },
      trainBatches,
      evaluationBatches: batchSizes(dataset.test.count, config.evaluationBatch, false),
      fused: executor.fuses,
    });
    if (restore !== null) checkSnapshot(made.bundle, restore);
    const executable = await executor.load(made.bundle);
    await writeVariables(executable, restore?.variables ?? made.initial(seed));
    return { options, made, executable, batches, tests, position };
  } catch (error) {
    await Promise.all([batches.dispose(), tests.dispose()]);
    throw error;
  }
}

async function* run(training: Training): AsyncGenerator<TrainEvent, TrainResult, void> {
  const { made, executable, batches, tests, position } = training;
  const { config } = training.options;
  const { epochs, evaluateEvery } = config;
  const latest: { score: Score | null } = { score: null };
  yield* runEpochs<null>({
    position,
    stepsPerEpoch: batches.batchesPerEpoch,
    epochs,
    learningRates: SCHEDULES.cosine.values(epochs, config.weights.learningRate),
    step: (at) => step(training, at),
    async closeEpoch(epoch) {
      const isTested = (epoch + 1) % evaluateEvery === 0 || epoch === epochs - 1;
      latest.score = isTested ? await evaluate(executable, tests) : null;
      return { valid: latest.score, detail: null };
    },
  });
  const test = latest.score ?? (await evaluate(executable, tests));
  return { test, parameters: made.parameters, macs: made.macs };
}

async function step(
  { options, executable, batches }: Training,
  at: { readonly epoch: number; readonly index: number; readonly learningRate: number },
): Promise<StepReport> {
  const { config, seed } = options;
  const batch = await batches.batch(at.epoch, at.index);
  const learningRate = Float32Array.of(at.learningRate);
  const drawn = dropPathFeeds(config, seed, at);
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

/**
 * What each pass of a step is fed with for drop path: the probability of keeping a path, falling linearly with the epochs (DARTS: none is
 * dropped in epoch 0), and a seed of its own.
 */
function dropPathFeeds(
  { network, epochs }: TrainConfig,
  seed: number,
  at: { readonly epoch: number; readonly index: number },
): () => Readonly<Record<string, TensorData>> {
  if (network.dropPath === 0) return () => ({});
  const rng = createRng(seed, 'drop-path', at.epoch, at.index);
  const dropPathKeep = Float32Array.of(1 - (network.dropPath * at.epoch) / epochs);
  return () => ({ dropPathKeep, seed: Int32Array.of(rng.uint32() | 0, rng.uint32() | 0) });
}
