/** The search of a recurrent cell on words. */
import { AppError } from '../../base/errors.ts';
import { defined } from '../../base/assert.ts';
import { createRng } from '../../base/rng.ts';
import { batchify } from '../../data/index.ts';
import type { TextColumns } from '../../data/index.ts';
import type { Executable, Executor } from '../../engine/index.ts';
import { deriveArchitecture } from '../../spaces/index.ts';
import type { CellSpace } from '../../spaces/index.ts';
import {
  adamRates,
  carriedOf,
  checkSnapshot,
  evaluateText,
  evenSchedule,
  fillParameters,
  languageModel,
  masksOf,
  positionAt,
  readSnapshot,
  rungOf,
  runEpochs,
  scheduleOf,
  traced,
  trainingText,
  writeVariables,
} from '../../train/index.ts';
import type {
  LanguageModel,
  Loop,
  Position,
  Snapshot,
  StepReport,
  Stretch,
  TextData,
  TextSchedule,
} from '../../train/index.ts';
import { readAlphas } from '../cell-alphas.ts';
import type { SearchDetail, SearchEvent, SearchResult } from '../events.ts';
import { initialAlphas } from '../supernet-model.ts';
import type { LanguageSearch } from './config.ts';
import type { PairedLengths } from './passes.ts';
import { languageSearchBundle } from './programs.ts';
import { updateAlphas, updateWeights } from './updates.ts';
import type { LanguageStep } from './updates.ts';

/** What the search of a recurrent cell is made of. */
export interface LanguageSearchOptions {
  readonly config: LanguageSearch;
  readonly space: CellSpace;
  readonly data: TextData;
  readonly executor: Executor;
  readonly seed: number;
  /** Where to go on; null: from the beginning. */
  readonly restore: Snapshot | null;
  /** Whether every batch has the usual length, as benchmarks want it; left out: lengths are drawn. */
  readonly evenLengths?: true;
}

/** A search that is open. */
interface Search {
  readonly options: LanguageSearchOptions;
  readonly model: LanguageModel;
  readonly executable: Executable;
  /** What the weights learn from, and what the alphas do. */
  readonly texts: { readonly train: TextColumns; readonly valid: TextColumns };
  readonly schedule: TextSchedule;
  readonly position: Position;
}

/**
 * Prepares the search of a recurrent cell.
 *
 * As in the reference the alphas learn from the validation text itself, in as many columns as the weights' text, and that text also scores the
 * epochs.
 *
 * @see DARTS, rnn/train_search.py
 * @throws AppError `data/too-few-tokens`, `spaces/...`, `engine/...`, `train/foreign-snapshot`
 */
export async function createLanguageSearch(
  options: LanguageSearchOptions,
): Promise<Loop<SearchEvent, SearchResult>> {
  const { config, space, data, executor, seed, restore } = options;
  const position = positionAt(restore);
  const texts = { train: trainingText(data, config), valid: batchify(data.corpus.valid, config.batch) };
  const schedule = options.evenLengths
    ? evenSchedule(texts.train.length, config)
    : scheduleOf(texts.train.length, config, { seed, spread: false });
  const vocabulary = data.corpus.vocabulary.length;
  const model = languageModel({ cell: { kind: 'search', space }, vocabulary, config, fused: executor.fuses });
  const bundle = languageSearchBundle({
    ...{ model, space, config },
    lengths: schedule.rungs,
    pairs: pairsOf(options, texts, schedule),
    evaluations: [{ length: config.length, batch: config.evaluationBatch }],
  });
  if (restore !== null) checkSnapshot(bundle, restore);
  const executable = await executor.load(bundle);
  await writeVariables(executable, restore?.variables ?? initialState(options, model));
  const search: Search = { options, model, executable, texts, schedule, position };
  return {
    parameters: model.layout.size,
    events: () => run(search),
    snapshot: () => readSnapshot(executable, bundle, { step: position.step, carried: carriedOf(position) }),
    dispose: () => executable.dispose(),
  };
}

