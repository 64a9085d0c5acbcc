/** The lines of a run's event log, in the order in which things happened. */
import type { Architecture } from '../spaces/index.ts';
import type { Alphas, ImportanceDetail, ShrinkEvent } from '../search/index.ts';
import type { BestEpoch, Score } from '../train/index.ts';
import type { Annotations } from './annotations.ts';
import type { Origin } from './record.ts';

/** The life of a run. `interrupted`: stopped by a person or a signal, with a checkpoint; it can be resumed. */
export type RunState = 'queued' | 'starting' | 'running' | 'finished' | 'failed' | 'interrupted' | 'lost';

/** What every line carries: its number from 0, and when, in milliseconds since 1970. */
interface Line {
  readonly seq: number;
  readonly at: number;
}

/** What a run takes of its machine, and what there is. */
export interface Load {
  /** Share of the machine's logical cores that the trainer's process used since the last look, 0..1. */
  readonly cpu: number;
  /** The same of all processes. */
  readonly machineCpu: number;
  /** Resident memory of the trainer's process. */
  readonly memoryBytes: number;
  /** Memory that could still be had. */
  readonly freeBytes: number;
  /** Empty without a GPU that nvidia-smi knows. */
  readonly gpus: readonly GpuLoad[];
}

/** What nvidia-smi says of a GPU. */
export interface GpuLoad {
  readonly index: number;
  readonly name: string;
  /** Share of the time in which it computed, 0..1. */
  readonly utilization: number;
  readonly memoryUsedBytes: number;
  readonly memoryTotalBytes: number;
}

/** The known ways of a search to go wrong: too many skip connections, operations settled too early, memorized images. */
export type AlarmName = 'skips' | 'entropy' | 'gap';

/** One line of the event log. */
export type RunEvent = Line &
  (
    | {
        readonly type: 'state';
        readonly state: RunState;
        readonly message: string | null;
        /** Of a failure: the error's code. */
        readonly code?: string;
        /** The run went on from the checkpoint of this step: what the log tells of later steps before this line is void. */
        readonly resumedFrom?: number;
      }
    | {
        readonly type: 'engine';
        /** What runs the mathematics, as `dartboard doctor` words it. */
        readonly device: string;
        readonly parameters: number;
      }
    | {
        readonly type: 'step';
        readonly epoch: number;
        readonly step: number;
        readonly steps: number;
        readonly train: Score;
        readonly valid: Score | null;
        readonly learningRate: number;
        /** Wall time of this step, in seconds. */
        readonly seconds: number;
      }
    | {
        readonly type: 'epoch';
        readonly epoch: number;
        readonly epochs: number;
        readonly train: Score;
        readonly valid: Score | null;
      }
    | {
        /** Of a search: the alphas after that many epochs (0: before the first step) and the cell derived from them. */
        readonly type: 'alphas';
        readonly epoch: number;
        readonly alphas: Alphas;
        readonly genotype: Architecture;
        /** Of a search that removes candidates by their importance. */
        readonly importance?: ImportanceDetail;
      }
    | (ShrinkEvent & {
        /** Mean wall time of a step since the shrink before, in seconds; null: none was measured. */
        readonly secondsPerStep: number | null;
      })
    | { readonly type: 'checkpoint'; readonly step: number; readonly file: string }
    | (Load & { readonly type: 'load' })
    | {
        /** The search seems to go wrong in a known way. */
        readonly type: 'alarm';
        readonly alarm: AlarmName;
        readonly epoch: number;
        /** What was seen, and what can be done. */
        readonly message: string;
      }
    | { readonly type: 'result'; readonly result: RunResult }
  );

/** What a run ended with. */
export type RunResult =
  | { readonly kind: 'search'; readonly genotype: Architecture; readonly alphas: Alphas }
  | {
      readonly kind: 'train';
      readonly test: Score;
      /** By test accuracy; null: not known. */
      readonly best: BestEpoch | null;
      readonly parameters: number;
      readonly macs: number;
    };

/** What the latest whole epoch gave. */
export interface LatestEpoch {
  readonly epoch: number;
  readonly train: Score;
  readonly valid: Score | null;
}

/** What is known of a run without reading its whole log. */
export interface RunSummary {
  readonly run: string;
  readonly kind: 'search' | 'train';
  readonly title: string;
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly state: RunState;
  readonly step: number;
  readonly steps: number;
  /** Wall time from its first start to the latest line of its log; null of a run that never started. */
  readonly seconds: number | null;
  /** The run whose cell a training uses. */
  readonly parent: string | null;
  readonly origin: Origin | null;
  readonly preset: string | null;
  readonly seed: number;
  /** The name of its data set. */
  readonly data: string;
  readonly annotations: Annotations;
  /** Its latest whole epoch; null before the first. */
  readonly latest: LatestEpoch | null;
  readonly result: RunResult | null;
  /** Why it failed; null otherwise. */
  readonly problem: string | null;
}

/** What a list tells of a result: all of it but a search's alphas, which are many numbers. */
export type ListedResult =
  Omit<Extract<RunResult, { kind: 'search' }>, 'alphas'> | Extract<RunResult, { kind: 'train' }>;

/** What a list tells of a run. */
export interface ListedRun extends Omit<RunSummary, 'result'> {
  readonly result: ListedResult | null;
}

/** What is told about a run; its number and time are added when it is logged. */
export type RunEventBody = RunEvent extends infer E ? (E extends Line ? Omit<E, keyof Line> : never) : never;
