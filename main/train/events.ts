/** What a loop tells while it runs. Loops know no clock and no disk: whoever consumes them adds both. */

/** Mean loss and accuracy over some examples. */
export interface Score {
  /** Mean cross entropy, in nats. */
  readonly loss: number;
  /** Share of examples whose most probable class is the right one, 0..1. */
  readonly accuracy: number;
}

/** The epoch of highest accuracy on held-out data, and that accuracy; of language models that of least loss, and that loss too. */
export interface BestEpoch {
  /** From 0. */
  readonly epoch: number;
  readonly accuracy: number;
  /** In nats; of language models alone. */
  readonly loss?: number;
}

/** One optimizer update was made. */
export interface StepEvent {
  readonly type: 'step';
  readonly epoch: number;
  /** Updates made so far in the whole run, this one included. */
  readonly step: number;
  /** Updates that the whole run will make. */
  readonly steps: number;
  /** Of the weights' batch, before the update. */
  readonly train: Score;
  /** Of the alphas' batch, before the update; null where no alphas are trained. */
  readonly valid: Score | null;
  readonly learningRate: number;
}

/** An epoch is complete. */
export interface EpochEvent<D = unknown> {
  readonly type: 'epoch';
  /** The epoch that ended, from 0. */
  readonly epoch: number;
  readonly epochs: number;
  /** Mean over the epoch's training batches. */
  readonly train: Score;
  /** On held-out data after the epoch; null where it was not evaluated. */
  readonly valid: Score | null;
  /** What the kind of run adds: alphas and genotype of a search. */
  readonly detail: D;
}

/** The complete state between two steps: a loop started from it goes on to the same bits. */
export interface Snapshot {
  /** Updates made so far. */
  readonly step: number;
  /** The variables of the bundle: weights, statistics, momentum, alphas, ... */
  readonly variables: Readonly<Record<string, Float32Array | Int32Array | Uint8Array>>;
  /** Sums that the current epoch's means are made of, and whatever else the loop carries. Plain JSON. */
  readonly carried: unknown;
}

/** A run in progress: pull its events; between two of them it is at rest and can be saved. */
export interface Loop<E, R> {
  /** Trainable parameters of the network. */
  readonly parameters: number;
  events(): AsyncGenerator<E, R, void>;
  snapshot(): Promise<Snapshot>;
  dispose(): Promise<void>;
}
