import type { Architecture, CellKind } from '../spaces/index.ts';
import type { EpochEvent, StepEvent } from '../train/index.ts';

/** Raw alphas `[E][P]` of both cells (before softmax); of a space with one kind of cell the other has no rows. */
export interface Alphas {
  readonly normal: readonly (readonly number[])[];
  readonly reduction: readonly (readonly number[])[];
}

/** What is left of a supernet that shrinks, and how its candidates scored, for each kind of cell that its space has. */
export interface ImportanceDetail {
  /** `[E][P]`: which candidates are left. */
  readonly live: Readonly<Partial<Record<CellKind, readonly (readonly boolean[])[]>>>;
  /** `[E][P]`: the scores of the latest shrink, smaller is more important; null: infinite, or removed before. Null before the first shrink. */
  readonly scores: Readonly<Partial<Record<CellKind, readonly (readonly (number | null)[])[]>>> | null;
}

/** What a search adds to an epoch's event: its alphas, and the cell that would be derived now. */
export interface SearchDetail {
  readonly alphas: Alphas;
  readonly genotype: Architecture;
  /** Of a search that removes candidates by their importance. */
  readonly importance?: ImportanceDetail;
}

/** A candidate that a search removed. */
export interface RemovedCandidate {
  /** Row of its edge. */
  readonly edge: number;
  readonly primitive: string;
  /** What it was removed for; null: infinite. */
  readonly score: number | null;
}

/** The supernet was made smaller at the end of an epoch. */
export interface ShrinkEvent {
  readonly type: 'shrink';
  /** The epoch that ended, from 0; its own event follows. */
  readonly epoch: number;
  /** For each kind of cell, in the order of the edges. */
  readonly removed: Readonly<Partial<Record<CellKind, readonly RemovedCandidate[]>>>;
  readonly importance: ImportanceDetail;
  /** Trainable parameters of the supernet that it goes on with. */
  readonly parameters: number;
}

/** What a search tells while it runs. The alphas before the first step come as the `start` event. */
export type SearchEvent =
  | { readonly type: 'start'; readonly detail: SearchDetail }
  | StepEvent
  | ShrinkEvent
  | EpochEvent<SearchDetail>;

/** What a search ends with. */
export interface SearchResult {
  readonly genotype: Architecture;
  readonly alphas: Alphas;
}
