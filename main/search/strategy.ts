/** The contract of a search method: one file of strategies/ holds everything that the project knows of one. */
import type { ZodType } from 'zod';
import type { Bundle, Executable } from '../engine/index.ts';
import type { SearchSpace } from '../spaces/index.ts';
import type { ImageTask, Score } from '../train/index.ts';
import type { SearchSettings } from './settings.ts';

/** What is searched, with what, on what. */
export interface SearchTask {
  readonly space: SearchSpace;
  readonly images: ImageTask;
  /** Settings that every method shares. */
  readonly config: SearchSettings;
  /** Sizes of the batches that the weights are trained on. */
  readonly weightBatches: readonly number[];
  /** Size of the batches that the alphas are trained on. */
  readonly alphaBatch: number;
  /** Sizes of the batches that the supernet is evaluated on. */
  readonly evaluationBatches: readonly number[];
  /** Whether the executor has the engine's own kernels (`Executor.fuses`); left out: no. */
  readonly fused?: boolean;
}

/** A search as programs; `evaluate@N` is among them for each size of evaluation batch. */
export interface SearchPrograms {
  readonly bundle: Bundle;
  /** Values that the variables begin with, by seed; all others are zero. */
  initial(seed: number): Readonly<Record<string, Float32Array>>;
  /** Trainable parameters of the supernet, without the alphas. */
  readonly parameters: number;
}

/** Labelled images. */
export interface LabelledBatch {
  readonly images: Float32Array;
  readonly labels: Int32Array;
  readonly size: number;
}

/** What a method's step is given. */
export interface SearchStep {
  readonly executable: Executable;
  /** Number of this step, from 0, in the whole run. */
  readonly step: number;
  readonly learningRate: number;
  /** A batch of the weights' half of the data. */
  readonly weightBatch: LabelledBatch;
  /** A batch of the alphas' half, drawn anew for this step. */
  readonly alphaBatch: LabelledBatch;
  /** Passes that each of the batches takes: the setting that the programs were written for. */
  readonly accumulate: number;
}

/** What a step tells. */
export interface SearchStepReport {
  /** Of the weights' batch, before the weights' update. */
  readonly train: Score;
  /** Of the alphas' batch, before the alphas' update. */
  readonly valid: Score;
}

/** A search method. All its state is in the bundle's variables, so that any method is saved and resumed the same way. */
export interface StrategyDef<C> {
  readonly title: string;
  /** Paper, section, and where this differs. */
  readonly source: string;
  /** The method's own settings. */
  readonly config: ZodType<C>;
  /** Writes the programs. The raw alphas [E,P] are the variables `alphas.normal` and `alphas.reduction`. */
  programs(task: SearchTask, config: C): SearchPrograms;
  /** One step of the search: runs programs. */
  step(on: SearchStep, config: C): Promise<SearchStepReport>;
}
