/**
 * The one contract between the host and whoever shows or steers runs: the window, the browser, scripts. A request is
 * checked by its schema at the border; a response is typed. The host speaks first only where somebody subscribed.
 */
import type { z } from 'zod';
import type { HostAnswers } from './calls/host.ts';
import type { QueueAnswers, QueuePushes } from './calls/queue.ts';
import type { RunAnswers, RunPushes } from './calls/runs.ts';
import type { CALLS, clientMessageSchema, TOPICS } from './requests.ts';

export type {
  Annotations,
  AnnotationsChange,
  Experiment,
  ListedRun,
  Load,
  QueuedJob,
  QueueList,
  RunEvent,
  RunList,
  RunListChange,
  RunQuery,
  RunResult,
  RunState,
  SeriesPart,
  TrashList,
} from '../runs/index.ts';
export type { DeviceReport, HostInfo } from './calls/host.ts';
export type { Done } from './calls/parts.ts';
export type {
  EventPage,
  PackedColumn,
  RunDetail,
  Setting,
  StepColumn,
  StepPage,
  Told,
} from './calls/runs.ts';

/** The name of a call. */
export type CallName = keyof typeof CALLS;

/** What each call is asked with. */
export type Requests = { readonly [C in CallName]: z.infer<(typeof CALLS)[C]> };

/** What each call answers. */
export interface Responses extends HostAnswers, RunAnswers, QueueAnswers {}

/** The name of something that can be subscribed to. */
export type TopicName = keyof typeof TOPICS;

/** What each subscription is made with. */
export type TopicParameters = { readonly [T in TopicName]: z.infer<(typeof TOPICS)[T]> };

/** What each subscription brings. */
export interface Pushes extends RunPushes, QueuePushes {}

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
  /** Asks the person for files or folders of this machine: their paths, none where the question was cancelled. */
  choose(request: ChooseRequest): Promise<readonly string[]>;
  /** Asks where to keep a file, and writes it: its path; null where the question was cancelled. */
  save(file: { readonly name: string; readonly data: Uint8Array }): Promise<string | null>;
  /** Where a file that was dropped on the page lies; empty where it lies nowhere. */
  pathOf(file: File): string;
}

/** What a person is asked to choose. */
export interface ChooseRequest {
  readonly title: string;
  readonly what: 'files' | 'folder';
  /** Endings without dots, of what can be chosen; absent: all. */
  readonly endings?: readonly string[];
}
