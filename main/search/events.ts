import type { Genotype } from '../spaces/index.ts';
import type { EpochEvent, StepEvent } from '../train/index.ts';

/** Raw alphas `[E][P]` of both cells (before softmax). */
export interface Alphas {
  readonly normal: readonly (readonly number[])[];
  readonly reduction: readonly (readonly number[])[];
}

/** What a search adds to an epoch's event: its alphas, and the cell that would be derived now. */
export interface SearchDetail {
  readonly alphas: Alphas;
  readonly genotype: Genotype;
}

/** What a search tells while it runs. The alphas before the first step come as the `start` event. */
export type SearchEvent =
  { readonly type: 'start'; readonly detail: SearchDetail } | StepEvent | EpochEvent<SearchDetail>;

/** What a search ends with. */
export interface SearchResult {
  readonly genotype: Genotype;
  readonly alphas: Alphas;
}
