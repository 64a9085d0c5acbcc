/** The training of a language model from scratch. */
import { z } from 'zod';
import { defined } from '../../base/assert.ts';
import { createRng } from '../../base/rng.ts';
import { AppError } from '../../base/errors.ts';
import { batchify } from '../../data/index.ts';
import type { TextColumns } from '../../data/index.ts';
import type { Executable, Executor } from '../../engine/index.ts';
import type { LanguageCell } from '../../nn/index.ts';
import { carriedOf, positionAt, runEpochs } from '../epochs.ts';
import type { Position, StepReport } from '../epochs.ts';
import type { Loop, Score, Snapshot } from '../events.ts';
import type { TrainEvent, TrainResult } from '../loop.ts';
import { asgdRates } from '../optimizers/asgd.ts';
import { checkSnapshot, foreignSnapshot, readSnapshot, writeVariables } from '../snapshot.ts';
import { initialLanguage, languageBundle } from './bundle.ts';
import type { TextShape } from './bundle.ts';
import { languageCosts } from './costs.ts';
import { evaluateText, numberIn } from './evaluate.ts';
import { evenSchedule, scheduleOf, trainingText } from './feeding.ts';
import type { TextData, TextSchedule } from './feeding.ts';
import { rungOf } from './lengths.ts';
import type { Stretch } from './lengths.ts';
import { partFeeds, textParts } from './parts.ts';
import { languageModel, masksOf } from './pass.ts';
import type { LanguageModel } from './pass.ts';
import type { LanguageTraining } from './settings.ts';
import { textFeeds } from './text-feeds.ts';

/** What the training of a language model is made of. */
export interface LanguageTrainOptions {
  readonly config: LanguageTraining;
  readonly cell: LanguageCell;
  readonly data: TextData;
  readonly executor: Executor;
  readonly seed: number;
  /** Where to go on; null: from the beginning. */
  readonly restore: Snapshot | null;
  /** Whether every batch has the usual length, as benchmarks want it; left out: lengths are drawn. */
  readonly evenLengths?: true;
}

/** What is carried from epoch to epoch beside the position. */
interface Progress {
  /** The validation losses of the epochs before averaging began. */
  losses: number[];
  /** The step that was the first averaged one; null: none was. */
  averagedFrom: number | null;
  /** The learning rate that was set for the step before. */
  previousRate: number;
  /** The least validation loss, whose weights are kept; null: none yet. */
  best: number | null;
}

const carriedSchema = z.strictObject({
  position: z.unknown(),
  progress: z.strictObject({
    losses: z.array(z.number()),
    averagedFrom: z.int().min(0).nullable(),
    previousRate: z.number(),
    best: z.number().nullable(),
  }),
});

/** A training that is open. */
interface Training {
  readonly options: LanguageTrainOptions;
  readonly model: LanguageModel;
  readonly executable: Executable;
  readonly columns: TextColumns;
  readonly schedule: TextSchedule;
  readonly position: Position;
  readonly progress: Progress;
}

/**
 * Prepares the training of a language model.
 *
 * Differs from the reference where a loss is no number: there the best weights are loaded and the next epoch begins, here the run ends and
 * says so.
 *
 * @see DARTS, rnn/train.py: SGD, then averaged SGD by the non-monotonic trigger (Merity, Keskar, Socher 2017, arXiv:1708.02182, algorithm 1)
 * @throws AppError `data/too-few-tokens`, `spaces/...`, `engine/...`, `train/foreign-snapshot`
 */
export async function createLanguageLoop(
  options: LanguageTrainOptions,
): Promise<Loop<TrainEvent, TrainResult>> {
  const { config, cell, data, executor, seed, restore } = options;
  const { at, progress } = carriedIn(restore, config);
  const position = positionAt(at);
  const columns = trainingText(data, config);
  const { evaluationBatch, testBatch, length } = config;
  // Both are cut here, so that a text that is too short is refused before anything is computed.
  for (const [part, batch] of [
    [data.corpus.valid, evaluationBatch],
    [data.corpus.test, testBatch],
  ] as const) {
    batchify(part, batch);
  }
  const schedule = options.evenLengths
    ? evenSchedule(columns.length, config)
    : scheduleOf(columns.length, config, { seed, spread: true });
  const vocabulary = data.corpus.vocabulary.length;
  const model = languageModel({ cell, vocabulary, config, fused: executor.fuses });
  const evaluations: TextShape[] = [...new Set([evaluationBatch, testBatch])].map((batch) => ({
    length,
    batch,
  }));
  const bundle = languageBundle({ model, config, lengths: schedule.rungs, evaluations });
  const { gradient: _, shown: __, ...lasting } = bundle.variables;
  // What is shown and the gradient are made anew by whoever needs them.
  const kept = { ...bundle, variables: lasting };
  if (restore !== null) checkSnapshot(kept, restore);
  const executable = await executor.load(bundle);
  await writeVariables(executable, restore?.variables ?? initialLanguage(model, seed));
  const training: Training = { options, model, executable, columns, schedule, position, progress };
  return {
    parameters: model.layout.size,
    events: () => run(training),
    snapshot: () =>
      readSnapshot(executable, kept, {
        step: position.step,
        carried: { position: carriedOf(position), progress: structuredClone(progress) },
      }),
    dispose: () => executable.dispose(),
  };
}

/** Where a training goes on. @throws train/foreign-snapshot */
function carriedIn(restore: Snapshot | null, config: LanguageTraining) {
  const fresh: Progress = {
    losses: [],
    averagedFrom: null,
    previousRate: config.weights.learningRate,
    best: null,
  };
  if (restore === null) return { at: null, progress: fresh };
  const carried = carriedSchema.safeParse(restore.carried);
  if (!carried.success) throw foreignSnapshot('it is not of a language model', carried.error);
  const { position, progress } = carried.data;
  return { at: { step: restore.step, carried: position }, progress };
}

