/** Tests what a finished training has learnt, in this process. */
import { openDataset } from '../data/index.ts';
import type { Dataset } from '../data/index.ts';
import { createTensorflowExecutor } from '../engine/index.ts';
import {
  keepEvaluation,
  keepPredictions,
  newestCheckpoint,
  newEvaluationId,
  runsError,
  summarize,
  weightsSha256,
} from '../runs/index.ts';
import type { EvaluationProgress, StoredEvaluation, StoredPredictions, StoredRun } from '../runs/index.ts';
import { architectureToFile } from '../spaces/index.ts';
import type { ArchitectureFile } from '../spaces/index.ts';
import { createPredictions, evaluateTraining, trainConfigSchema } from '../train/index.ts';
import type { Evaluation, RunData, Snapshot, TrainConfig } from '../train/index.ts';
import { deviceTitle } from './device.ts';
import { cliError } from './errors.ts';
import { KINDS, trainingOf } from './kinds.ts';
import { isLanguage } from './language/is-language.ts';
import { opening } from './places.ts';
import type { Places } from './places.ts';
import { environmentOf, reportOf } from './prepare-run.ts';
import { contentOf, dataWords, lastingName, openRunImages } from './run-data.ts';

/** An evaluation of a run, as scripts get it. */
export interface EvaluatedRun extends Evaluation {
  readonly run: string;
  readonly genotype?: ArchitectureFile;
  /** The data set whose test images it was. */
  readonly data: string;
  readonly seed: number;
  readonly device: string;
}

/** An evaluation, and what is kept of it. */
export interface NewEvaluation {
  readonly evaluated: EvaluatedRun;
  readonly stored: StoredEvaluation;
  /** Of each image. */
  readonly predicted: StoredPredictions;
}

/** What trainings are evaluated with. */
export interface EvaluateContext {
  readonly places: Places;
  /** Of the program. */
  readonly version: string;
  /** The data set whose test images they are tested on; null: each on those of its own. */
  readonly data: string | null;
  /** Is told what one should know, beside the result. */
  readonly note: (sentence: string) => void;
  /** Is told how far the evaluation of a run is. */
  readonly onProgress?: (progress: EvaluationProgress) => void;
}

/**
 * Evaluates trainings one after the other. Whatever can be wrong with any of them shows before the first is computed.
 *
 * @throws AppError `cli/...`, `runs/...`, `data/...`, `train/...`, `engine/...`
 */
export async function* evaluateRuns(
  runs: readonly StoredRun[],
  { places, version, data: name, note, onProgress }: EvaluateContext,
): AsyncGenerator<NewEvaluation, void, void> {
  for (const run of runs) {
    await checkFinished(run);
    refuseLanguage(run);
  }
  const other = name === null ? null : await openOther(name, places, note);
  const executor = createTensorflowExecutor(KINDS.train.parallelism);
  const openData = rememberingLatest((run) => openRunImages(run, places));
  for (const run of runs) {
    const { record } = run;
    const snapshot = await learntBy(run);
    const data = await openData(run);
    const training = trainingOf(record);
    const fits = { view: training.config.view, note };
    const { test: images } = other === null ? data.dataset : fitting(data.dataset, other.dataset, fits);
    const watch = watchAnswers(images.count, data.dataset.classes.length, onProgress);
    const materials = { images, executor, onAnswers: watch.onAnswers };
    const evaluation = await evaluateTraining({ ...training, snapshot, data }, materials);
    const report = await reportOf(executor.describe(), evaluation);
    yield {
      evaluated: {
        run: run.id,
        ...(record.genotype === null ? {} : { genotype: architectureToFile(record.genotype) }),
        data: name ?? dataWords(record.data),
        seed: record.seed,
        ...evaluation,
        device: deviceTitle(report),
      },
      stored: {
        id: newEvaluationId(),
        run: run.id,
        at: new Date().toISOString(),
        step: snapshot.step,
        weightsSha256: weightsSha256(snapshot),
        data: other?.identity ?? record.data,
        environment: { ...environmentOf(report, version), memory: null },
        ...evaluation,
      },
      predicted: { ...watch.result(), precision: evaluation.precision },
    };
  }
}

/** Keeps an evaluation and its predictions in the folder of its run. @throws AppError `runs/unwritable` */
export async function keepFound(
  { paths }: Pick<StoredRun, 'paths'>,
  { stored, predicted }: Pick<NewEvaluation, 'stored' | 'predicted'>,
): Promise<void> {
  await keepPredictions(paths, stored, predicted);
  // Last: whoever sees it finds its predictions.
  await keepEvaluation(paths, stored);
}

