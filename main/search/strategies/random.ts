import { z } from 'zod';
import { defined } from '../../base/assert.ts';
import { AppError } from '../../base/errors.ts';
import { createRng } from '../../base/rng.ts';
import { checkRecipe, shownShape } from '../../data/index.ts';
import type { ImageShape } from '../../data/index.ts';
import { countNetwork } from '../../nn/index.ts';
import type { Architecture } from '../../spaces/index.ts';
import { isHyperCuboid } from '../../spaces/index.ts';
import { createTrainLoop, foreignSnapshot, traceTraining, trainConfigSchema } from '../../train/index.ts';
import type {
  DerivedCellSpec,
  Loop,
  Score,
  Snapshot,
  TrainConfig,
  TrainEvent,
  TrainResult,
} from '../../train/index.ts';
import { alphasOf } from '../cell-alphas.ts';
import type { SearchDetail, SearchEvent, SearchResult } from '../events.ts';
import { halvedData, halvesOf, requireHeldOut } from '../halves.ts';
import { randomArchitecture } from '../random-cell.ts';
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
 *
 * A sample whose loss is no finite number any more is given up: its training ends there, it counts as of accuracy 0, behind all others, and
 * the next one begins. Neither that step nor the rest of its steps and epochs are told or counted; an epoch that it leaves unfinished is
 * told with the mean of its steps so far, and without a score.
 * @see Liu, Simonyan, Yang 2019, arXiv:1806.09055, section 3.1 and table 1 ("random")
 */
export const random: StrategyDef<RandomConfig> = {
  title: 'Random search',
  source: 'Liu, Simonyan, Yang: DARTS, arXiv:1806.09055, table 1, the random baseline',
  config,
  learnsAlphas: false,
  needsCells: false,
  async open(materials, { samples }) {
    if (samples > 1) {
      requireHeldOut(halvesOf(materials.data, materials.config), random.title);
    }
    const parameters = countsOf(materials, samples);
    return samples === 1 ? drawOne(materials, parameters) : trainEach(materials, parameters);
  },
};

/** The cell of a sample, by the seed. */
const cellOf = ({ space, seed }: SearchMaterials, sample: number): Architecture =>
  randomArchitecture(space, createRng(seed, 'random cell', sample));

/** The cell of a sample, as its training is given it. */
const specOf = (materials: SearchMaterials, sample: number): DerivedCellSpec => ({
  genotype: cellOf(materials, sample),
  primitives: materials.space.primitives,
});

function detailOf(materials: SearchMaterials, sample: number): SearchDetail {
  const genotype = cellOf(materials, sample);
  return { alphas: alphasOf(genotype, materials.space), genotype };
}

/** Sums over the steps of an epoch that were told. Their batches are of one size: a smaller one comes only as the last of an epoch. */
const sumsSchema = z.strictObject({ steps: z.int().min(0), loss: z.number(), accuracy: z.number() });
type Sums = z.output<typeof sumsSchema>;

const NO_SUMS: Sums = { steps: 0, loss: 0, accuracy: 0 };

/** What a snapshot carries of a search. */
const carriedSchema = z.strictObject({
  /** Accuracies of the samples that are done, on the held-out half; null: it was given up. */
  scores: z.array(z.number().nullable()),
  /** Updates of the present sample. */
  step: z.int().min(0),
  /** Epochs that samples which were given up left out. */
  skipped: z.int().min(0).default(0),
  /** Of the present sample's present epoch. */
  sums: sumsSchema.default(NO_SUMS),
  /** What its training carries; null where no sample is left. */
  training: z.unknown(),
});
type Carried = z.output<typeof carriedSchema>;

const BEGINNING: Carried = { scores: [], step: 0, skipped: 0, sums: NO_SUMS, training: null };

function carriedIn(restore: Snapshot | null, samples: number): Carried {
  if (restore === null) return BEGINNING;
  const carried = carriedSchema.safeParse(restore.carried);
  if (!carried.success) throw foreignSnapshot('it is not one of a random search', carried.error);
  const { scores, training } = carried.data;
  if (scores.length < samples || (scores.length === samples && training === null)) return carried.data;
  throw foreignSnapshot(`it has trained more than ${samples} samples`);
}

/** A search that ends before its first step. */
function drawOne(
  materials: SearchMaterials,
  [parameters = 0]: readonly number[],
): Loop<SearchEvent, SearchResult> {
  carriedIn(materials.restore, 1);
  const detail = detailOf(materials, 0);
  return {
    parameters,
    async *events() {
      yield { type: 'start', detail };
      return detail;
    },
    snapshot: async () => ({ step: 0, variables: {}, carried: BEGINNING }),
    dispose: async () => undefined,
  };
}

/**
 * Trainable parameters of each sample's network. A cell that does not fit the images is found here, before anything is trained.
 * @throws nn/... when a sample's network cannot be made for the images
 */
function countsOf(materials: SearchMaterials, samples: number): readonly number[] {
  const config = trainingOf(materials);
  const task = { ...imagesOf(materials), classes: materials.data.dataset.classes.length };
  return Array.from({ length: samples }, (_, sample) => {
    const network = traceTraining({ cell: specOf(materials, sample), task, config }, 1, 'train');
    return countNetwork(network).params;
  });
}

/** The size of the images that the samples see. @throws data/... */
function imagesOf({ config, data }: SearchMaterials): ImageShape {
  const { augment, view } = config;
  const { train: set, statistics: normalization } = data.dataset;
  halvesOf(data, config);
  const recipe = { augment, view, set, normalization };
  checkRecipe(recipe);
  return shownShape(recipe);
}

