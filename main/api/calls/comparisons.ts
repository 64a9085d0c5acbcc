/** Runs beside each other: what differs, what came out, groups of seeds, and whether a run that was made again is the same. */
import { z } from 'zod';
import type { MeanDifference, Spread } from '../../base/statistics.ts';
import type { LatestEpoch, Origin, RunState } from '../../runs/index.ts';
import type { ArchitectureFile } from '../../spaces/index.ts';
import type { HandlersOf } from './call.ts';
import { runName, runNames } from './parts.ts';

/** Something in which runs differ. */
export interface Difference {
  /** Such as `environment.device`. */
  readonly name: string;
  /** Of each run, in their order; null where it has none. */
  readonly values: readonly unknown[];
}

/** What of groups is measured. */
export type GroupMeasure = 'testAccuracy' | 'testLoss' | 'bestAccuracy' | 'heldOutAccuracy' | 'seconds';

/** Finished runs that differ in nothing but their seed. A spread is null where one of the runs lacks the number. */
export type SeedGroup = {
  readonly runs: readonly string[];
  readonly seeds: readonly number[];
  readonly n: number;
  /** Runs of the group that are not finished, and so not counted. */
  readonly unfinished: readonly string[];
  /** Finished runs that are not counted, as they have the seed of one that is: the same seed again is the same run again. */
  readonly repeated: readonly string[];
} & Readonly<Record<GroupMeasure, Spread | null>>;

/** How far one group lies above another, by Welch's test. A difference is null where it cannot be told. */
export type GroupComparison = {
  /** The first run of the one group that is counted, or where none is, the first; and of the other. */
  readonly group: string;
  readonly against: string;
} & Readonly<Record<GroupMeasure, MeanDifference | null>>;

/** Runs that differ in nothing but their seed. */
export interface ListedGroup {
  /** The oldest of them. */
  readonly first: string;
  readonly kind: 'search' | 'train';
  readonly preset: string | null;
  readonly data: string;
  /** By their paths: those in which it differs from another group of its kind. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The finished ones, each seed once; null where none is. */
  readonly group: SeedGroup | null;
  readonly unfinished: readonly string[];
  readonly repeated: readonly string[];
}

/** All groups. */
export interface GroupList {
  readonly groups: readonly ListedGroup[];
  /** Runs that were left out, as no other differs from them in nothing but the seed. */
  readonly alone: number;
  readonly comparisons: readonly GroupComparison[];
}

/** One row of a comparison. What a run does not have, or not yet, is null. */
export interface ComparedRun {
  readonly run: string;
  readonly kind: 'search' | 'train';
  readonly state: RunState;
  readonly preset: string | null;
  readonly seed: number;
  readonly data: string;
  /** The run that it was made from; null: none. */
  readonly origin: Origin | null;
  /** The cell that a training trains, or that a search found. */
  readonly genotype: ArchitectureFile | null;
  /** On the test set, with the weights of the last epoch. */
  readonly testAccuracy: number | null;
  readonly testLoss: number | null;
  /** The highest accuracy on held-out images of any epoch: for a training the test images, so a choice made on them. */
  readonly bestAccuracy: number | null;
  /** Trainable parameters; of a search those of the supernet. */
  readonly parameters: number | null;
  /** Its latest whole epoch; null before the first. */
  readonly latest: LatestEpoch | null;
  readonly macs: number | null;
  /** Wall time of what counts of it, over all its starts. */
  readonly seconds: number;
  /** By their paths: those in which it differs from another run of its kind. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Runs beside each other. */
export interface Comparison {
  readonly runs: readonly ComparedRun[];
  readonly groups: readonly SeedGroup[];
  /** Of the two groups, where there are two. */
  readonly comparisons: readonly GroupComparison[];
  /** In what the runs differ besides settings, preset and seed. */
  readonly differences: readonly Difference[];
}

/** The newest state that a run has saved. */
export interface SavedState {
  readonly step: number;
  /** Of its weights, statistics and alphas. */
  readonly sha256: string;
}

/** A run and the one that it is compared with. */
export interface SameComparison {
  readonly run: string;
  readonly of: string;
  /** Both are finished, and all that they computed is equal to the bit: every step, every epoch, the weights and the result. */
  readonly identical: boolean;
  readonly states: { readonly run: RunState; readonly of: RunState };
  /** Whether a GPU computed one of them. */
  readonly isOnGpu: boolean;
  readonly weights: {
    readonly run: SavedState | null;
    readonly of: SavedState | null;
    /** Null where they are not of the same step. */
    readonly equal: boolean | null;
  };
  /** Steps that both have made. */
  readonly stepsCompared: number;
  /** The first step whose losses or accuracies differ; null: none. */
  readonly firstDifferentStep: number | null;
  /** Of the training loss of a step; null where no step was compared. */
  readonly largestLossDifference: { readonly difference: number; readonly step: number } | null;
  /** Of the alphas of two searches, or of the test loss and accuracies of two trainings; null where one of them has none. */
  readonly resultDifference: number | null;
  /** Whether two searches found the same cell; null of trainings, and where one of them has found none. */
  readonly sameCell: boolean | null;
  /** In which the runs were computed differently. The first value is that of `run`. */
  readonly environment: readonly Difference[];
}

/** A comparison, and for each run that is another one run again whether it came out the same. */
export interface ComparisonWithAgain extends Comparison {
  readonly again: readonly SameComparison[];
}

/** The settings in which some runs differ, by the run and the setting's path. */
export type DifferingSettings = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** More do not fit beside each other. */
const MOST_COMPARED = 64;

/** The requests. */
export const COMPARISON_CALLS = {
  'runs.compare': z.strictObject({ runs: runNames.max(MOST_COMPARED) }),
  /** Groups of runs that differ in nothing but the seed; `runs` null: of all runs. `against`: compare each with that run's group. */
  'runs.groups': z.strictObject({ runs: runNames.nullable(), against: runName.nullable() }),
  /** In which settings these runs differ. */
  'runs.settings': z.strictObject({ runs: runNames.max(2000) }),
} as const;

/** The answers. */
export interface ComparisonAnswers {
  readonly 'runs.compare': ComparisonWithAgain;
  readonly 'runs.groups': GroupList;
  readonly 'runs.settings': DifferingSettings;
}

/** Compares runs. A run that does not exist is an AppError `runs/...`. */
export interface RunComparer {
  compare(runs: readonly string[]): Promise<ComparisonWithAgain>;
  /** @param runs - null: all */
  groups(runs: readonly string[] | null, against: string | null): Promise<GroupList>;
  settings(runs: readonly string[]): Promise<DifferingSettings>;
}

interface Services {
  readonly comparer: RunComparer;
}

/** What each call does. */
export const COMPARISON_HANDLERS: HandlersOf<typeof COMPARISON_CALLS, ComparisonAnswers, Services> = {
  'runs.compare': ({ runs }, { comparer }) => comparer.compare(runs),
  'runs.groups': ({ runs, against }, { comparer }) => comparer.groups(runs, against),
  'runs.settings': ({ runs }, { comparer }) => comparer.settings(runs),
};