async function* run(training: Training): AsyncGenerator<TrainEvent, TrainResult, void> {
  const { options, executable, model, position, schedule } = training;
  const { config, data } = options;
  yield* runEpochs<null>({
    position,
    stepsPerEpoch: schedule.stepsPerEpoch,
    epochs: config.epochs,
    bestBy: 'loss',
    learningRate: (epoch, done) => rateOf(training, stretchAt(training, epoch, done)),
    step: (at) => step(training, at),
    async closeEpoch(epoch) {
      return { valid: await closeEpoch(training, epoch), detail: null };
    },
  });
  await executable.run('show.best', {});
  const test = await evaluateText(executable, textOf(training, batchify(data.corpus.test, config.testBatch)));
  const { macs } = languageCosts(model);
  return { test, best: position.best ?? null, parameters: model.layout.size, macs };
}

/** The batch at a share of an epoch. */
function stretchAt({ schedule }: Training, epoch: number, done: number): Stretch {
  const all = schedule.epoch(epoch);
  return defined(all[Math.round(done * all.length)], 'every step has a batch');
}

/** The learning rate of a batch: that of the settings, in proportion to the length that was drawn. */
const rateOf = ({ options: { config } }: Training, { drawn }: Stretch): number =>
  (config.weights.learningRate * drawn) / config.length;

async function step(
  training: Training,
  at: { readonly epoch: number; readonly index: number; readonly learningRate: number },
): Promise<StepReport> {
  const { options, executable, columns, progress, position } = training;
  const { config } = options;
  // States are carried from batch to batch, and begin anew with the text.
  if (at.index === 0) await executable.run('forget', {});
  const stretch = defined(training.schedule.epoch(at.epoch)[at.index], 'every step has a batch');
  const { entropy, correct } = await passes(training, stretch, at);
  if (!Number.isFinite(entropy)) throw diverged(position.step);
  const { previousRate, averagedFrom } = progress;
  if (averagedFrom === null) {
    await executable.run('descend', { learningRate: Float32Array.of(at.learningRate) });
  } else {
    const t = position.step - averagedFrom + 1;
    const rates = asgdRates(t, { current: at.learningRate, previous: previousRate });
    await executable.run('descendAveraged', {
      learningRate: Float32Array.of(rates.learningRate),
      averageShare: Float32Array.of(rates.averageShare),
    });
  }
  progress.previousRate = at.learningRate;
  const words = stretch.length * columns.batchSize;
  return {
    train: { loss: entropy, accuracy: correct / words },
    valid: null,
    size: words / config.batch,
  };
}

/** The passes of a batch: one, or as many as it is divided into. */
async function passes(
  { options, executable, columns, model }: Training,
  stretch: Stretch,
  at: { readonly epoch: number; readonly index: number },
): Promise<{ readonly entropy: number; readonly correct: number }> {
  const { config, seed } = options;
  const { accumulate, batch } = config;
  const length = rungOf(stretch.length, config.length, true);
  const rng = createRng(seed, 'dropout', at.epoch, at.index);
  const drawn = () =>
    masksOf(model.config).length === 0 ? {} : { seed: Int32Array.of(rng.uint32() | 0, rng.uint32() | 0) };
  let [entropy, correct] = [0, 0];
  for (const part of textParts(batch, accumulate)) {
    const told = await executable.run(`pass@${length}`, {
      ...textFeeds(columns, stretch, { length, from: part.from, batch: part.size }),
      ...drawn(),
      ...(accumulate === 1 ? {} : partFeeds(part)),
    });
    entropy += numberIn(told['entropy']) / accumulate;
    correct += numberIn(told['correct']);
  }
  return { entropy, correct };
}

/** A text to evaluate the weights in `shown` on. */
const textOf = ({ options: { config } }: Training, columns: TextColumns) => ({
  columns,
  length: config.length,
  units: config.network.units,
});

/** Scores an epoch's weights, keeps the best ones, and decides whether averaging begins. */
async function closeEpoch(training: Training, epoch: number): Promise<Score> {
  const { options, executable, position, progress } = training;
  const { config, data } = options;
  await executable.run(progress.averagedFrom === null ? 'show.weights' : 'show.average', {});
  const columns = batchify(data.corpus.valid, config.evaluationBatch);
  const valid = await evaluateText(executable, textOf(training, columns));
  if (!Number.isFinite(valid.loss)) throw diverged(position.step);
  if (progress.best === null || valid.loss < progress.best) {
    progress.best = valid.loss;
    await executable.run('keepBest', {});
  }
  if (config.averaging !== null && progress.averagedFrom === null) {
    const isTime = triggers(progress.losses, valid.loss, config.averaging.nonMonotone);
    // The losses are looked at before this one is among them, as in the reference.
    progress.losses.push(valid.loss);
    if (isTime && epoch < config.epochs - 1) progress.averagedFrom = position.step;
  }
  return valid;
}

/** The non-monotonic trigger: whether a loss is above the least of all but the last `patience` before it. */
export const triggers = (before: readonly number[], loss: number, patience: number): boolean =>
  before.length > patience && loss > Math.min(...before.slice(0, -patience));

const diverged = (step: number): AppError =>
  new AppError(
    'train/diverged',
    `The loss is no number any more after ${step} steps: the training has diverged. Lower weights.learningRate or weights.clip and start again, or resume from an earlier checkpoint with other settings.`,
    { data: { step } },
  );
