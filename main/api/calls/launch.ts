/** What a new run may be asked for with, what comes of what is asked, and what it would take. */
import { z } from 'zod';
import type { Architecture, Wiring } from '../../spaces/index.ts';
import type { HandlersOf, TopicHandlersOf } from './call.ts';
import { seed } from './parts.ts';
import type { Unsubscribe } from './parts.ts';
import { wantedSearch, wantedTraining } from './wanted.ts';

/** A request that is being written: a training may have no cell yet. */
const draft = z.discriminatedUnion('kind', [
  wantedSearch,
  wantedTraining.extend({ cell: wantedTraining.shape.cell.nullable() }),
]);

/** A request for a run that is being written. */
export type LaunchDraft = z.infer<typeof draft>;

const kind = z.enum(['search', 'train']);

/** The requests. */
export const LAUNCH_CALLS = {
  /** What runs of a kind can begin from. */
  'launch.offer': z.strictObject({ kind }),
  /** What a request comes to: every setting, every problem, what it is as a command. */
  'launch.check': z.strictObject({
    request: draft,
    /** A run for each. */
    seeds: z.array(seed).min(1).max(1000),
  }),
} as const;

/** A preset. */
export interface OfferedPreset {
  readonly name: string;
  readonly title: string;
  /** The paper and section, or why this project chose it. */
  readonly source: string;
  /** The cells that it is for; null of searches for cells of images. */
  readonly wiring: Wiring | null;
  /** What it learns from. */
  readonly learns: Learns;
  /** The data set that it learns from where none is named. */
  readonly data: string;
}

/** What is learnt from: images, or words. */
export type Learns = 'images' | 'words';

/** A data set with a name. */
export interface OfferedData {
  readonly name: string;
  readonly is: Learns;
  readonly title: string;
  /** Saved splits of it. */
  readonly splits: readonly string[];
}

/** What runs of a kind can begin from. */
export interface LaunchOffer {
  readonly presets: readonly OfferedPreset[];
  /** The one that comes with the program is the first. */
  readonly data: readonly OfferedData[];
  /** Which groups of settings there are, in their order. */
  readonly groups: readonly FieldGroup[];
  /** How a run is looked after where nothing else is said. */
  readonly care: OfferedCare;
}

/** How a run is looked after. */
export interface OfferedCare {
  readonly keep: number | 'all';
  readonly saveEveryMinutes: number;
  readonly onAlarm: 'off' | 'warn' | 'stop';
}

/** Settings that belong together. */
export interface FieldGroup {
  readonly name: string;
  readonly title: string;
}

/** One of the values that a setting may have. */
export interface FieldChoice {
  readonly value: unknown;
  readonly title: string;
  /** What it is, or where it is from. */
  readonly note: string | null;
}

/** How a setting is given. */
export type FieldInput =
  | {
      readonly type: 'number';
      readonly isWhole: boolean;
      /** Inclusive; null: none, or one that it must not reach. */
      readonly min: number | null;
      readonly max: number | null;
      readonly step: number | null;
      /** What no number at all means: `all`; null: there must be one. */
      readonly none: string | null;
    }
  | { readonly type: 'switch' }
  | { readonly type: 'choice'; readonly choices: readonly FieldChoice[] }
  /** A group of settings that is there or not; `on` is what it begins with. */
  | { readonly type: 'part'; readonly on: unknown }
  /** Whatever else: written as JSON or as plain text. */
  | { readonly type: 'text' };

/** Where the value of a setting is from. */
export type FieldOrigin = 'preset' | 'hand' | 'cell' | 'default';

/** A setting of a run that is being written. */
export interface LaunchField {
  /** As in `--set`: `weights.learningRate.max`. */
  readonly path: string;
  readonly title: string;
  readonly unit: string | null;
  readonly hint: string | null;
  /** What it may be, in words. */
  readonly allowed: string;
  /** The name of its group. */
  readonly group: string;
  /** How deep it lies in that group, from 0. */
  readonly depth: number;
  /** Whether most people ask for it. */
  readonly isCommon: boolean;
  readonly input: FieldInput;
  readonly value: unknown;
  /** What the preset has there; absent: nothing, in its form. */
  readonly preset?: unknown;
  readonly isChanged: boolean;
  readonly origin: FieldOrigin;
  readonly problem: string | null;
}

/** Something that is wrong with a request, and no field's. */
export interface LaunchProblem {
  readonly about: 'preset' | 'cell' | 'data' | 'split' | 'set' | 'run';
  readonly problem: string;
}