function initialState({ config, space, seed }: LanguageSearchOptions, model: LanguageModel) {
  const { units } = config.network;
  return {
    weights: fillParameters(traced(model, { length: 1, batch: 1, mode: 'train' }).parameters, seed),
    ...initialAlphas(space, seed, config.method.options.alphas.initial),
    'statistics.variance': new Float32Array(units).fill(1),
  };
}

/** The alphas' batch beside a batch of the weights: where that text begins anew, it is shorter. */
function validStretch({ length: rows }: TextColumns, { row }: Stretch, length: number): Stretch {
  const from = row % (rows - 1);
  return { row: from, drawn: length, length: Math.min(length, rows - 1 - from) };
}

/** The lengths of the programs that both batches of a step need, over the whole run. */
function pairsOf(
  { config: { length, epochs } }: LanguageSearchOptions,
  texts: Search['texts'],
  schedule: TextSchedule,
): readonly PairedLengths[] {
  const found = new Map<string, PairedLengths>();
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    for (const stretch of schedule.epoch(epoch)) {
      const pair = rungsOf(texts, stretch, length);
      found.set(`${pair.valid} ${pair.train}`, pair);
    }
  }
  return [...found.values()];
}

const rungsOf = ({ valid }: Search['texts'], stretch: Stretch, length: number) => ({
  valid: rungOf(validStretch(valid, stretch, length).length, length, false),
  train: rungOf(stretch.length, length, false),
});

async function* run(search: Search): AsyncGenerator<SearchEvent, SearchResult, void> {
  const { options, executable, schedule, position } = search;
  const { config, data } = options;
  if (position.step === 0) yield { type: 'start', detail: await detailOf(search) };
  const columns = batchify(data.corpus.valid, config.evaluationBatch);
  yield* runEpochs<SearchDetail>({
    position,
    stepsPerEpoch: schedule.stepsPerEpoch,
    epochs: config.epochs,
    bestBy: 'loss',
    learningRate(epoch, done) {
      const all = schedule.epoch(epoch);
      const { drawn } = defined(all[Math.round(done * all.length)], 'every step has a batch');
      return (config.weights.learningRate * drawn) / config.length;
    },
    step: (at) => step(search, at),
    async closeEpoch() {
      const valid = await evaluateText(executable, {
        ...{ columns, length: config.length, units: config.network.units },
      });
      return { valid, detail: await detailOf(search) };
    },
  });
  return detailOf(search);
}

async function detailOf({ executable, options: { space } }: Search): Promise<SearchDetail> {
  const alphas = await readAlphas(executable, space);
  return { alphas, genotype: deriveArchitecture(space, alphas) };
}

async function step(
  search: Search,
  at: { readonly epoch: number; readonly index: number; readonly learningRate: number },
): Promise<StepReport> {
  const { options, executable, model, texts, position } = search;
  const { config, space, seed } = options;
  const { learningRate, betas } = config.method.options.alphas;
  if (at.index === 0) await executable.run('forget', {});
  const stretch = defined(search.schedule.epoch(at.epoch)[at.index], 'every step has a batch');
  const rungs = rungsOf(texts, stretch, config.length);
  const beside = validStretch(texts.valid, stretch, config.length);
  const one: LanguageStep = {
    ...{ executable, config },
    train: { columns: texts.train, stretch, length: rungs.train },
    valid: { columns: texts.valid, stretch: beside, length: rungs.valid },
    states: space.intermediateNodes + 1,
    learningRate: at.learningRate,
    rates: adamRates(position.step + 1, learningRate, betas),
    rng: masksOf(model.config).length === 0 ? null : createRng(seed, 'dropout', at.epoch, at.index),
  };
  const valid = await updateAlphas(one);
  const train = await updateWeights(one);
  if (!Number.isFinite(train.loss)) throw diverged(position.step);
  return { train, valid, size: stretch.length };
}

const diverged = (step: number): AppError =>
  new AppError(
    'search/diverged',
    `The loss is no number any more after ${step} steps: the search has diverged. Lower weights.learningRate or weights.clip and start again, or resume from an earlier checkpoint with other settings.`,
    { data: { step } },
  );
