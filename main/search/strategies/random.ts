import { z } from 'zod';
import { defined } from '../../base/assert.ts';
import { createRng } from '../../base/rng.ts';
import { countNetwork, traceDerivedNetwork } from '../../nn/index.ts';
import type { Genotype } from '../../spaces/index.ts';
import { createTrainLoop, foreignSnapshot, trainConfigSchema } from '../../train/index.ts';
import type { Loop, Snapshot, TrainConfig, TrainEvent, TrainResult } from '../../train/index.ts';
import { alphasOf } from '../cell-alphas.ts';
import type { SearchDetail, SearchEvent, SearchResult } from '../events.ts';
import { halvedData } from '../halves.ts';
import { randomGenotype } from '../random-cell.ts';
import type { SearchMaterials, StrategyDef } from '../strategy.ts';

const config = z.strictObject({
  /**
   * Cells that are drawn. One is the result as it is, and nothing is trained; of more, each is trained from scratch for the search's
   * epochs, and the most accurate on the held-out half is the result.
   */
  samples: z.int().positive().default(1),
});
type RandomConfig = z.output<typeof config>;

/**
 * Random search: cells drawn uniformly from the space, as the baseline that DARTS compares itself with. Nothing is shared between them:
 * each sample is a network of the search's size, trained on the weights' half from the same start and in the same order of batches, and
 * scored on the other half. DARTS draws 24 cells and trains each for 100 epochs.
 * @see Liu, Simonyan, Yang 2019, arXiv:1806.09055, section 3.1 and table 1 ("random")
 */
export const random: StrategyDef<RandomConfig> = {
  title: 'Random search',
  source: 'Liu, Simonyan, Yang: DARTS, arXiv:1806.09055, table 1, the random baseline',
  config,
  async open(materials, { samples }) {
    return samples === 1 ? drawOne(materials) : trainEach(materials, samples);
  },
};

/** The cell of a sample, by the seed. */
const cellOf = ({ space, seed }: SearchMaterials, sample: number): Genotype =>
  randomGenotype(space, createRng(seed, 'random cell', sample));

function detailOf(materials: SearchMaterials, sample: number): SearchDetail {
  const genotype = cellOf(materials, sample);
  return { alphas: alphasOf(genotype, materials.space), genotype };
}

/** What a snapshot carries of a search. */
const carriedSchema = z.strictObject({
  /** Accuracies of the samples that are done, on the held-out half. */
  scores: z.array(z.number()),
  /** Updates of the present sample. */
  step: z.int().min(0),
  /** What its training carries. */
  training: z.unknown(),
});
type Carried = z.output<typeof carriedSchema>;

const BEGINNING: Carried = { scores: [], step: 0, training: null };

function carriedIn(restore: Snapshot | null, samples: number): Carried {
  if (restore === null) return BEGINNING;
  const carried = carriedSchema.safeParse(restore.carried);
  if (!carried.success) throw foreignSnapshot('it is not one of a random search', carried.error);
  if (carried.data.scores.length < samples) return carried.data;
  throw foreignSnapshot(`it has trained more than ${samples} samples`);
}

/** A search that ends before its first step. */
function drawOne(materials: SearchMaterials): Loop<SearchEvent, SearchResult> {
  carriedIn(materials.restore, 1);
  const detail = detailOf(materials, 0);
  return {
    parameters: parametersOf(materials, detail.genotype),
    async *events() {
      yield { type: 'start', detail };
      return detail;
    },
    snapshot: async () => ({ step: 0, variables: {}, carried: BEGINNING }),
    dispose: async () => undefined,
  };
}

/** Of any size: the number of parameters does not depend on it. */
const SIDE = 32;

/** Trainable parameters of a sample's network. */
function parametersOf(materials: SearchMaterials, genotype: Genotype): number {
  const { space, data } = materials;
  const { channels, classes } = data.dataset;
  const { initChannels, cells, opTable, reductions } = trainingOf(materials).network;
  const network = traceDerivedNetwork(genotype, {
    batch: 1,
    height: SIDE,
    width: SIDE,
    inputChannels: channels,
    classes: classes.length,
    initChannels,
    cells,
    network: 'cifar',
    opTable,
    primitives: space.primitives,
    auxiliary: false,
    dropPath: false,
    mode: 'train',
    reductions,
  });
  return countNetwork(network).params;
}

