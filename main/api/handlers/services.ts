/** What the API needs of the host. The composition root provides it; nothing here knows files, processes or TensorFlow. */
import type { RunEvent, RunList } from '../../runs/index.ts';
import type { HostInfo, Requests, RunDetail } from '../contract.ts';

/** Everything that the API can reach. */
export interface HostServices {
  info(): Promise<HostInfo>;
  readonly runs: RunReader;
  readonly changes: RunWatcher;
  readonly launch: RunLauncher;
}

/** What is stored of runs. A run that does not exist is an AppError `runs/...`. */
export interface RunReader {
  /** Newest first. */
  list(): Promise<RunList>;
  get(run: string): Promise<RunDetail>;
  /** The events that count from number `from` on, at most `limit`. Numbers may be missing: those of steps that were made again. */
  events(run: string, from: number, limit: number): Promise<readonly RunEvent[]>;
}

/** Ends a subscription; a second call does nothing. */
export type Unsubscribe = () => void;

/** Tells of what happens while it happens. */
export interface RunWatcher {
  /**
   * Hands over every event from number `from` on, in order and once: first what the log holds already, in portions, then each
   * as it is written. The listener is not called before this returns, nor after the subscription ended.
   */
  events(run: string, from: number, listener: (events: readonly RunEvent[]) => void): Unsubscribe;
  /** Hands over the list, newest first, whenever a run came, went or changed what its summary says. */
  list(listener: (runs: RunList) => void): Unsubscribe;
}

/** Starts and ends runs; each resolves as soon as the run's record says so. */
export interface RunLauncher {
  /** The name of the new run. */
  start(request: Requests['runs.start']): Promise<string>;
  /** Asks for a checkpoint and the end. */
  stop(run: string): Promise<void>;
  resume(run: string): Promise<void>;
}
