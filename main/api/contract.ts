/**
 * The one contract between the host and whoever shows or steers runs: the window, the browser, scripts. A request is
 * checked by its schema at the border; a response is typed. The host speaks first only where somebody subscribed.
 */
import type { z } from 'zod';
import type {
  Annotations,
  Emptied,
  Experiment,
  QueueList,
  RunEvent,
  RunList,
  RunListChange,
  ListedRun,
  SeriesPart,
  TrashList,
} from '../runs/index.ts';
import type { Genotype, SearchSpace } from '../spaces/index.ts';
import type { CALLS, clientMessageSchema, TOPICS } from './requests.ts';

export type {
  Annotations,
  Experiment,
  Load,
  QueuedJob,
  QueueList,
  RunEvent,
  RunList,
  RunListChange,
  RunQuery,
  RunResult,
  RunState,
  ListedRun,
  SeriesPart,
  TrashList,
} from '../runs/index.ts';

/** The name of a call. */
export type CallName = keyof typeof CALLS;

/** What each call is asked with. */
export type Requests = { readonly [C in CallName]: z.infer<(typeof CALLS)[C]> };

/** What each call answers. */
export interface Responses {
  readonly 'host.info': HostInfo;
  /** The runs have ended. */
  readonly 'host.rest': Done;
  readonly 'runs.list': RunList;
  readonly 'runs.experiments': readonly Experiment[];
  readonly 'runs.get': RunDetail;
  readonly 'runs.events': EventPage;
  readonly 'runs.told': Told;
  readonly 'runs.steps': StepPage;
  readonly 'runs.series': SeriesPart;
  readonly 'runs.start': { readonly run: string };
  readonly 'runs.stop': Done;
  readonly 'runs.resume': Done;
  readonly 'runs.save': Done;
  readonly 'runs.again': { readonly run: string };
  readonly 'runs.fork': {
    readonly run: string;
    /** What one should know of it, a sentence each. */
    readonly notes: readonly string[];
  };
  /** What is said of each run now, in the order of the request. */
  readonly 'runs.annotate': readonly Annotations[];
  /** What emptying the trash frees of them. */
  readonly 'runs.remove': { readonly sizeBytes: number };
  readonly 'trash.list': TrashList;
  readonly 'trash.restore': { readonly run: string };
  readonly 'trash.empty': Emptied;
  readonly 'queue.list': QueueList;
  /** The id of the job; that of a search or a training is the id of its run. */
  readonly 'queue.add': { readonly job: string };
  readonly 'queue.steer': Done;
}

/** The name of something that can be subscribed to. */
export type TopicName = keyof typeof TOPICS;

/** What each subscription is made with. */
export type TopicParameters = { readonly [T in TopicName]: z.infer<(typeof TOPICS)[T]> };

/** What each subscription brings. */
export interface Pushes {
  readonly 'run-events': { readonly run: string; readonly events: readonly RunEvent[] };
  readonly 'runs-changed': RunListChange;
  readonly 'queue-changed': QueueList;
}

/** It was done; there is nothing more to say. */
export type Done = Readonly<Record<string, never>>;

/** What the host is and runs on. */
export interface HostInfo {
  readonly version: string;
  readonly device: DeviceReport;
  /** Where the user's runs and data sets are. */
  readonly dataFolder: string;
}

/** The device that does the mathematics, in words for a person. */
export interface DeviceReport {
  readonly kind: 'cpu' | 'gpu';
  /** `CPU · TensorFlow 2.21.0 · oneDNN · 2 threads`. */
  readonly title: string;
  /** Why no GPU is used, and what would change that; null where one is. */
  readonly refusal: string | null;
}

/** A run with everything that does not change while it runs. */
export interface RunDetail {
  readonly summary: ListedRun;
  /** What a search chooses from, or what the cell of a training was chosen from; null where that is unknown. */
  readonly space: SearchSpace | null;
  /** The cell that a training trains; null for a search. */
  readonly genotype: Genotype | null;
  /** The preset that it was started from; null for a configuration of one's own. */
  readonly preset: string | null;
  /** What was set, in the order in which a person would ask for it. */
  readonly settings: readonly Setting[];
  /** The run's own folder. */
  readonly folder: string;
}

/** One setting of a run, ready to be shown. */
export interface Setting {
  /** `Batch`, `Weights learning rate`. */
  readonly name: string;
  /** With its unit: `64`, `0.025, cosine to 0.001`. */
  readonly value: string;
}

/** A part of a run's event log. */
export interface EventPage {
  readonly events: readonly RunEvent[];
  /** The number to ask for next. */
  readonly next: number;
  /** Whether there were no further events at the time of asking. */
  readonly complete: boolean;
}

/** What a run told besides its steps. */
export interface Told {
  /** In order: only what counts. */
  readonly events: readonly RunEvent[];
  /** The number to follow the run from. */
  readonly next: number;
}

/** A column of steps, as messages carry it: float64, little-endian, in base64; null: not one of its numbers is known. */
export type PackedColumn = string | null;

/** The columns in which steps are handed over whole. */
export const STEP_COLUMNS = [
  'seq',
  'step',
  'trainLoss',
  'trainAccuracy',
  'validLoss',
  'validAccuracy',
  'seconds',
] as const;

/** The name of such a column. */
export type StepColumn = (typeof STEP_COLUMNS)[number];

/** Some of the steps of a run. What was not measured is NaN. */
export interface StepPage {
  /** How many there are in this page. */
  readonly rows: number;
  /** How many the run has. */
  readonly total: number;
  readonly columns: Readonly<Record<StepColumn, PackedColumn>>;
  /** What the last of these steps told besides; null where there is none. */
  readonly last: { readonly steps: number; readonly learningRate: number } | null;
}

/** A failure as it crosses the border: the code is stable, the sentence is for a person. */
export interface Problem {
  readonly code: string;
  readonly message: string;
}

/** What a client may send over a message channel. */
export type ClientMessage = z.infer<typeof clientMessageSchema>;

/** What the host sends over a message channel; `id` is that of the call or the subscription. */
export type HostMessage =
  | { readonly id: number; readonly response: unknown }
  | { readonly id: number; readonly problem: Problem }
  | { readonly id: number; readonly push: unknown };

/** What the shell gives its page, and nothing else: a channel to the host and word of itself. */
export interface ShellBridge {
  send(message: ClientMessage): void;
  /** One listener hears everything that the host sends to this window. */
  onMessage(listener: (message: unknown) => void): void;
  /** One listener is told when the host is lost and started again, is there again, and when it has ended for good. */
  onHost(listener: (state: 'open' | 'lost' | 'closed') => void): void;
}
