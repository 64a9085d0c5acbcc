/** What trainings have learnt, as the workbench shows it. */
import type {
  ImagePage,
  PredictedImage,
  QueueService,
  ResultReader,
  RunEvaluation,
} from '../../api/index.ts';
import { readEvaluations, readPredictions } from '../../runs/index.ts';
import type { StoredEvaluation, StoredPredictions, StoredRun } from '../../runs/index.ts';
import { calibrationOf, rankedOf } from '../../train/index.ts';
import { cliError } from '../errors.ts';
import type { Examiner } from '../examiner/start-examiner.ts';
import type { Host } from '../host.ts';
import { dataWords } from '../run-data.ts';
import { chosenImages } from './results-order.ts';
import { watchEvaluations } from './results-watch.ts';

/** What the service works with. */
export interface ResultsOptions {
  readonly examiner: Examiner;
  readonly queue: QueueService;
  readonly onProblem: (sentence: string) => void;
}

/** The results of this host's runs. */
export function createResultReader(
  { store, queue: jobs }: Host,
  { examiner, queue, onProblem }: ResultsOptions,
): ResultReader {
  return {
    get: async (id) => {
      const run = await store.find(id);
      const { evaluations, problems } = await readEvaluations(run);
      return { evaluations: await Promise.all(evaluations.map((one) => shownOf(run, one))), problems };
    },
    evaluate: async (run, data) =>
      queue.add({ kind: 'evaluate', run, data }, { priority: 0, after: [], retries: 0 }),
    images: async ({ run: id, evaluation, other, ...wanted }) => {
      const run = await store.find(id);
      const found = await findEvaluation(run, evaluation);
      const { predictions } = await predictionsOf(run, found);
      const beside = other === null ? null : await predictionsLike(await store.find(other), found);
      const chosen = chosenImages(predictions, wanted);
      const indices = chosen.slice(wanted.from, wanted.from + wanted.limit);
      const { data } = found;
      const pictures = await examiner.ask({ kind: 'images', run: run.id, data, indices });
      const names = found.test.perClass.map(({ class: name }) => name);
      return { total: chosen.length, images: imagesOf({ indices, pictures, predictions, beside, names }) };
    },
    tryImage: (request) => examiner.ask({ kind: 'try', ...request }),
    write: (request) => examiner.ask({ kind: 'write', ...request }),
    listen: (run, listener) =>
      watchEvaluations({ find: () => store.find(run), queue: jobs, listener, onProblem }),
  };
}

async function shownOf(run: StoredRun, evaluation: StoredEvaluation): Promise<RunEvaluation> {
  const { id, at, step, data, environment, test, precision, parameters, macs } = evaluation;
  const kept = await readPredictions(run.paths, evaluation);
  const { device, deviceName, engine } = environment;
  return {
    ...{ id, at, step, precision, parameters, macs },
    data: dataWords(data),
    isOwnData: isSameData(data, run.record.data),
    device: `${device.toUpperCase()} (${deviceName}), ${engine}`,
    test: { ...test, loss: Number.isFinite(test.loss) ? test.loss : null },
    predictions:
      kept === null
        ? null
        : { calibration: calibrationOf(kept.predictions), imagesPerSecond: kept.imagesPerSecond },
  };
}

const isSameData = (a: StoredEvaluation['data'], b: StoredEvaluation['data']): boolean =>
  a.id === b.id && a.split?.id === b.split?.id;

async function findEvaluation(run: StoredRun, id: string): Promise<StoredEvaluation> {
  const { evaluations } = await readEvaluations(run);
  const found = evaluations.find((one) => one.id === id);
  if (found === undefined) throw cliError('cli/no-evaluation', { run: run.id, evaluation: id });
  return found;
}

async function predictionsOf(run: StoredRun, evaluation: StoredEvaluation): Promise<StoredPredictions> {
  const kept = await readPredictions(run.paths, evaluation);
  if (kept === null) throw cliError('cli/no-predictions', { whose: 'this evaluation' });
  return kept;
}

/** What another run predicts of the images of an evaluation. */
async function predictionsLike(
  run: StoredRun,
  { data }: StoredEvaluation,
): Promise<StoredPredictions['predictions']> {
  const { evaluations } = await readEvaluations(run);
  for (const evaluation of evaluations.filter((one) => isSameData(one.data, data))) {
    const kept = await readPredictions(run.paths, evaluation);
    if (kept !== null) return kept.predictions;
  }
  throw cliError('cli/no-predictions', { whose: `an evaluation of the run ${run.id} on ${dataWords(data)}` });
}

interface Page {
  readonly indices: readonly number[];
  readonly pictures: readonly string[];
  readonly predictions: StoredPredictions['predictions'];
  readonly beside: StoredPredictions['predictions'] | null;
  readonly names: readonly string[];
}

function imagesOf({ indices, pictures, predictions, beside, names }: Page): ImagePage['images'] {
  const named = (from: StoredPredictions['predictions'], index: number) =>
    rankedOf(from, index).map((each) => ({ ...each, name: names[each.class] ?? String(each.class) }));
  return indices.map((index, i): PredictedImage => ({
    index,
    actual: predictions.labels[index] ?? 0,
    ranked: named(predictions, index),
    ofActual: predictions.ofLabel[index] ?? 0,
    other: beside === null ? null : named(beside, index),
    picture: pictures[i] ?? '',
  }));
}
