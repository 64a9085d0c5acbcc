import {
  allIndices,
  batchCount,
  checkBatching,
  checkRecipe,
  createBatchStream,
  NO_AUGMENT,
  subset,
} from '../data/index.ts';
import type { AugmentSpec, BatchStream, Dataset, EpochOrder, ImageSet, View } from '../data/index.ts';

/** Is told when a loop asks for a batch and when it is given it. Loops know no clock: whoever measures brings one. */
export interface FeedWatch {
  asked(): void;
  given(): void;
}

/** Data for a run: what to learn from, and how batches are made. */
export interface RunData {
  readonly dataset: Dataset;
  /**
   * Whether a split has divided the data set, so that a search has its weights learn from the training images and its alphas from the test
   * images; a search divides the training images itself where this is absent.
   */
  readonly isDivided?: true;
  /** Threads that prepare batches; 0: none. */
  readonly workers: number;
  /** The bundled data worker; null: batches are made in this thread. */
  readonly workerPath: URL | string | null;
  readonly watch?: FeedWatch;
}

/** One stream of a run. */
export interface StreamPlan {
  readonly stream: string;
  readonly set: ImageSet;
  readonly indices: Uint32Array;
  readonly order: EpochOrder;
  readonly batch: number;
  readonly augment: AugmentSpec;
  readonly view: View | null;
  readonly dropLast: boolean;
  readonly seed: number;
}

/** Opens a stream of a run, normalized by the data set's own statistics. @throws data/... */
export function openStream(data: RunData, plan: StreamPlan): BatchStream {
  const stream = createBatchStream({
    set: plan.set,
    indices: plan.indices,
    order: plan.order,
    batchSize: plan.batch,
    dropLast: plan.dropLast,
    augment: plan.augment,
    view: plan.view,
    normalization: data.dataset.statistics,
    seed: plan.seed,
    stream: plan.stream,
    workers: data.workers,
    workerPath: data.workerPath,
  });
  return data.watch === undefined ? stream : watched(stream, data.watch);
}

function watched(stream: BatchStream, watch: FeedWatch): BatchStream {
  return {
    ...stream,
    async batch(epoch, index) {
      watch.asked();
      try {
        return await stream.batch(epoch, index);
      } finally {
        watch.given();
      }
    },
  };
}

/** Every image of a set once, in order, and as chance does not change it. */
export function openEvaluation(
  data: RunData,
  set: ImageSet,
  { evaluationBatch, view }: { readonly evaluationBatch: number; readonly view: View | null },
): BatchStream {
  return openStream(data, {
    stream: 'evaluation',
    set,
    indices: allIndices(set.count),
    order: 'sequential',
    batch: evaluationBatch,
    augment: NO_AUGMENT,
    view,
    dropLast: false,
    seed: 0,
  });
}

/** What of a run's settings has to fit its images. */
export interface FeedingSettings {
  readonly augment: AugmentSpec;
  readonly view: View | null;
  readonly batch: number;
  readonly partialBatch: 'keep' | 'drop';
}

/**
 * Refuses settings that do not fit the images, before anything is computed.
 *
 * @param data - what the run is to have
 * @param settings - the run's
 * @param learnt - how many images are learnt from
 * @throws AppError `data/bad-augmentation`, `data/channels-mismatch`, `data/too-few-images`
 */
export function checkFeeding(
  { dataset: { train, test, statistics: normalization } }: RunData,
  { augment, view, batch, partialBatch }: FeedingSettings,
  learnt: number,
): void {
  checkRecipe({ augment, view, normalization, set: train });
  checkRecipe({ augment: NO_AUGMENT, view, normalization, set: test });
  checkBatching(learnt, { batchSize: batch, dropLast: partialBatch === 'drop' });
}

/** How many updates an epoch makes that shows so many images. */
export const stepsPerEpoch = (
  images: number,
  { batch, partialBatch }: Pick<FeedingSettings, 'batch' | 'partialBatch'>,
): number => batchCount(images, 'shuffled', { batchSize: batch, dropLast: partialBatch === 'drop' });

/** The first `count` images, or all of them. @throws data/... when there are fewer */
export const firstImages = (set: ImageSet, count: number | null): Uint32Array =>
  count === null ? allIndices(set.count) : subset(allIndices(set.count), count);

/** The sizes of the batches that so many images give: the whole ones', and that of a last one that is kept. */
export function batchSizes(images: number, batch: number, dropLast: boolean): readonly number[] {
  const rest = images % batch;
  const whole = images >= batch ? [batch] : [];
  return rest === 0 || dropLast ? whole : [...whole, rest];
}
