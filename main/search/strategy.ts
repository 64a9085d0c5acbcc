/** The contract of a search method: one file of strategies/ holds everything that the project knows of one. */
import type { ZodType } from 'zod';
import type { Executor } from '../engine/index.ts';
import type { SearchSpace } from '../spaces/index.ts';
import type { Loop, RunData, Snapshot } from '../train/index.ts';
import type { SearchEvent, SearchResult } from './events.ts';
import type { SearchSettings } from './settings.ts';

/** What a method's search is made of. */
export interface SearchMaterials {
  /** Settings that every method shares. */
  readonly config: SearchSettings;
  readonly space: SearchSpace;
  readonly data: RunData;
  readonly executor: Executor;
  readonly seed: number;
  /** Where to go on; null: from the beginning. */
  readonly restore: Snapshot | null;
}

/** A search method. */
export interface StrategyDef<C> {
  readonly title: string;
  /** Paper, section, and where this differs. */
  readonly source: string;
  /** The method's own settings. */
  readonly config: ZodType<C>;
  /** Whether its alphas are learnt by gradient, so that they tell how the search goes; otherwise they stand for a cell and for nothing else. */
  readonly learnsAlphas: boolean;
  /** Whether it searches cells alone, and no paths through a hypercuboid. */
  readonly needsCells: boolean;
  /**
   * Prepares a search. Between two of its events the loop can be saved, and a loop that is restored from there goes on to the same bits.
   * @throws spaces/..., nn/..., data/..., train/..., engine/... when the parts do not fit together
   */
  open(materials: SearchMaterials, config: C): Promise<Loop<SearchEvent, SearchResult>>;
}