/** Collects what a network answers, and how fast it does. */
function watchAnswers(images: number, classes: number, onProgress: EvaluateContext['onProgress']) {
  const tally = createPredictions(images, classes);
  let done = 0;
  let first: { readonly at: number; readonly images: number } | null = null;
  let last = 0;
  return {
    onAnswers: (logits: Float32Array, labels: Int32Array): void => {
      tally.add(logits, labels);
      done += labels.length;
      last = performance.now();
      // The first batch waits for the graph to be made ready.
      first ??= { at: last, images: done };
      onProgress?.({ done, images });
    },
    result: (): Pick<StoredPredictions, 'predictions' | 'imagesPerSecond'> => ({
      predictions: tally.result(),
      imagesPerSecond:
        first === null || last === first.at ? null : (1000 * (done - first.images)) / (last - first.at),
    }),
  };
}

/**
 * Passes if nothing but the end of the training is missing for its evaluation.
 *
 * @returns what the other data set is called wherever one is; null where it is the run's own
 * @throws AppError `cli/not-a-training`, `cli/data-mismatch`, `cli/data-changed`, `data/...`
 */
export async function checkEvaluation(
  run: StoredRun,
  { places, data, note }: Omit<EvaluateContext, 'version'>,
): Promise<string | null> {
  if (run.record.kind !== 'train') throw cliError('cli/not-a-training', { run: run.id });
  refuseLanguage(run);
  const { dataset } = await openRunImages(run, places);
  if (data === null) return null;
  const other = await openOther(data, places, note);
  const { view } = trainConfigSchema.parse(run.record.config);
  fitting(dataset, other.dataset, { view, note });
  return other.identity.name;
}

interface OtherData {
  readonly dataset: Dataset;
  readonly identity: StoredEvaluation['data'];
}

async function openOther(name: string, places: Places, onNote: EvaluateContext['note']): Promise<OtherData> {
  const options = { ...opening(places), onNote };
  const dataset = await openDataset(name, options);
  return { dataset, identity: { name: await lastingName(name, options), id: dataset.id } };
}

/** The answers for single images are what an evaluation keeps; words have a perplexity, which the training ends with. */
function refuseLanguage({ id, record: { config } }: StoredRun): void {
  if (!isLanguage(config)) return;
  throw cliError('cli/wrong-use', {
    problem: `${id} is a language model: its perplexity on the test text is what "dartboard runs show" says. Only networks of images are tested again.`,
  });
}

/** Passes if the run is a training that is finished. @throws AppError `cli/not-a-training`, `cli/not-finished` */
export async function checkFinished(run: StoredRun): Promise<void> {
  if (run.record.kind !== 'train') throw cliError('cli/not-a-training', { run: run.id });
  const { state } = await summarize(run);
  if (state !== 'finished') throw cliError('cli/not-finished', { run: run.id, state });
}

/** Runs of one data set follow each other mostly; two of them at a time would be a waste of memory. */
function rememberingLatest(open: (run: StoredRun) => Promise<RunData>): (run: StoredRun) => Promise<RunData> {
  let latest: { readonly name: string; readonly content: string; readonly data: RunData } | null = null;
  return async (run) => {
    const { name } = run.record.data;
    const content = contentOf(run.record.data);
    if (latest?.name === name && latest.content === content) return latest.data;
    latest = null;
    const data = await open(run);
    latest = { name, content, data };
    return data;
  };
}

/** The last state of a finished training. @throws AppError `runs/no-checkpoint`, `runs/damaged-checkpoints` */
export async function learntBy(run: StoredRun): Promise<Snapshot> {
  const { checkpoint, problems } = await newestCheckpoint(run.paths.checkpoints);
  if (checkpoint === null) throw runsError('runs/no-checkpoint', { run: run.id });
  // An older checkpoint than the last would be evaluated as if it were the result.
  if (problems.length > 0) throw runsError('runs/damaged-checkpoints', { run: run.id, problems });
  return checkpoint.snapshot;
}

/** The other data set, if a network that was trained on `own` can be tested on it. */
function fitting(own: Dataset, other: Dataset, { view, note }: Fitting): Dataset {
  const shape = ({ test: { size, channels }, classes }: Dataset): string => {
    // Images of all sizes are shown in the same one, if the training says in which.
    const shown = view === null ? size : { height: view.crop, width: view.crop };
    const sizeText =
      shown === null ? `several sizes, ${channels} channels` : `${shown.height}x${shown.width}x${channels}`;
    return `${sizeText} and ${classes.length} classes`;
  };
  if (shape(own) !== shape(other)) {
    const problem = `it has images of ${shape(other)}, the run was trained on ${shape(own)}`;
    throw cliError('cli/data-mismatch', { name: other.name, problem });
  }
  if (own.classes.join() !== other.classes.join()) {
    note(
      `The classes of ${other.name} have other names than those that the run learnt; they are taken by their numbers.`,
    );
  }
  return other;
}

interface Fitting extends Pick<EvaluateContext, 'note'> {
  readonly view: TrainConfig['view'];
}
