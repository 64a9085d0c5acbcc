/** The lines of a run's event log, in the order in which things happened. */
import type { Genotype } from '../spaces/index.ts';
import type { Alphas } from '../search/index.ts';
import type { BestEpoch, Score } from '../train/index.ts';

/** The life of a run. `interrupted`: stopped by a person or a signal, with a checkpoint; it can be resumed. */
export type RunState = 'queued' | 'starting' | 'running' | 'finished' | 'failed' | 'interrupted' | 'lost';

/** What every line carries: its number from 0, and when, in milliseconds since 1970. */
interface Line {
  readonly seq: number;
  readonly at: number;
}

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
        readonly genotype: Genotype;
      }
    | { readonly type: 'checkpoint'; readonly step: number; readonly file: string }
    | { readonly type: 'result'; readonly result: RunResult }
  );

/** What a run ended with. */
export type RunResult =
  | { readonly kind: 'search'; readonly genotype: Genotype; readonly alphas: Alphas }
  | {
      readonly kind: 'train';
      readonly test: Score;
      /** By test accuracy; null: not known. */
      readonly best: BestEpoch | null;
      readonly parameters: number;
      readonly macs: number;
    };

/** What is known of a run without reading its log. */
export interface RunSummary {
  readonly run: string;
  readonly kind: 'search' | 'train';
  readonly title: string;
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly state: RunState;
  readonly step: number;
  readonly steps: number;
  /** The run whose cell a training uses. */
  readonly parent: string | null;
  readonly result: RunResult | null;
  /** Why it failed; null otherwise. */
  readonly problem: string | null;
}

/** What is told about a run; its number and time are added when it is logged. */
export type RunEventBody = RunEvent extends infer E ? (E extends Line ? Omit<E, keyof Line> : never) : never;
