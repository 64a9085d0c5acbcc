/**
 * The one contract between the host and whoever shows or steers runs: the window, the browser, scripts. A request is
 * checked by its schema at the border; a response is typed. The host speaks first only where somebody subscribed.
 */
import { z } from 'zod';
import type { RunEvent, RunList, RunSummary } from '../runs/index.ts';
import type { Genotype, SearchSpace } from '../spaces/index.ts';

export type { Load, RunEvent, RunList, RunResult, RunState, RunSummary } from '../runs/index.ts';

// A run's name becomes a folder's: nothing in it may lead anywhere.
const runName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/, 'expected the name of a run');
const shortName = z.string().min(1).max(200);
const eventNumber = z.int().min(0);
const seed = z
  .int()
  .min(0)
  .max(2 ** 31 - 1);
const nothing = z.strictObject({});
const oneRun = z.strictObject({ run: runName });

/** The request of every call. Fields that are not named here are refused. */
export const CALLS = {
  'host.info': nothing,
  'runs.list': nothing,
  'runs.get': oneRun,
  /** Events of a run by their number: those from `from` on, oldest first, at most `limit`. */
  'runs.events': z.strictObject({ run: runName, from: eventNumber, limit: z.int().min(1).max(10_000) }),
  'runs.start': z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('search'),
      preset: shortName,
      /** A data set by name; null for the preset's own. */
      data: shortName.nullable(),
      /** Null for the preset's own. */
      seed: seed.nullable(),
    }),
    z.strictObject({
      kind: z.literal('train'),
      /** The finished search whose cell is trained. */
      from: runName,
      preset: shortName,
      data: shortName.nullable(),
      seed: seed.nullable(),
    }),
  ]),
  /** Asks the run to write a checkpoint and stop. */
  'runs.stop': oneRun,
  'runs.resume': oneRun,
} as const satisfies Record<string, z.ZodType>;

/** The name of a call. */
export type CallName = keyof typeof CALLS;

/** What each call is asked with. */
export type Requests = { readonly [C in CallName]: z.infer<(typeof CALLS)[C]> };

/** What each call answers. */
export interface Responses {
  readonly 'host.info': HostInfo;
  readonly 'runs.list': RunList;
  readonly 'runs.get': RunDetail;
  readonly 'runs.events': EventPage;
  readonly 'runs.start': { readonly run: string };
  readonly 'runs.stop': Done;
  readonly 'runs.resume': Done;
}

/** The parameters of every subscription. */
export const TOPICS = {
  /** The events of a run from number `from` on: first those that exist, then each as it happens; none twice. */
  'run-events': z.strictObject({ run: runName, from: eventNumber }),
  /** The list of runs, or what it says of one, is not what it was. */
  'runs-changed': nothing,
} as const satisfies Record<string, z.ZodType>;

/** The name of something that can be subscribed to. */
export type TopicName = keyof typeof TOPICS;

/** What each subscription is made with. */
export type TopicParameters = { readonly [T in TopicName]: z.infer<(typeof TOPICS)[T]> };

/** What each subscription brings. */
export interface Pushes {
  readonly 'run-events': { readonly run: string; readonly events: readonly RunEvent[] };
  readonly 'runs-changed': RunList;
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
  readonly summary: RunSummary;
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

/** A failure as it crosses the border: the code is stable, the sentence is for a person. */
export interface Problem {
  readonly code: string;
  readonly message: string;
}

const id = z.int().min(0);

/** What a client may send over a message channel. The inner request is checked by its own schema. */
export const clientMessageSchema = z.union([
  z.strictObject({ id, call: z.string().max(100), request: z.unknown() }),
  z.strictObject({ id, subscribe: z.string().max(100), parameters: z.unknown() }),
  z.strictObject({ id, unsubscribe: z.literal(true) }),
]);

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
  /** Called once, when the host has ended. */
  onClose(listener: () => void): void;
}
