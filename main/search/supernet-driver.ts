/** What the loop over a supernet asks of a method: the contract between `supernet-loop.ts` and whoever opens it. */
import type { BatchStream } from '../data/index.ts';
import type { Score } from '../train/index.ts';
import type { SearchDetail, ShrinkEvent } from './events.ts';
import type {
  EpochEnd,
  SearchPrograms,
  SearchStep,
  SearchStepReport,
  SearchTask,
  SearchTurn,
} from './supernet-method.ts';

/** Which images a method wants beside the batches that its weights are trained on. */
export interface WantedImages {
  /** Every step a batch of the alphas' half. */
  readonly alphaBatches: boolean;
  /** Some that do not train the weights: it cannot do without them. */
  readonly heldOut: boolean;
  /** Those that train the weights once more, in order and augmented, where its supernet may change. */
  readonly trainingInOrder: boolean;
}

/** A method with its settings. */
export interface SupernetSearch {
  readonly title: string;
  readonly wants: WantedImages;
  /**
   * Begins, or goes on from what an earlier driver of the search said of itself.
   * @param carried - the `carried` of that driver; undefined: from the beginning
   * @throws train/foreign-snapshot
   */
  begin(task: SearchTask, carried: unknown): SupernetDriver;
}

/** What a method is given after the last step of an epoch, before the epoch is told. */
export interface EpochTurn extends SearchTurn {
  /** The epoch, from 0. */
  readonly epoch: number;
  /** The images that train the weights, in order and augmented; null where the method does not want them. */
  readonly training: BatchStream | null;
}

/** Another supernet to go on with. */
export interface Change {
  readonly event: ShrinkEvent;
  /** What the variables of its programs begin with; all others are zero. */
  readonly variables: Readonly<Record<string, Float32Array>>;
}

/**
 * A search as its loop drives it. All its state is in the variables of the programs and in `carried`, so that any such search is saved and
 * resumed the same way.
 */
export interface SupernetDriver {
  /** The programs to run; after a change others. */
  readonly made: SearchPrograms;
  /** Plain JSON that is saved beside the variables; undefined: nothing. */
  readonly carried: unknown;
  /** One step of the search: runs programs. */
  step(on: SearchStep): Promise<SearchStepReport>;
  /** Where the supernet is to change now, changes `made` and says what to go on with; null: it stays. Called once for each epoch, or again after a resume. */
  change(on: EpochTurn): Promise<Change | null>;
  /** What there is to do between an epoch and the event that tells of it. @returns the score that it tells */
  closeEpoch(on: EpochEnd): Promise<Score | null>;
  /** What the events tell of the search as it is. */
  detail(on: SearchTurn): Promise<SearchDetail>;
}