/** The training of a sample: the search's own settings, no auxiliary head, nothing dropped. */
function trainingOf({ config: settings, space }: SearchMaterials): TrainConfig {
  return trainConfigSchema.parse({
    network: { ...settings.network, reductions: space.network.reductions },
    batch: settings.batch,
    epochs: settings.epochs,
    weights: settings.weights,
    augment: settings.augment,
    view: settings.view,
    partialBatch: settings.partialBatch,
    evaluationBatch: settings.evaluationBatch,
    // The last epoch is always scored.
    evaluateEvery: settings.evaluateEvery ?? settings.epochs,
    precision: settings.precision,
    devices: settings.devices,
    accumulate: settings.accumulate,
  });
}

type Training = Loop<TrainEvent, TrainResult>;

/** A search that trains its samples one after the other. */
interface Trials {
  readonly materials: SearchMaterials;
  readonly samples: number;
  /** Accuracies of the samples before the present one, on the held-out half. */
  readonly scores: number[];
  /** Updates of the samples before the present one. */
  before: number;
  /** Updates of the present sample. */
  step: number;
  /** Of the present sample; null while the next is prepared. */
  training: Training | null;
}

async function trainEach(
  materials: SearchMaterials,
  samples: number,
): Promise<Loop<SearchEvent, SearchResult>> {
  const { restore } = materials;
  const { scores, step, training } = carriedIn(restore, samples);
  const inner = restore === null ? null : { step, variables: restore.variables, carried: training };
  const present = await openSample(materials, scores.length, inner);
  const before = (restore?.step ?? 0) - step;
  const trials: Trials = { materials, samples, scores: [...scores], before, step, training: present };
  return {
    parameters: present.parameters,
    events: () => run(trials),
    snapshot: () => snapshotOf(trials),
    dispose: async () => trials.training?.dispose(),
  };
}

/** The training of a sample: from scratch on the weights' half, tested on the alphas' half. */
function openSample(materials: SearchMaterials, sample: number, restore: Snapshot | null): Promise<Training> {
  const { config: settings, space, data, executor, seed } = materials;
  return createTrainLoop({
    config: trainingOf(materials),
    cell: { genotype: cellOf(materials, sample), primitives: space.primitives },
    data: halvedData(data, settings),
    ...{ executor, seed, restore },
  });
}

async function snapshotOf({ training, before, step, scores }: Trials): Promise<Snapshot> {
  const inner = await present(training).snapshot();
  const carried: Carried = { scores: [...scores], step, training: inner.carried };
  return { step: before + step, variables: inner.variables, carried };
}

async function* run(trials: Trials): AsyncGenerator<SearchEvent, SearchResult, void> {
  const { materials, samples, scores } = trials;
  if (trials.before + trials.step === 0) yield { type: 'start', detail: detailOf(materials, 0) };
  for (;;) {
    const { test } = yield* told(trials);
    if (scores.length + 1 === samples) return detailOf(materials, bestOf([...scores, test.accuracy]));
    await next(trials, test.accuracy);
  }
}

/** Goes on to the next sample. Memory is needed for one at a time. */
async function next(trials: Trials, score: number): Promise<void> {
  const done = present(trials.training);
  trials.training = null;
  await done.dispose();
  trials.scores.push(score);
  trials.before += trials.step;
  trials.step = 0;
  trials.training = await openSample(trials.materials, trials.scores.length, null);
}

/** The events of the present sample's training, as those of the search. */
async function* told(trials: Trials): AsyncGenerator<SearchEvent, TrainResult, void> {
  const { materials, samples, scores, before } = trials;
  const { epochs } = materials.config;
  const sample = scores.length;
  const detail = detailOf(materials, sample);
  const running = present(trials.training).events();
  for (;;) {
    const { done, value } = await running.next();
    if (done === true) return value;
    const epoch = value.epoch + sample * epochs;
    if (value.type === 'epoch') {
      yield { ...value, epoch, epochs: epochs * samples, detail };
      continue;
    }
    trials.step = value.step;
    yield { ...value, epoch, step: before + value.step, steps: value.steps * samples };
  }
}

/** The number of the most accurate sample; of equals the earlier. */
const bestOf = (scores: readonly number[]): number => scores.indexOf(Math.max(...scores));

const present = (training: Training | null): Training => defined(training, 'a sample is open between events');
