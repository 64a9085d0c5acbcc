/** What the API needs of the host. The composition root provides it; nothing here knows files, processes or TensorFlow. */
import type { CellLibrary } from '../../library/index.ts';
import type { BenchmarkReader } from '../calls/benchmark.ts';
import type { PathCounter } from '../calls/hypercuboid.ts';
import type { CellCounter } from '../calls/cells.ts';
import type { RunComparer } from '../calls/comparisons.ts';
import type { DataKeeper } from '../calls/data.ts';
import type { RunExchange } from '../calls/exchange.ts';
import type { FigureKeeper } from '../calls/figures.ts';
import type { HostSelf } from '../calls/host.ts';
import type { LaunchPlanner } from '../calls/launch.ts';
import type { LogReader } from '../calls/log.ts';
import type { QueueService } from '../calls/queue.ts';
import type { ResultReader } from '../calls/results.ts';
import type { RunKeeper, RunLauncher, RunReader, RunWatcher, SeriesReader } from '../calls/runs.ts';

/** Everything that the API can reach. */
export interface HostServices {
  readonly self: HostSelf;
  readonly runs: RunReader;
  readonly changes: RunWatcher;
  readonly launch: RunLauncher;
  readonly planner: LaunchPlanner;
  readonly series: SeriesReader;
  readonly logs: LogReader;
  readonly keeper: RunKeeper;
  readonly comparer: RunComparer;
  readonly exchange: RunExchange;
  readonly figures: FigureKeeper;
  readonly benchmark: BenchmarkReader;
  readonly paths: PathCounter;
  readonly cells: CellLibrary;
  readonly counter: CellCounter;
  readonly queue: QueueService;
  readonly data: DataKeeper;
  readonly results: ResultReader;
}
