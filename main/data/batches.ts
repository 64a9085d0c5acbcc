import { assert } from '../base/assert.ts';
import type { ImageShape } from './augment/image-shape.ts';
import { checkRecipe } from './augment/recipe.ts';
import type { AugmentSpec, ImageRecipe } from './augment/recipe.ts';
import type { View } from './augment/view.ts';
import { batchJobSchema, createBatchSource } from './batch-source.ts';
import type { BatchPosition, BatchSource } from './batch-source.ts';
import type { PixelStatistics } from './dataset.ts';
import { dataError } from './errors.ts';
import type { ImageSet } from './image-set.ts';
import { checkBatching } from './order.ts';
import type { Batching, EpochOrder } from './order.ts';
import { Prefetcher } from './prefetcher.ts';
import type { Batch } from './prefetcher.ts';

/** What a batch stream is made of. */
export interface BatchStreamOptions extends ImageRecipe, Batching {
  readonly set: ImageSet;
  /** The members of the set that the stream shows. */
  readonly indices: Uint32Array;
  readonly order: EpochOrder;
  readonly augment: AugmentSpec;
  /** How images are shown where chance does not decide it; null: as they are. */
  readonly view: View | null;
  /** The data set's statistics, published ones, or null to scale to [0, 1] only. */
  readonly normalization: PixelStatistics | null;
  readonly seed: number;
  /** Tells apart the orders of streams that share a seed, such as `weights` and `alphas`. */
  readonly stream: string;
  /** Threads that prepare batches ahead; 0 prepares each batch when it is asked for. The batches are the same. */
  readonly workers: number;
  /** The bundled `worker.ts`; null prepares each batch when it is asked for, whatever `workers` says. */
  readonly workerPath: URL | string | null;
}

/** Batches by their position: any can be asked for at any time, and always has the same content. */
export interface BatchStream {
  /** The size of the images in the batches, which augmentation and view decide. */
  readonly imageShape: ImageShape;
  readonly batchesPerEpoch: number;
  /**
   * The batch `index` of `epoch`. Batches after it are prepared ahead, so going on in order is fast, across epochs too.
   *
   * @throws AppError `data/worker-failed`, `data/stream-disposed`
   */
  batch(epoch: number, index: number): Promise<Batch>;
  /** Ends the worker threads. Batches asked for but not yet given fail with `data/stream-disposed`. */
  dispose(): Promise<void>;
}

/**
 * Opens a stream of batches.
 *
 * @param options - what to show, and how
 * @throws AppError `data/too-few-images`, `data/channels-mismatch`, `data/bad-augmentation`
 */
export function createBatchStream(options: BatchStreamOptions): BatchStream {
  const { workers, workerPath, ...rest } = options;
  const job = batchJobSchema.parse(rest);
  const beyond = job.indices.find((index) => index >= job.set.count);
  assert(beyond === undefined, `index ${String(beyond)} in a set of ${String(job.set.count)} images`);
  assert(Number.isInteger(workers) && workers >= 0, `workers is a count, got ${String(workers)}`);
  checkRecipe(job);
  checkBatching(job.indices.length, job);
  const source = createBatchSource(job);
  const checked = (epoch: number, index: number): BatchPosition => {
    assert(Number.isSafeInteger(epoch) && epoch >= 0, `epochs count from 0, got ${String(epoch)}`);
    const inRange = Number.isInteger(index) && index >= 0 && index < source.batchesPerEpoch;
    assert(inRange, `batch ${String(index)} of an epoch of ${String(source.batchesPerEpoch)}`);
    return { epoch, index };
  };
  const producer =
    workers === 0 || workerPath === null
      ? inline(source)
      : ahead(new Prefetcher({ job, source, workers, workerPath }));
  return {
    imageShape: source.imageShape,
    batchesPerEpoch: source.batchesPerEpoch,
    batch: async (epoch, index) => producer.take(checked(epoch, index)),
    dispose: () => producer.dispose(),
  };
}

interface Producer {
  take(position: BatchPosition): Promise<Batch>;
  dispose(): Promise<void>;
}

function inline(source: BatchSource): Producer {
  let isOpen = true;
  const inTurn = oneAtATime(async (position: BatchPosition): Promise<Batch> => {
    if (!isOpen) throw dataError('data/stream-disposed', {});
    const size = source.sizeOf(position.index);
    const images = new Float32Array(size * source.imageSize);
    const labels = new Int32Array(size);
    await source.write(position, { images, labels });
    return { images, labels, size };
  });
  return {
    take: inTurn.call,
    async dispose(): Promise<void> {
      isOpen = false;
      await inTurn.settled();
      source.close();
    },
  };
}

function ahead(prefetcher: Prefetcher): Producer {
  return {
    take: oneAtATime((position: BatchPosition) => prefetcher.take(position)).call,
    dispose: () => prefetcher.dispose(),
  };
}

/** Calls wait for those before them; a failed one does not hold up those behind it. */
function oneAtATime<A, R>(
  run: (argument: A) => Promise<R>,
): { readonly call: (argument: A) => Promise<R>; readonly settled: () => Promise<void> } {
  let latest: Promise<R> | null = null;
  return {
    call(argument) {
      // Without one before it, a call begins right here: the caller may block this thread as soon as it has the promise.
      const start = (): Promise<R> => run(argument);
      const taken = latest === null ? start() : latest.then(start, start);
      const settled = (): void => {
        if (latest === taken) latest = null;
      };
      latest = taken;
      taken.then(settled, settled);
      return taken;
    },
    async settled() {
      await Promise.allSettled([latest]);
    },
  };
}