/** The training of a sample: the search's own settings, no auxiliary head, nothing dropped. */
function trainingOf({ config: settings, space }: SearchMaterials): TrainConfig {
  return trainConfigSchema.parse({
    network: isHyperCuboid(space)
      ? { kind: 'path' }
      : { ...settings.network, reductions: space.network.reductions },
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
  /** Accuracies of the samples before the present one, on the held-out half; null: it was given up. */
  readonly scores: (number | null)[];
  /** Updates of the samples before the present one. */
  before: number;
  /** Updates of the present sample. */
  step: number;
  /** Epochs that samples which were given up left out. */
  skipped: number;
  /** Of the present sample's present epoch. */
  sums: Sums;
  /** Of the present sample; null while the next is prepared, and when none is left. */
  training: Training | null;
}

async function trainEach(
  materials: SearchMaterials,
  parameters: readonly number[],
): Promise<Loop<SearchEvent, SearchResult>> {
  const { restore } = materials;
  const samples = parameters.length;
  const { scores, step, training, skipped, sums } = carriedIn(restore, samples);
  const inner = restore === null ? null : { step, variables: restore.variables, carried: training };
  const sample = scores.length;
  const before = (restore?.step ?? 0) - step;
  const trials: Trials = {
    ...{ materials, samples, before, step, skipped, sums },
    scores: [...scores],
    training: sample === samples ? null : await openSample(materials, sample, inner),
  };
  return {
    parameters: parameters[Math.min(sample, samples - 1)] ?? 0,
    events: () => run(trials),
    snapshot: () => snapshotOf(trials),
    dispose: async () => trials.training?.dispose(),
  };
}

/** The training of a sample: from scratch on the weights' half, tested on the alphas' half. */
function openSample(materials: SearchMaterials, sample: number, restore: Snapshot | null): Promise<Training> {
  const { config: settings, data, executor, seed } = materials;
  return createTrainLoop({
    config: trainingOf(materials),
    cell: specOf(materials, sample),
    data: halvedData(data, settings),
    ...{ executor, seed, restore },
  });
}

async function snapshotOf(trials: Trials): Promise<Snapshot> {
  const { training, before, step, scores, skipped, sums } = trials;
  const inner = training === null ? { variables: {}, carried: null } : await training.snapshot();
  const carried: Carried = { scores: [...scores], step, skipped, sums, training: inner.carried };
  return { step: before + step, variables: inner.variables, carried };
}

async function* run(trials: Trials): AsyncGenerator<SearchEvent, SearchResult, void> {
  const { materials, samples, scores } = trials;
  if (trials.before + trials.step === 0) yield { type: 'start', detail: detailOf(materials, 0) };
  while (scores.length < samples) yield* told(trials);
  return detailOf(materials, bestOf(scores));
}

/** Goes on to the next sample, if there is one. Memory is needed for one at a time. */
async function next(trials: Trials, score: number | null): Promise<void> {
  const { materials, samples, scores } = trials;
  const done = present(trials.training);
  trials.training = null;
  await done.dispose();
  scores.push(score);
  trials.before += trials.step;
  trials.step = 0;
  trials.sums = NO_SUMS;
  if (scores.length < samples) trials.training = await openSample(materials, scores.length, null);
}

/** The events of the present sample's training, as those of the search; then the next sample is the present one. */
async function* told(trials: Trials): AsyncGenerator<SearchEvent, void, void> {
  const { materials, samples, scores, before, skipped } = trials;
  const { epochs } = materials.config;
  const sample = scores.length;
  const detail = detailOf(materials, sample);
  const running = present(trials.training).events();
  for (;;) {
    const { done, value } = await running.next();
    if (done === true) {
      await next(trials, value.test.accuracy);
      return;
    }
    const epoch = value.epoch + sample * epochs - skipped;
    if (isLost(value)) {
      const train = value.type === 'epoch' ? value.train : meanOf(trials.sums);
      trials.skipped += epochs - value.epoch - (train === null ? 0 : 1);
      await next(trials, null);
      // Told when the next sample is open: what is saved after this event goes on with that one.
      if (train !== null)
        yield { type: 'epoch', epoch, epochs: epochs * samples - trials.skipped, train, valid: null, detail };
      return;
    }
    if (value.type === 'epoch') {
      trials.sums = NO_SUMS;
      yield { ...value, epoch, epochs: epochs * samples - skipped, detail };
      continue;
    }
    trials.step = value.step;
    trials.sums = withStep(trials.sums, value.train);
    // Samples that were given up took fewer steps than the others.
    yield { ...value, epoch, step: before + value.step, steps: before + value.steps * (samples - sample) };
  }
}

const isLost = ({ train, valid }: TrainEvent): boolean =>
  [train, valid].some((score) => score !== null && !Number.isFinite(score.loss));

/** Null where no step was told. */
const meanOf = ({ steps, loss, accuracy }: Sums): Score | null =>
  steps === 0 ? null : { loss: loss / steps, accuracy: accuracy / steps };

const withStep = ({ steps, loss, accuracy }: Sums, train: Score): Sums => ({
  steps: steps + 1,
  loss: loss + train.loss,
  accuracy: accuracy + train.accuracy,
});

/**
 * The number of the most accurate sample; of equals the earlier.
 * @throws search/all-diverged when every sample was given up
 */
function bestOf(scores: readonly (number | null)[]): number {
  const trained = scores.filter((score) => score !== null);
  if (trained.length > 0) return scores.indexOf(Math.max(...trained));
  throw new AppError(
    'search/all-diverged',
    `The loss of each of the ${scores.length} samples became infinite or no number, so there is none to choose: lower "weights.learningRate".`,
    { data: { samples: scores.length } },
  );
}

const present = (training: Training | null): Training => defined(training, 'a sample is open between events');
