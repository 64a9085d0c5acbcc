/**
 * The memory that the trainer's thread and the data workers share: a few slots of one batch each, and for each slot
 * two words that make it safe without locks and without messages.
 *
 * - `wanted` is written by the trainer: the serial number of the batch that the slot is for now.
 * - `done` is written by the slot's worker after the batch: the serial number that the slot holds.
 *
 * A slot is ready when `done` equals `wanted`. Each slot belongs to one worker, which fills its slots one after the
 * other: a slot that was given away in the middle of filling is filled again with what is wanted by then.
 */
import { z } from 'zod';
import type { BatchArrays } from './batch-source.ts';

const WANTED = 0;
const DONE = 1;
const WORDS = 2;

const shared = z.custom<SharedArrayBuffer>((value) => value instanceof SharedArrayBuffer);

/** The shared buffers of a ring, as they travel to a worker. */
export const ringBuffersSchema = z.strictObject({ control: shared, images: shared, labels: shared });

/** The shared buffers of a ring. */
export type RingBuffers = z.output<typeof ringBuffersSchema>;

/** How large a ring is. */
export interface RingSize {
  readonly slots: number;
  readonly batchSize: number;
  /** Numbers in one image. */
  readonly imageSize: number;
}

/** Allocates the buffers of a ring. */
export function createRingBuffers({ slots, batchSize, imageSize }: RingSize): RingBuffers {
  return {
    control: new SharedArrayBuffer(slots * WORDS * Int32Array.BYTES_PER_ELEMENT),
    images: new SharedArrayBuffer(slots * batchSize * imageSize * Float32Array.BYTES_PER_ELEMENT),
    labels: new SharedArrayBuffer(slots * batchSize * Int32Array.BYTES_PER_ELEMENT),
  };
}

/** One side's view of a ring. */
export class Ring {
  readonly #control: Int32Array;
  readonly #buffers: RingBuffers;
  readonly #size: RingSize;

  constructor(buffers: RingBuffers, size: RingSize) {
    this.#control = new Int32Array(buffers.control);
    this.#buffers = buffers;
    this.#size = size;
  }

  /** The memory of a slot. */
  arrays(slot: number): BatchArrays {
    const { batchSize, imageSize } = this.#size;
    const { images, labels } = this.#buffers;
    return {
      images: new Float32Array(images, slot * batchSize * imageSize * 4, batchSize * imageSize),
      labels: new Int32Array(labels, slot * batchSize * 4, batchSize),
    };
  }

  /** Trainer: says which batch the slot is for. */
  want(slot: number, serial: number): void {
    Atomics.store(this.#control, slot * WORDS + WANTED, serial);
  }

  /** Worker: whether a request is still of use. */
  isWanted(slot: number, serial: number): boolean {
    return Atomics.load(this.#control, slot * WORDS + WANTED) === serial;
  }

  /** Worker: the batch is there. Atomic, so the batch's numbers are seen by whoever sees this. */
  finish(slot: number, serial: number): void {
    Atomics.store(this.#control, slot * WORDS + DONE, serial);
  }

  /** Trainer: whether the slot holds what was wanted last. */
  isReady(slot: number): boolean {
    const wanted = Atomics.load(this.#control, slot * WORDS + WANTED);
    return Atomics.load(this.#control, slot * WORDS + DONE) === wanted;
  }
}
