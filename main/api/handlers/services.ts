/** What the API needs of the host. The composition root provides it; nothing here knows files, processes or TensorFlow. */
import type { HostSelf } from '../calls/host.ts';
import type { QueueService } from '../calls/queue.ts';
import type { RunKeeper, RunLauncher, RunReader, RunWatcher, SeriesReader } from '../calls/runs.ts';

/** Everything that the API can reach. */
export interface HostServices {
  readonly self: HostSelf;
  readonly runs: RunReader;
  readonly changes: RunWatcher;
  readonly launch: RunLauncher;
  readonly series: SeriesReader;
  readonly keeper: RunKeeper;
  readonly queue: QueueService;
}
