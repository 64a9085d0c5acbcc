/** The contract of a search method that trains one supernet: its programs and its step; the loop around them is shared. */
import type { ZodType } from 'zod';
import type { BatchStream } from '../data/index.ts';
import type { Bundle, Executable } from '../engine/index.ts';
import type { SearchSpace } from '../spaces/index.ts';
import type { ImageTask, Score } from '../train/index.ts';
import type { SearchSettings } from './settings.ts';
import type { StrategyDef } from './strategy.ts';

/** What is searched, with what, on what. */
export interface SearchTask {
  readonly space: SearchSpace;
  readonly images: ImageTask;
  /** Settings that every method shares. */
  readonly config: SearchSettings;
  /** Sizes of the batches that the weights are trained on. */
  readonly weightBatches: readonly number[];
  /** Sizes of the batches that those images come in, in order, none of them left out; left out: as `weightBatches`. */
  readonly orderedBatches?: readonly number[];
  /** Size of the batches that the alphas are trained on. */
  readonly alphaBatch: number;
  /** Sizes of the batches that the supernet is evaluated on. */
  readonly evaluationBatches: readonly number[];
  /** Whether the executor has the engine's own kernels (`Executor.fuses`); left out: no. */
  readonly fused?: boolean;
}

/** A search as programs; `evaluate@N` is among them for each size of evaluation batch that the method scores with. */
export interface SearchPrograms {
  readonly bundle: Bundle;
  /** Values that the variables begin with, by seed; all others are zero. */
  initial(seed: number): Readonly<Record<string, Float32Array>>;
  /** Trainable parameters of the supernet, without the alphas. */
  readonly parameters: number;
  /** Whether the zero operation is left out when a cell is derived from the alphas. */
  readonly skipZero: boolean;
}

/** Labelled images. */
export interface LabelledBatch {
  readonly images: Float32Array;
  readonly labels: Int32Array;
  readonly size: number;
}

/** What a method is given whenever it computes. */
export interface SearchTurn {
  readonly executable: Executable;
  readonly space: SearchSpace;
  readonly seed: number;
}

/** What a method's step is given. */
export interface SearchStep extends SearchTurn {
  /** Number of this step, from 0, in the whole run. */
  readonly step: number;
  readonly learningRate: number;
  /** A batch of the weights' half of the data. */
  readonly weightBatch: LabelledBatch;
  /** A batch of the alphas' half, drawn anew for this step; null where the method takes none. */
  readonly alphaBatch: LabelledBatch | null;
  /** Passes that each of the batches takes: the setting that the programs were written for. */
  readonly accumulate: number;
}

/** What a step tells. */
export interface SearchStepReport {
  /** Of the weights' batch, before the weights' update. */
  readonly train: Score;
  /** Of the alphas' batch, before the alphas' update; null where the step takes none. */
  readonly valid: Score | null;
}

/** What a method is given at the end of an epoch. */
export interface EpochEnd extends SearchTurn {
  /** The epoch that ended, from 0. */
  readonly epoch: number;
  readonly isLast: boolean;
  /** Whether the settings ask for a score after this epoch. */
  readonly isDue: boolean;
  /** Epochs before this one that the settings ask a score after. */
  readonly dueBefore: number;
  /** The alphas' half, in order and as it is; where all images train the weights, the test images. */
  readonly evaluation: BatchStream;
}

/**
 * A search method over one supernet. All its state is in the bundle's variables, so that any such method is saved and resumed the same
 * way.
 */
export interface SupernetMethod<C> {
  readonly title: string;
  /** Paper, section, and where this differs. */
  readonly source: string;
  /** The method's own settings. */
  readonly config: ZodType<C>;
  /** Whether its alphas are learnt by gradient, so that they tell how the search goes; otherwise they stand for a cell and for nothing else. */
  readonly learnsAlphas: boolean;
  /** Whether it searches cells alone, and no paths through a hypercuboid. */
  readonly needsCells: boolean;
  /** Whether a step takes a batch of the alphas' half. */
  readonly takesAlphaBatch: boolean;
  /** Whether it cannot do without images that do not train the weights: it learns alphas from them, or chooses by them. */
  readonly needsHeldOut: boolean;
  /** Writes the programs. The raw alphas [E,P] are the variables `alphas.normal` and, of a space that has reduction cells, `alphas.reduction`. */
  programs(task: SearchTask, config: C): SearchPrograms;
  /** One step of the search: runs programs. */
  step(on: SearchStep, config: C): Promise<SearchStepReport>;
  /** What there is to do between an epoch and the event that tells of it. @returns the score that it tells */
  closeEpoch(on: EpochEnd, config: C): Promise<Score | null>;
}

/** A search method whose loop is that over one supernet. */
export type SupernetStrategy<C> = StrategyDef<C> & SupernetMethod<C>;
