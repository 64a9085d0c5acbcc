import { Worker } from 'node:worker_threads';
import type { AppError } from '../base/errors.ts';
import { messageOf } from '../base/errors.ts';
import type { BatchJob, BatchPosition, BatchSource } from './batch-source.ts';
import { dataError } from './errors.ts';
import { Ring, createRingBuffers } from './ring.ts';
import type { WorkerRequest, WorkerSetup } from './worker-protocol.ts';

/** Batches that are made or being made ahead of the trainer. */
const RING_SLOTS = 4;

/** One batch, in memory of its own. */
export interface Batch {
  /** `[B, H, W, C]`, normalized. */
  readonly images: Float32Array;
  /** Class numbers, `[B]`. */
  readonly labels: Int32Array;
  /** B: the batch size, or less in a last batch that is kept. */
  readonly size: number;
}

/** How the threads are set up. */
export interface PrefetchOptions {
  readonly job: BatchJob;
  readonly source: BatchSource;
  readonly workers: number;
  /** The bundled `worker.ts`. */
  readonly workerPath: URL | string;
}

const isSame = (a: BatchPosition | null, b: BatchPosition): boolean =>
  a?.epoch === b.epoch && a.index === b.index;

/**
 * Worker threads that fill a ring of batches. Requests are posted when a batch is taken, before the caller begins the
 * step; whether a batch is ready is read from shared memory. So neither waits for the event loop of a thread that a
 * native step blocks.
 */
export class Prefetcher {
  readonly #options: PrefetchOptions;
  readonly #ring: Ring;
  readonly #workers: readonly Worker[];
  /** What each slot is for. */
  readonly #slots: (BatchPosition | null)[];
  #serial = 0;
  #failure: AppError | null = null;
  /** Set while a caller waits: looks again whether its batch is ready. */
  #wake: (() => void) | null = null;
  #waitingFor: BatchPosition | null = null;

  constructor(options: PrefetchOptions) {
    this.#options = options;
    const { job, source, workers } = options;
    const size = {
      slots: Math.max(RING_SLOTS, workers),
      batchSize: job.batchSize,
      imageSize: source.imageSize,
    };
    const buffers = createRingBuffers(size);
    this.#ring = new Ring(buffers, size);
    this.#slots = new Array<BatchPosition | null>(size.slots).fill(null);
    const setup: WorkerSetup = { job, buffers, size };
    this.#workers = Array.from({ length: workers }, () => this.#start(setup));
  }

  /** The batch of a position; ring and workers go on with those after it. One call at a time. */
  async take(position: BatchPosition): Promise<Batch> {
    this.#aim(position);
    const slot = this.#slots.findIndex((held) => isSame(held, position));
    if (!this.#ring.isReady(slot)) await this.#ready(slot, position);
    if (this.#failure !== null) throw this.#failure;
    const { source } = this.#options;
    const size = source.sizeOf(position.index);
    const { images, labels } = this.#ring.arrays(slot);
    // A copy, so that the slot is free for the next batch at once and the caller may keep this one.
    const batch = { images: images.slice(0, size * source.imageSize), labels: labels.slice(0, size), size };
    this.#aim(this.#next(position));
    return batch;
  }

  /** Ends the threads; whoever waits is told. */
  async dispose(): Promise<void> {
    this.#fail(dataError('data/stream-disposed', {}));
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #start(setup: WorkerSetup): Worker {
    const worker = new Worker(this.#options.workerPath, { workerData: setup, name: 'dartboard-data' });
    worker.on('message', () => this.#wake?.());
    worker.on('error', (error) => {
      this.#fail(this.#workerFailed(messageOf(error), error));
    });
    worker.on('exit', (code) => {
      this.#fail(this.#workerFailed(`the thread ended with exit code ${String(code)}`));
    });
    // Threads without work must not keep the process alive; see #ready.
    worker.unref();
    return worker;
  }

  #next({ epoch, index }: BatchPosition): BatchPosition {
    const isLast = index + 1 >= this.#options.source.batchesPerEpoch;
    return isLast ? { epoch: epoch + 1, index: 0 } : { epoch, index: index + 1 };
  }

  /** Makes the slots hold `position` and those after it, and asks for what is new. */
  #aim(position: BatchPosition): void {
    const wanted: BatchPosition[] = [position];
    while (wanted.length < this.#slots.length) wanted.push(this.#next(wanted.at(-1) ?? position));
    for (const target of wanted) {
      if (this.#slots.some((held) => isSame(held, target))) continue;
      const free = this.#slots.findIndex((held) => !wanted.some((other) => isSame(held, other)));
      this.#slots[free] = target;
      this.#serial += 1;
      this.#ring.want(free, this.#serial);
      const request: WorkerRequest = { slot: free, serial: this.#serial, position: target };
      this.#workers[free % this.#workers.length]?.postMessage(request);
    }
  }

  /** Waits for the workers' messages until the slot is ready. */
  #ready(slot: number, position: BatchPosition): Promise<void> {
    for (const worker of this.#workers) worker.ref();
    return new Promise<void>((resolve, reject) => {
      this.#wake = (): void => {
        if (this.#failure !== null) reject(this.#failure);
        else if (this.#ring.isReady(slot)) resolve();
      };
      this.#waitingFor = position;
      this.#wake();
    }).finally(() => {
      this.#wake = null;
      this.#waitingFor = null;
      for (const worker of this.#workers) worker.unref();
    });
  }

  #workerFailed(reason: string, cause?: unknown): AppError {
    const at = this.#waitingFor;
    const doing =
      at === null ? 'preparing batches' : `preparing batch ${String(at.index)} of epoch ${String(at.epoch)}`;
    // Sentences of this project end with a full stop, and what is said goes on after it.
    return dataError('data/worker-failed', { doing, reason: reason.replace(/\.$/, '') }, cause);
  }

  /** Remembers the first failure and tells whoever waits. */
  #fail(failure: AppError): void {
    this.#failure ??= failure;
    this.#wake?.();
  }
}
