/** What the API needs of the host. The composition root provides it; nothing here knows files, processes or TensorFlow. */
import type {
  Annotations,
  AnnotationsChange,
  Emptied,
  Experiment,
  QueueList,
  QueueOptions,
  RunEvent,
  RunList,
  RunListChange,
  RunQuery,
  SeriesPart,
  SeriesRequest,
  Steering,
  StopAt,
  TrashList,
} from '../../runs/index.ts';
import type { HostInfo, Requests, RunDetail, StepPage, Told } from '../contract.ts';

/** Everything that the API can reach. */
export interface HostServices {
  info(): Promise<HostInfo>;
  /** Lets the runs that were started here save themselves and end, and starts no further one. */
  rest(): Promise<void>;
  readonly runs: RunReader;
  readonly changes: RunWatcher;
  readonly launch: RunLauncher;
  readonly series: SeriesReader;
  readonly keeper: RunKeeper;
  readonly queue: QueueService;
}

/** What is stored of runs. A run that does not exist is an AppError `runs/...`. */
export interface RunReader {
  list(query: RunQuery): Promise<RunList>;
  experiments(): Promise<readonly Experiment[]>;
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
  /** Hands over all runs, then what came, went or changed what its summary says. */
  list(listener: (change: RunListChange) => void): Unsubscribe;
}

/** Starts and ends runs; each resolves as soon as the run's record says so. */
export interface RunLauncher {
  /** The name of the new run. */
  start(request: Requests['runs.start']): Promise<string>;
  /** Asks for a checkpoint and the end. */
  stop(run: string, at: StopAt): Promise<void>;
  resume(run: string): Promise<void>;
  /** Asks for a checkpoint. */
  save(run: string): Promise<void>;
  /** The name of the new run. */
  again(run: string): Promise<string>;
  fork(request: Requests['runs.fork']): Promise<{ readonly run: string; readonly notes: readonly string[] }>;
}

/** Reads what runs measured. */
export interface SeriesReader {
  told(run: string): Promise<Told>;
  steps(run: string, from: number, limit: number): Promise<StepPage>;
  part(run: string, request: SeriesRequest): Promise<SeriesPart>;
}

/** Keeps runs in order. */
export interface RunKeeper {
  annotate(runs: readonly string[], change: AnnotationsChange): Promise<readonly Annotations[]>;
  /** What emptying the trash frees of them, in bytes. */
  remove(runs: readonly string[]): Promise<number>;
  trash(): Promise<TrashList>;
  /** The name of the run that is there again. */
  restore(run: string): Promise<string>;
  /** Null: all that lies there. */
  empty(runs: readonly string[] | null): Promise<Emptied>;
}

/** What is to be queued: a search, a training, also of a search that is queued itself, or the evaluation of a training. */
export type QueueRequest = Requests['queue.add']['request'];

/** What waits for its turn. A job that does not exist is an AppError `runs/no-job`. */
export interface QueueService {
  list(): Promise<QueueList>;
  /** Hands over the queue now, and whenever it is another. */
  listen(listener: (queue: QueueList) => void): Unsubscribe;
  /** @returns the id of the job; that of a search or a training is the id of its run */
  add(request: QueueRequest, options: QueueOptions): Promise<string>;
  /** Changes order or state of jobs, or pauses all. */
  steer(steering: Steering): Promise<void>;
}