/** How the images, or the words, are divided. */
export interface LaunchImages {
  readonly name: string;
  readonly of: Learns;
  /** Of a text, the different words. */
  readonly classes: number;
  /** `weights`, `alphas`, `validation`, `test`, `unused`. */
  readonly parts: readonly { readonly part: string; readonly images: number }[];
}

/** What a request comes to. */
export interface LaunchCheck {
  /** Every setting, in the order of the form. */
  readonly fields: readonly LaunchField[];
  readonly problems: readonly LaunchProblem[];
  /** Whether the run could be started. */
  readonly isReady: boolean;
  /** As the run would be called; null while it cannot be told. */
  readonly title: string | null;
  readonly cell: { readonly genotype: Architecture | null; readonly space: string | null } | null;
  readonly images: LaunchImages | null;
  readonly steps: { readonly perEpoch: number; readonly total: number } | null;
  /** The recipe in words, what a person would tell a colleague. */
  readonly recipe: readonly string[];
  /** The line for a shell that makes the same run. */
  readonly command: string;
  /** The same for Slurm's `sbatch`. */
  readonly script: string;
  /** Titles of the runs that keep the devices busy, for which a new one would wait. */
  readonly busy: readonly string[];
}

/** The answers. */
export interface LaunchAnswers {
  readonly 'launch.offer': LaunchOffer;
  readonly 'launch.check': LaunchCheck;
}

/** Of which run what it would take is asked, and how many of its steps are computed for that. */
export const LAUNCH_ESTIMATE = z.strictObject({
  request: z.discriminatedUnion('kind', [wantedSearch, wantedTraining]),
  steps: z.int().min(0).max(10),
});

/** The subscriptions. */
export const LAUNCH_TOPICS = {
  /**
   * What a run would take, found out in a process of its own, which ends with the subscription. `steps` of it are computed once a device is
   * free; 0: none is, and it waits for nothing.
   */
  'launch-estimate': LAUNCH_ESTIMATE,
} as const;

/** What a run would take. */
export interface LaunchEstimate {
  /** Of the whole process. */
  readonly peakMemoryBytes: number;
  readonly availableBytes: number;
  readonly batch: number;
  /** The largest batch that fits; null: none does. */
  readonly largestBatch: number | null;
  /** Trainable. */
  readonly parameters: number;
  readonly totalSteps: number;
  /** What was computed; null: nothing. */
  readonly measured: {
    readonly steps: number;
    readonly stepSeconds: number | null;
    readonly peakMemoryBytes: number;
    /** All steps at that pace, without evaluation; null: no pace is known. */
    readonly totalSeconds: number | null;
  } | null;
}

/** How far an estimate is. */
export type EstimateState =
  | { readonly state: 'waiting'; readonly busy: readonly string[] }
  | { readonly state: 'preparing' }
  | { readonly state: 'computing'; readonly step: number; readonly steps: number }
  | { readonly state: 'done'; readonly estimate: LaunchEstimate }
  | { readonly state: 'failed'; readonly code: string; readonly problem: string };

/** What the subscriptions bring. */
export interface LaunchPushes {
  readonly 'launch-estimate': EstimateState;
}

type Requests = { readonly [C in keyof typeof LAUNCH_CALLS]: z.infer<(typeof LAUNCH_CALLS)[C]> };
type Parameters = { readonly [T in keyof typeof LAUNCH_TOPICS]: z.infer<(typeof LAUNCH_TOPICS)[T]> };

/** What is asked of an estimate. */
export type EstimateRequest = Parameters['launch-estimate'];

/** Prepares runs that are not made yet. */
export interface LaunchPlanner {
  offer(kind: LaunchDraft['kind']): Promise<LaunchOffer>;
  check(request: Requests['launch.check']): Promise<LaunchCheck>;
  /** Tells how far it is, until it is done or failed. The returned function ends it. */
  readonly estimate: (request: EstimateRequest, listener: (state: EstimateState) => void) => Unsubscribe;
}

interface Services {
  readonly planner: LaunchPlanner;
}

/** What each call does. */
export const LAUNCH_HANDLERS: HandlersOf<typeof LAUNCH_CALLS, LaunchAnswers, Services> = {
  'launch.offer': (request, { planner }) => planner.offer(request.kind),
  'launch.check': (request, { planner }) => planner.check(request),
};

/** What each topic brings. */
export const LAUNCH_TOPIC_HANDLERS: TopicHandlersOf<typeof LAUNCH_TOPICS, LaunchPushes, Services> = {
  'launch-estimate': (request, push, { planner }) => planner.estimate(request, push),
};
